"""Finds places in a text: villages and towns of a given list, groups and roads by their form.

It must not find people: only names that end as places do, or that the caller lists, are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from nlp.findings import Context, Place
from nlp.words import Text, evidence

_GROUP = re.compile(r"第?[一二三四五六七八九十\d]{1,3}(?:村民小组|组|队)(?![织长员建合成])")
_ROAD = re.compile(
    r"(?:[省县乡国]道?[a-z]?\d{2,4}(?:线|国道|省道|县道|乡道)?|\d{3}(?:国道|省道|县道|乡道))"
)
_ROAD_ENDINGS = frozenset("路街巷")
_NO_ROADS = frozenset(
    (
        *("高速公路", "水泥路", "柏油路", "沥青路", "泥巴路", "机耕路", "断头路", "十字路"),
        *("大马路", "小马路", "乡村公路", "农村公路", "通村公路", "盘山公路", "步行街", "村级公路"),
    )
)
MAX_PLACES = 20


def find_places(texts: Sequence[Text], context: Context) -> tuple[Place, ...]:
    """The places of a report, each name once, in the order of the text."""
    names = _names(context.villages, context.towns)
    found: dict[tuple[str, str], Place] = {}
    for text in texts:
        for place in sorted(_in_text(text, names), key=lambda place: place.evidence.start):
            found.setdefault((place.kind, place.name), place)
    return tuple(found.values())[:MAX_PLACES]


def _in_text(text: Text, names: dict[str, dict[str, str]]) -> Iterator[Place]:
    yield from _listed(text, names)
    for match in _GROUP.finditer(text.normal):
        yield Place("group", match[0], evidence(text, *match.span(), 1.0))
    for match in _ROAD.finditer(text.normal):
        yield Place("road", match[0], evidence(text, *match.span(), 1.0))
    for name, start, end in text.words:
        if len(name) > 2 and name[-1] in _ROAD_ENDINGS and name not in _NO_ROADS:
            yield Place("road", name, evidence(text, start, end, 1.0))


def _listed(text: Text, names: dict[str, dict[str, str]]) -> Iterator[Place]:
    """Listed names, the longest at each position; indexed by how they begin, so one pass."""
    if not names:
        return
    end = 0
    for start in range(len(text.normal) - 1):
        if start < end:
            continue
        for name, kind in names.get(text.normal[start : start + 2], {}).items():
            if text.normal.startswith(name, start):
                end = start + len(name)
                found = evidence(text, start, end, 1.0)
                yield Place("village" if kind == "village" else "town", name, found)
                break


@lru_cache(maxsize=64)
def _names(villages: tuple[str, ...], towns: tuple[str, ...]) -> dict[str, dict[str, str]]:
    index: dict[str, dict[str, str]] = {}
    kinds = dict.fromkeys(towns, "town") | dict.fromkeys(villages, "village")
    for name in sorted(kinds, key=lambda name: (-len(name), name)):
        if len(name) > 1:
            index.setdefault(name[:2], {})[name] = kinds[name]
    return index
