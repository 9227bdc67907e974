"""Personal data is found in texts and tables, look-alikes are not, and nothing is left unmasked."""

from __future__ import annotations

import csv
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import words
from nlp.personal import Kind, Personal, find_in_table, find_personal, mask
from nlp.personal.tables import find_in_cell

CASES = Path(__file__).with_name("personal_cases.csv")
AN_ID = "330825190203040000"


@pytest.fixture(autouse=True, scope="module")
def dictionary() -> None:
    """Loaded before the first test, so that none of them pays for it within its deadline."""
    words.load()


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def kinds(text: str) -> list[Kind]:
    return [finding.kind for finding in find_personal(text)]


def masked(text: str) -> str:
    return mask(text, find_personal(text))


def test_recall_and_precision_on_the_list_of_cases_keep_their_bounds() -> None:
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for case in cases():
        found = {f"{each.kind}:{each.text}" for each in find_in_cell(case["text"], case["header"])}
        expected = set(filter(None, case["expected"].split(";")))
        right.update(each.partition(":")[0] for each in found & expected)
        wrong.update(each.partition(":")[0] for each in found - expected)
        missed.update(each.partition(":")[0] for each in expected - found)
    assert right.total() >= 180
    assert right.total() / (right + missed).total() >= 0.98
    assert right.total() / (right + wrong).total() >= 0.98
    for kind in set(Kind) - {Kind.NAME}:
        assert (wrong[kind], missed[kind]) == (0, 0), kind


def test_the_list_has_two_hundred_cases_and_as_many_look_alikes_as_findings() -> None:
    expected = [bool(case["expected"]) for case in cases()]
    assert len(expected) >= 200
    assert 0.4 <= sum(expected) / len(expected) <= 0.6


def test_what_is_masked_is_not_found_again() -> None:
    texts = [case["text"] for case in cases() if not case["header"]]
    assert [text for text in texts if find_personal(masked(text))] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("户主张三，电话13800001111", "户主张*，电话138****1111"),
        ("联系人：欧阳小华", "联系人：欧阳**"),
        ("手机138-0000-1111。", "手机138-****-1111。"),
        ("手机＋86１３８００００１１１１", "手机＋86１３８****１１１１"),
        ("座机0570-7000123", "座机0570-*****23"),
        (f"身份证{AN_ID}", "身份证330825**********00"),
        ("一代证330825020304001", "一代证330825*******01"),
        ("卡号6220000000000008", "卡号6220********0008"),
        ("车牌浙H·12345", "车牌浙H·***45"),
        ("邮箱zhang_san@example.com", "邮箱z********@example.com"),
        ("姓名：阿布都·热合曼", "姓名：阿**·***"),
    ],
)
def test_masking_keeps_what_tells_people_apart(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_one_wrong_digit_makes_no_identity_card_unless_the_text_says_it_is_one() -> None:
    wrong = AN_ID[:-1] + "6"
    assert kinds(f"编码{AN_ID}") == [Kind.ID_CARD]
    assert kinds(f"编码{wrong}") == []
    assert kinds(f"身份证{wrong}") == [Kind.ID_CARD]


def test_a_birthday_that_never_was_makes_no_identity_card() -> None:
    assert kinds("身份证330825190202300005") == []
    assert kinds("号码330825020230001") == []


def test_case_numbers_document_numbers_and_dates_are_nobodys() -> None:
    text = "浙政发〔2020〕12号，案件330825001001-20261121-0001，2026-11-21，凭证号13800001111"
    assert find_personal(text) == ()


def test_invisible_characters_hide_no_number() -> None:
    assert kinds("138\u200b0000\u200b1111") == [Kind.MOBILE]
    assert kinds("138\u30000000\u00a01111") == [Kind.MOBILE]


def test_data_at_the_end_of_a_very_long_text_is_found_too() -> None:
    text = "村里修路。" * 40_000 + "电话13800001111"
    assert [finding.start for finding in find_personal(text)] == [200_002]


def test_a_table_is_read_by_its_header() -> None:
    header = ["序号", "户主姓名", "身份证号", "联系电话", "金额（元）", "一卡通账号"]
    rows = [["1", "高山", AN_ID[:-1] + "6", "7000123", "13800001111", "201000012345678"]]
    found = {cell.column: cell.findings[0].kind for cell in find_in_table(header, rows)}
    assert found == {1: Kind.NAME, 2: Kind.ID_CARD, 3: Kind.LANDLINE, 5: Kind.BANK_CARD}


def test_a_form_in_pairs_is_read_by_its_labels() -> None:
    rows = [["姓名", "林海", "联系电话", "7000123"], ["备注", "林海茫茫", "面积", "7000123"]]
    found = [(cell.row, cell.column) for cell in find_in_table([], rows)]
    assert found == [(0, 1), (0, 3)]


def test_a_table_without_header_hides_nothing_in_its_first_line() -> None:
    cells = find_in_table(["张三", AN_ID], [["李四"], ["王五", "x", "13800001111"]])
    assert [(cell.row, cell.column) for cell in cells] == [(-1, 1), (1, 2)]


def test_totals_and_masked_cells_of_a_name_column_are_no_names() -> None:
    cells = find_in_table(["姓名"], [["合计"], ["张*"], ["不详"], [""], ["龙游县供电公司"]])
    assert cells == ()


def test_masking_with_findings_of_another_text_is_refused() -> None:
    with pytest.raises(ValueError):
        mask("电话没有", [Personal(Kind.MOBILE, 0, 2, "13")])


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "1-",
        "13800001111",
        "户主",
        "户主：张",
        "a",
        "a@",
        "a.",
        "浙a",
        "6222 ",
        "（",
        "、张三",
        "0570-",
    ],
)
def test_hostile_text_costs_time_in_proportion_to_its_length(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        started = time.thread_time()
        find_personal(text)
        return time.thread_time() - started

    seconds(1_000)
    assert seconds(100_000) < 3


@pytest.mark.parametrize("name", ["张三", "王五", "李一", "补助款付张三"])
@pytest.mark.parametrize(
    "number", ["330825196605142816", "13812345678", "6222021202041701419", "一三八一二三四五六七八"]
)
def test_a_name_that_ends_in_a_numeral_hides_no_number_behind_it(name: str, number: str) -> None:
    found = [each.text for each in find_personal(name + number)]
    assert number in found


@given(st.text(alphabet="0123456789 -x张三户主：电话身份证a@.浙H，", max_size=120))
def test_findings_are_sorted_apart_and_quote_the_text(text: str) -> None:
    findings = find_personal(text)
    edges = [edge for finding in findings for edge in (finding.start, finding.end)]
    assert edges == sorted(edges)
    assert all(text[each.start : each.end] == each.text != "" for each in findings)
    shown = mask(text, findings)
    assert len(shown) == len(text)
    assert not findings or shown != text
