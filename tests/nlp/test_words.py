"""Words, their standard spelling, and that their positions hold in what was typed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import jieba
import pytest

from nlp.normal import normalise, traditional_pairs
from nlp.words import dictionary_words, read, segmenter, variant_words

ROOT = Path(__file__).parents[2]
START = "import nlp.words as words; words.load(); print(len(words.read('body', '路灯不亮').words))"


def words(text: str) -> list[str]:
    return [word.text for word in read("body", text).words]


def test_the_words_of_a_text_stand_where_they_say() -> None:
    text = read("body", "  村裡的ＡＢＣ路燈\n壞了3天，CWH不管！")
    assert text.normal == "  村里的abc路灯\n坏了3天，村委会不管！"
    for word in text.words:
        assert text.normal[word.start : word.end] == word.text
    joined = "".join(text.original[word.start : word.end] for word in text.words)
    assert joined == "".join(text.original.split())


def test_wide_letters_and_half_marks_have_one_form() -> None:
    assert normalise("ＡｂＣ１２％，,!?;:()") == "abc12%，，！？；：（）"


def test_invisible_and_control_characters_become_blanks() -> None:
    assert normalise("贪\u200b污\x00钱\ufeff\ud800。\n") == "贪 污 钱  。\n"


def test_no_simplified_character_is_changed_to_another() -> None:
    pairs = traditional_pairs()
    assert len(pairs) > 2500
    assert not set(pairs.values()) & set(pairs)
    assert normalise("著名的乾隆路，於是後来") == "著名的乾隆路，于是后来"


def test_the_path_is_that_of_jieba_without_guessing() -> None:
    ours = segmenter()
    reference = jieba.Tokenizer()
    reference.FREQ, reference.total = ours.frequencies, 1
    reference.total = round(2.718281828459045**ours.log_total)
    reference.initialized = True
    for text in (
        "村口到小学那段路坑太多下雨天孩子踩一脚泥",
        "自来水停了三天了家里做饭都没水abc12路",
    ):
        assert words(text) == list(reference.cut(text, HMM=False))


def test_words_added_here_do_not_reach_other_users_of_jieba() -> None:
    assert words("村账")[0] == "村账"
    assert "村账" not in jieba.dt.FREQ


@pytest.mark.parametrize(("variant", "standard"), variant_words().items())
def test_every_listed_spelling_is_read_as_the_standard_word(variant: str, standard: str) -> None:
    text = read("body", variant)
    assert "".join(word.text for word in text.words) == normalise(standard)
    assert len(text.normal) == len(variant)


def test_a_misspelling_inside_a_sentence_is_read_too() -> None:
    assert read("body", "他家的低宝名额，帐目不公开").normal == "他家的低保名额，账目不公开"
    assert read("body", "身份证地址写错了，探讨新的办法").normal == "身份证地址写错了，探讨新的办法"


def test_every_word_of_the_dictionary_stays_whole() -> None:
    broken = [word for word, _ in dictionary_words() if words(word) != [word]]
    assert broken == []


def test_several_processes_may_start_at_once_with_an_empty_cache(tmp_path: Path) -> None:
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    started = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", START],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    assert [process.communicate(timeout=120) for process in started] == [(b"2\n", b"")] * 3
    assert [file.name for file in (tmp_path / "cunwu-jieba").iterdir()] == ["jieba.cache"]


def test_a_cache_that_others_can_write_is_not_read(tmp_path: Path) -> None:
    planted = tmp_path / "cunwu-jieba"
    planted.mkdir()
    planted.chmod(0o777)
    (planted / "jieba.cache").write_bytes(b"planted")
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", START]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    assert done.stdout == b"2\n"
    assert (planted / "jieba.cache").read_bytes() == b"planted"
