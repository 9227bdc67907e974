"""What WeChat's error numbers mean to the person who waits, call by call; makes no calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from handlers.wechat import WeChatAway, WeChatError, WeChatShut
from models.errors import DomainError, Forbidden, Invalid, Mistake, TooMany

MINUTE = 60
# Nothing more of that kind goes out, or comes in, before midnight.
DAY_IS_OVER = 45009
# What the person (or how often they asked) is the reason for: nothing an operator should read.
EXPECTED = frozenset({40029, 40163, 45011, 40226, 43101, 43107, 43108, 61010})
# The token, the secret or the address of this installation: whoever asks the same later, when
# somebody has mended that, gets it.
SHUT = frozenset({40001, 40014, 42001, 40013, 40125, 40164})


def refusal(errcode: int, errmsg: str) -> WeChatError:
    """The error for a number of WeChat's; -1 is its own word for being too busy."""
    if errcode == -1:
        return WeChatAway(fault="busy", errmsg=errmsg)
    return (WeChatShut if errcode in SHUT else WeChatError)(errcode, errmsg)


def meaning(error: WeChatError) -> DomainError:
    """What to tell a person whose one-time code (of login or phone number) WeChat refused."""
    match error.errcode:
        case 40029:
            return Invalid([Mistake("body.code", "wechat_code")])
        case 40163:
            return Invalid([Mistake("body.code", "wechat_code_used")])
        case 45011:
            return TooMany("wechat_too_often", retry_after=MINUTE)
        case 40226:
            return Forbidden("wechat_blocked")
    return error


@contextmanager
def told_in_words() -> Iterator[None]:
    """Raises, in place of a `WeChatError`, what it means to the person."""
    try:
        yield
    except WeChatError as error:
        raise meaning(error) from None


def foreign_number() -> DomainError:
    """WeChat knows a number of another country, which no cadre here could call or text."""
    return Invalid([Mistake("body.code", "phone")])


def was_expected(error: WeChatError) -> bool:
    """True for refusals of everyday life."""
    return error.errcode in EXPECTED
