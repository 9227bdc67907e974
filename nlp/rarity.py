"""In how many messages a word occurs, learned once and stored; it must not know what for.

    python -m nlp.rarity messages.csv replies.csv     # writes nlp/data/rarity.tsv

The files have the columns title and body. Only counts of single words are stored, and only those
of words in at least `LEAST` messages, so that no message can be told from them.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from nlp.labelled import read_records
from nlp.normal import DATA
from nlp.words import read

LEAST = 10
STORED = "rarity.tsv"


@cache
def document_frequencies() -> dict[str, int]:
    """Word -> messages it occurs in; a word that is missing occurs in fewer than `LEAST`."""
    lines = (DATA / STORED).read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {word: int(count) for word, count in rows}


def count_documents(texts: Iterable[str]) -> tuple[dict[str, int], int]:
    """The stored words of these texts with their counts, and the number of texts."""
    counts: Counter[str] = Counter()
    size = 0
    for text in texts:
        counts.update({word.text for word in read("body", text).words if _is_stored(word.text)})
        size += 1
    return {word: count for word, count in sorted(counts.items()) if count >= LEAST}, size


def _is_stored(word: str) -> bool:
    """Long numbers are phone numbers and their masks."""
    return word.isalnum() and not (word.isdigit() and len(word) > 4)


def main() -> None:
    """Count the given files and write the table."""
    parser = argparse.ArgumentParser(prog="python -m nlp.rarity", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=DATA / STORED)
    args = parser.parse_args()
    records = (record for file in args.files for record in read_records(file, ("title", "body")))
    counts, size = count_documents(f"{record['title']}\n{record['body']}" for record in records)
    lines = [f"# Messages (of {size}) that a word occurs in, from {LEAST}; nlp/rarity.py wrote it."]
    lines += [f"{word}\t{count}" for word, count in counts.items()]
    args.out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
