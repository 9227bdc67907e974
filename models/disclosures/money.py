"""Money as people write it, in whole fen: exact, without floats; and what must add up.

`parse_fen` is for what comes from tables; programs send fen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from models.disclosures.documents import Entry, Statement
from models.errors import Mistake

# Ten billion yuan in fen; ten thousand such lines still add up to what 64 bits hold.
MOST_FEN = 10**12

_SIGNS = re.compile(r"^(?:¥|RMB|CNY|人民币)|(?:元|圆)整?$", re.IGNORECASE)
_NUMBER = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?")
_NEGATIVE = re.compile(r"[-−－]|\(.*\)$")  # noqa: RUF001  # every minus that people type


class NotMoney(ValueError):
    """`code` says what is wrong with the text, for the sentence beside it."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def parse_fen(text: str) -> int:
    """`1,234.56`, `￥12`, `12元` or full-width digits in fen; raises `NotMoney`.

    Nothing is rounded: more than two decimals are refused unless the others are zeros.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    plain = _SIGNS.sub("", _SIGNS.sub("", plain))
    if _NEGATIVE.match(plain):
        raise NotMoney("amount_negative")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise NotMoney("amount_format")
    whole, decimals = found[1].replace(",", ""), (found[2] or "").rstrip("0")
    if len(decimals) > 2:
        raise NotMoney("amount_decimals")
    if len(whole.lstrip("0")) > len(str(MOST_FEN)):
        raise NotMoney("amount_too_big")
    fen = int(whole) * 100 + int(decimals.ljust(2, "0"))
    if fen == 0:
        raise NotMoney("amount_zero")
    if fen > MOST_FEN:
        raise NotMoney("amount_too_big")
    return fen


def yuan(fen: int) -> str:
    """Fen as people read them: `-1,234.56`."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02}"


def imbalance(statement: Statement) -> int | None:
    """Opening + income - expense - closing in fen: 0 if it balances, None if nothing is said."""
    if statement.opening is None or statement.closing is None:
        return None
    income, expense = statement.total("income"), statement.total("expense")
    return statement.opening + income - expense - statement.closing


def balance_mistakes(statement: Statement) -> list[Mistake]:
    """The one mistake of a statement whose money does not add up, with the difference."""
    difference = imbalance(statement)
    if not difference:
        return []
    values = (("difference", yuan(difference)),)
    return [Mistake("body.closing", "does_not_balance", values)]


def continuity_mistakes(statement: Statement, before: Statement | None) -> list[Mistake]:
    """That the period does not open with what the one before closed with, and nobody says why."""
    if before is None or before.closing is None or statement.opening is None:
        return []
    if statement.opening == before.closing or statement.continuity_reason:
        return []
    values = (("closing", yuan(before.closing)), ("period", before.period))
    return [Mistake("body.opening", "breaks_continuity", values)]


def repeated_vouchers(
    entries: Sequence[Entry], paths: Iterable[str] | None = None
) -> list[Mistake]:
    """A mistake at each line whose voucher number an earlier line bears; lines count from 1."""
    first: dict[str, int] = {}
    named = paths or (f"body.entries.{place}.voucher_number" for place in range(len(entries)))
    found = []
    for line, (entry, path) in enumerate(zip(entries, named, strict=True), start=1):
        if not entry.voucher_number:
            continue
        if entry.voucher_number in first:
            values = (("first", first[entry.voucher_number]),)
            found.append(Mistake(path, "voucher_repeated", values))
        first.setdefault(entry.voucher_number, line)
    return found
