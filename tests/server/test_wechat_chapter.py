"""The chapter on WeChat names what there is: settings, answers, files and addresses."""

from __future__ import annotations

import re
from pathlib import Path

from handlers.api import routes
from handlers.messages import ERRORS, FIELDS
from server.settings import Settings

ROOT = Path(__file__).parents[2]
CHAPTER = (ROOT / "server" / "WECHAT.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`\n]+)`", CHAPTER))


def test_every_setting_of_wechat_is_in_the_chapter_and_no_other():
    settings = {name.upper() for name in Settings.model_fields}
    named = {name for name in NAMED if re.fullmatch(r"[A-Z]+(_[A-Z]+)+", name)}
    assert named <= settings
    assert {name for name in settings if name.startswith("WECHAT_")} <= named


def test_every_answer_it_tells_has_a_sentence():
    codes = set(re.findall(r"(?:422|429|403|503) `(\w+)`", CHAPTER))
    assert len(codes) >= 6
    assert codes <= ERRORS.keys() | FIELDS.keys()


def test_every_file_and_address_it_names_exists():
    files = {name for name in NAMED if re.fullmatch(r"[\w/]+\.(py|tsv)|server/\w+/", name)}
    assert files
    assert not [name for name in files if not (ROOT / name).exists()]
    addresses = {n.partition("?")[0].split()[1] for n in NAMED if re.match(r"(GET|POST) /", n)}
    known = {route.template.removeprefix("/api/v1") for route in routes()}
    ours = {a.removeprefix("/api/v1") for a in addresses if "_fake" not in a}
    assert ours <= known
