"""Texts nobody expects: random characters, hostile input, and made-up reports with mistakes."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from pathlib import Path

REPORTS = Path(__file__).with_name("regression.csv")

_ALPHABETS = (
    [chr(code) for code in range(0x4E00, 0x9FA6, 7)],
    [chr(code) for code in range(0x20, 0x7F)],
    [chr(code) for code in range(0x20)],
    ["\ud800", "\udfff", "\u200b", "\ufeff", "\u202e", "\x00", "\U0010ffff", "\u0301", "\x85"],
    list("😀🔥💡🚰👨‍👩‍👧🇨🇳"),
    list("，。！？；：（）、,.!?;:()\n\t "),
    list("欠不没打死水电路村支书主任贪要了的"),
    list("０１２３ＡＢＣａｂｃ％＋－／～"),
    list("壞燈裡們這個說電腦為麼"),
)


def reports() -> list[str]:
    """The bodies of the hand-written reports."""
    with REPORTS.open(encoding="utf-8") as file:
        return [row["body"] for row in csv.DictReader(file)]


def texts(count: int, seed: int = 0) -> Iterator[str]:
    """That many texts of up to 10,000 characters; the same for the same seed."""
    chance = random.Random(seed)
    known = reports()
    for _ in range(count):
        yield chance.choice(_KINDS)(chance, known)


def _random(chance: random.Random, known: list[str]) -> str:
    alphabet = chance.choice(_ALPHABETS)
    return "".join(chance.choices(alphabet, k=_length(chance)))


def _mixed(chance: random.Random, known: list[str]) -> str:
    alphabet = [character for each in _ALPHABETS for character in each]
    return "".join(chance.choices(alphabet, k=_length(chance)))


def _repeated(chance: random.Random, known: list[str]) -> str:
    unit = chance.choice((chance.choice(chance.choice(_ALPHABETS)), chance.choice(known)[:6]))
    return (unit * _length(chance))[: _length(chance)]


def _joined(chance: random.Random, known: list[str]) -> str:
    return chance.choice("，。\n ").join(chance.choices(known, k=chance.randint(1, 40)))


def _misspelled(chance: random.Random, known: list[str]) -> str:
    characters = list(_joined(chance, known)[:400])
    for _ in range(chance.randint(1, 10)):
        place = chance.randrange(len(characters))
        other = chance.choice(chance.choice(_ALPHABETS))
        characters[place : place + chance.randint(0, 2)] = chance.choice(([], [other], [other] * 9))
        characters = characters or ["空"]
    return "".join(characters)


def _length(chance: random.Random) -> int:
    return int(10 ** chance.uniform(0, 3.3))


_KINDS: tuple[Callable[[random.Random, list[str]], str], ...] = (
    *(_random, _mixed, _repeated, _joined),
    *(_misspelled,) * 4,
)
