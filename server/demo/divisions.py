"""The divisions of the demo county, from the files beside this one or from a folder like it."""

from __future__ import annotations

import csv
from pathlib import Path

from models.divisions import Division

HERE = Path(__file__).parent
COUNTY_CODE, COUNTY_NAME = "330825", "龙游县"
TOWNS, VILLAGES = "longyou_towns.csv", "longyou_villages.csv"


def demo_divisions() -> list[Division]:
    """The county, its 15 townships and its 288 villages and communities."""
    county = Division(code=COUNTY_CODE, name=COUNTY_NAME, level="county")
    towns = [
        Division(code=row["town_code"], name=row["town"], level="township", parent=COUNTY_CODE)
        for row in _rows(HERE / TOWNS)
    ]
    return [county, *towns, *villages_in(HERE / VILLAGES)]


def villages_in(file: Path) -> list[Division]:
    """The villages of a CSV file with `village_code`, `village` and `town_code`."""
    return [
        Division(
            code=row["village_code"],
            name=row["village"],
            level="village",
            parent=row["town_code"],
        )
        for row in _rows(file)
    ]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
