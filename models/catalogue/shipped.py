"""The items that ship with the product (`items.csv`, one line an item), read once and checked."""

from __future__ import annotations

import csv
import functools
import re
from pathlib import Path

from models.catalogue.documents import Item
from models.catalogue.due_rules import DEFAULT_CYCLE_DAYS, DueRule, parse_due_rule
from models.catalogue.periods import CYCLES, Cycle
from models.disclosures import Category

FILE = Path(__file__).with_name("items.csv")
CATEGORIES: dict[str, Category] = {"村务": "village", "党务": "party", "财务": "finance"}
# The law says "promptly" (及时) and no number; a county may choose another one [set].
PROMPT_WORKING_DAYS = 10
ORGANIC_LAW = "《村民委员会组织法》"
LAWS = {
    "VCOL-old": "《村民委员会组织法》（修订前）",
    "VCOL": ORGANIC_LAW,
    "RCEOL": "《农村集体经济组织法》",
    "OGI": "《政府信息公开条例》",
    "SD": "《山东省村务公开条例》",
    "SH": "《上海市实施〈村民委员会组织法〉办法》",
}
POSTING_LAW = f"{ORGANIC_LAW}第35条"
POSTING_DAYS_OF_THE_LAW = 15


@functools.cache
def shipped_items() -> dict[str, Item]:
    """The items by id, in the order of the file."""
    with FILE.open(encoding="utf-8-sig", newline="") as lines:
        return {row["id"]: _item(row) for row in csv.DictReader(lines)}


def _item(row: dict[str, str]) -> Item:
    rule, tokens = parse_due_rule(row["due_rule"]), re.split(r"[/+]", row["period"])
    cycles = [cycle for cycle, _ in rule.cycles] or [c for c in CYCLES if c in tokens]
    cycle: Cycle | None = cycles[0] if cycles else None
    days = dict(rule.cycles).get(cycle, DEFAULT_CYCLE_DAYS) if cycle else 0
    by_event = bool({"E", "stage", "L"} & set(tokens)) or (rule.on_event and bool(rule.cycles))
    return Item(
        **_texts(row),
        is_law=row["mark"] == "V",
        elements=tuple(row["required_elements"].split("|")),
        cycle=cycle,
        cycle_days=days,
        at_start=rule.at_start,
        by_event=by_event,
        is_dated=rule.on_event and not by_event,
        is_standing="L" in tokens,
        **_event_terms(rule, by_event=by_event),
        **_posting(row),
    )


def _texts(row: dict[str, str]) -> dict[str, str]:
    return {
        "id": row["id"],
        "category": CATEGORIES[row["category"]],
        "name": row["item"],
        "shipped_name": row["item"],
        "legal_basis": row["legal_basis"],
        "article": article_of(row["legal_basis"]),
        "period": row["period"],
        "due_rule": row["due_rule"],
        "mark": row["mark"],
        "audience": row["audience"],
    }


def _event_terms(rule: DueRule, *, by_event: bool) -> dict[str, int | None]:
    if rule.working_days is not None or rule.before_days is not None:
        return {"working_days": rule.working_days, "before_days": rule.before_days}
    if not by_event and not rule.on_event:
        return {}
    return {"prompt_working_days": 0 if rule.on_the_spot else PROMPT_WORKING_DAYS}


def _posting(row: dict[str, str]) -> dict[str, object]:
    """`15`, or `7WD` for working days; whose rule it is, if it is not the Organic Law's."""
    text = row["min_post_days"]
    number = int(text.removesuffix("WD"))
    # The Organic Law's 15 days are for the affairs of the village, not for those of the party.
    general = text == str(POSTING_DAYS_OF_THE_LAW) and row["category"] != "党务"
    return {
        "min_posting_days": number,
        "posting_unit": "working_days" if text.endswith("WD") else "days",
        "posting_article": POSTING_LAW if general else article_of(row["legal_basis"]),
    }


def article_of(basis: str) -> str:
    """`VCOL 35(1)+27` as people read it: 《村民委员会组织法》第35条第(1)项、第27条."""
    text = basis
    for short, full in LAWS.items():
        text = re.sub(rf"\b{short}(?![\w-])", full, text)
    text = re.sub(r"[ +]+(\d+)", r"、\1", text)
    text = re.sub(r"(?<=[》）法、])(\d+)(?!\d|-)((?:\(\d+\))*)", _article, text)
    return re.sub("(?<=[》）法])、", "", text).replace("; ", "；")


def _article(match: re.Match[str]) -> str:
    items = "".join(f"第{number}项" for number in re.findall(r"\(\d+\)", match[2]))
    return f"第{match[1]}条{items}"
