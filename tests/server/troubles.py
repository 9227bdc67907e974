"""What may go wrong with each call to WeChat: the rows of the table of faults, in short words."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.wechat import Fault

WAYS = ("reset", "http", "html", "truncated", "cut", "junk", "odd")
STILL = ("hang", "drip")
TOKEN = "token: "
REFUSED_TOKENS = (40001, 40014, 42001)
# What WeChat documents for each call, and whatever else has been met.
NUMBERS: dict[str, tuple[int, ...]] = {
    "login": (40029, 40163, 45011, 40226, 40013, 40125),
    "page_login": (40029, 40163, 45011, 40013, 40125),
    "phone": (40029, 40163, 45011, 40013),
    "subscribe": (40003, 40037, 41030, 43101, 43107, 43108, 45009, 45168, 47003),
    "check_text": (40003, 40129, 43104, 44002, 45009, 47001, 61010),
    "check_picture": (40003, 40097, 45009, 61010),
    "code": (40097, 40169, 41030, 45009, 85096),
    "chat": (40003, 45002, 45009, 45015, 45047, 48001),
    "picture": (40007, 45009),
    "page_user": (40003, 45009, 48001),
}
WITHOUT_TOKEN = ("login", "page_login")
TOKEN_NUMBERS = (-1, 40013, 40125, 40164, 45009)


@dataclass(frozen=True)
class Trouble:
    """A fault, the call it meets (itself, or fetching its token), and how it is written."""

    name: str
    fault: Fault
    call: str
    times: int = -1


def troubles_of(call: str) -> list[Trouble]:
    """All that the call meets."""
    message = "argument invalid! data.thing1.value invalid"
    own = [Trouble(kind, Fault(kind), call) for kind in (*WAYS, *STILL)]
    own.append(Trouble("slow", Fault("slow", seconds=0.2), call))
    own += [
        Trouble(str(number), Fault(errcode=number, errmsg=message), call)
        for number in (-1, *NUMBERS[call])
    ]
    if call in WITHOUT_TOKEN:
        return own
    for number in REFUSED_TOKENS:
        own.append(Trouble(f"{number} once", Fault(errcode=number), call, times=1))
        own.append(Trouble(f"{number} always", Fault(errcode=number), call))
    faults = {kind: Fault(kind) for kind in (*WAYS, *STILL)}
    faults |= {str(number): Fault(errcode=number) for number in TOKEN_NUMBERS}
    return own + [Trouble(TOKEN + name, fault, "stable_token") for name, fault in faults.items()]


def written(names: list[str]) -> str:
    """The troubles of one row in short: ways that come together have one word."""
    words = []
    for prefix in ("", TOKEN):
        rest = [n.removeprefix(prefix) for n in names if n.startswith(TOKEN) == bool(prefix)]
        for word, ways in (("no end", STILL), ("broken", WAYS)):
            if set(ways) <= set(rest):
                rest = [word, *(n for n in rest if n not in ways)]
        words += [prefix + ", ".join(rest)] if rest else []
    return "; ".join(words)
