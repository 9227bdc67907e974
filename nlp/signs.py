"""Finds what a text says of danger and cut supply, now; must not know what any of it is worth.

Phrases have kinds (`data/urgency_phrases.tsv`). Many kinds count only beside another one
(`data/urgency_pairs.tsv`): a crack in a building, pollution in water that people drink, a blockage
on a road. What is denied, only supposed or over is no sign.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from re import compile as pattern
from typing import NamedTuple

from nlp.negation import blame_only, negated, over, settled, supposed
from nlp.normal import DATA
from nlp.phrases import Hit, Phrases, kinds_of
from nlp.words import Text

MAX_HITS = 600
"""Hits that are looked at in one field; the longest report of the development data has 176."""
DRY_REACH = 8
"""A dry ditch or pond is no cut supply: 水渠没水, 鱼塘没水."""
LOOKED_AT = 12
"""Neighbours of a hit that are looked at, so that a repeated word costs bounded time."""
SPEAKING = frozenset({"suicide"})
"""如果不给钱我就跳楼 is a threat now, not a supposition."""
ACCIDENTS = frozenset({"drown", "struck", "beast", "symptom"})
REPORTED = frozenset({"suicide", "attack", "armed", "detain", "fire", "blast", "struck"})
"""What is told of as an event is over: 打砸医生的事件, 跳楼案. Poisoning goes on."""
CONTEXT = frozenset({"aftermath", "medical"})
"""What a report is about besides: these words say nothing of danger."""
_ENDS = pattern(r"[。！？；\n]")
# These say themselves that something is lacking, so a negator before them is part of another word.
_OWN_NEGATION = "没不无断"
_CREATURES = pattern(r"[鱼虾猪牛羊鸡鸭鹅苗树草禾稻虫]")
_NEAR_DEATH = 8
_EVENT = pattern(r"[^，。！？；\n]{0,5}?(?:事件|案件|案[，。的例情]|一案|惨剧|惨案|悲剧)")


class Sign(NamedTuple):
    """A hit that counts, under the name that carries the points."""

    text: Text
    hit: Hit
    kind: str


class _Pair(NamedTuple):
    companion: str
    reach: int
    result: str


def candidates(text: Text) -> list[Sign]:
    """What could be signs in one field in the order of the text."""
    hits = _hits(text)
    if not hits:
        return []
    near = _Neighbours(text, hits)
    return [Sign(text, hit, kind) for hit in hits if (kind := near.kind(hit))]


def said_so(found: Sequence[Sign]) -> Iterator[Sign]:
    """Those of the candidates of one field that are said to be so, now."""
    denied_up_to = -1
    for sign in found:
        if sign.hit.start != denied_up_to and _holds(*sign):
            yield sign
        else:
            denied_up_to = sign.hit.end  # 没有人(持刀)(行凶): what follows at once is denied too.


def context_of(text: Text) -> dict[str, set[str]]:
    """The different words of each kind of `CONTEXT` in one field."""
    words: dict[str, set[str]] = {kind: set() for kind in CONTEXT}
    for hit in islice(_phrases(True).find(text.normal), MAX_HITS):
        words[hit.kind].add(hit.phrase)
    return words


def _hits(text: Text) -> list[Hit]:
    hits: list[Hit] = []
    for hit in _phrases(False).find(text.normal):
        if hit.kind != "none":
            hits.append(hit)
            if len(hits) == MAX_HITS:
                break
    return hits


@cache
def _phrases(context: bool) -> Phrases:
    """The words of context or all others: only reports with a sign of danger need the former."""
    kinds = kinds_of(DATA / "urgency_phrases.tsv")
    return Phrases({word: kind for word, kind in kinds.items() if (kind in CONTEXT) == context})


@cache
def _pairs() -> dict[str, tuple[_Pair, ...]]:
    table: dict[str, tuple[_Pair, ...]] = {}
    for row in (DATA / "urgency_pairs.tsv").read_text("utf-8").splitlines():
        if row and not row.startswith("#"):
            kind, companion, reach, result = row.split("\t")
            table[kind] = (*table.get(kind, ()), _Pair(companion, int(reach), result))
    return table


@cache
def _companions() -> frozenset[str]:
    named = {pair.companion for pairs in _pairs().values() for pair in pairs}
    return frozenset(named | {"irrigation"})


class _Neighbours:
    """The hits of one field that others may need beside them."""

    def __init__(self, text: Text, hits: list[Hit]) -> None:
        self.ends = [match.start() for match in _ENDS.finditer(text.normal)]
        self.companions = [hit for hit in hits if hit.kind in _companions()]

    def kind(self, hit: Hit) -> str:
        """As what a hit counts beside its neighbours; empty where it counts nothing."""
        if hit.kind == "dry":
            return "" if "irrigation" in self._beside(hit, DRY_REACH) else "nowater"
        pairs = _pairs().get(hit.kind)
        if pairs is None:
            return hit.kind
        beside = self._beside(hit, max(pair.reach for pair in pairs))
        for pair in pairs:
            if beside.get(pair.companion, pair.reach + 1) <= pair.reach:
                return pair.result
        return ""

    def _beside(self, hit: Hit, reach: int) -> dict[str, int]:
        """Kind and distance of the nearest companions on either side in the same sentence."""
        sentence = bisect_right(self.ends, hit.start)
        first = bisect_right(self.companions, hit.start - reach - 8, key=lambda other: other.start)
        found: dict[str, int] = {}
        for other in self.companions[first : first + LOOKED_AT]:
            if other.start > hit.end + reach:
                break
            distance = max(hit.start - other.end, other.start - hit.end)
            known = found.get(other.kind, reach + 1)
            if distance < known and bisect_right(self.ends, other.start) == sentence:
                found[other.kind] = distance
        return found


def _holds(text: Text, hit: Hit, kind: str) -> bool:
    """Whether the hit is said to be so, now, of people."""
    if kind in REPORTED and _EVENT.match(text.normal, hit.end):
        return False
    if kind in SPEAKING:
        return not negated(text, hit.start) and not over(text, hit.start)
    if supposed(text, hit.start) or over(text, hit.start) or settled(text, hit.end):
        return False
    if kind in ACCIDENTS and blame_only(text, hit.end):
        return False
    if kind == "death" and _of_creatures(text, hit):
        return False
    return hit.phrase[0] in _OWN_NEGATION or not negated(text, hit.start)


def _of_creatures(text: Text, hit: Hit) -> bool:
    """鱼大量死亡, 毒死了树: a loss, no danger to people."""
    begin = max(0, hit.start - _NEAR_DEATH)
    return bool(_CREATURES.search(text.normal, begin, hit.end + _NEAR_DEATH))
