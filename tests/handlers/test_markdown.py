"""From Markdown to safe HTML and to plain text."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from handlers.markdown import SCHEMES, TAGS, to_html, to_text
from handlers.texts import SUMMARY_CHARACTERS, text_of

PIECES = st.sampled_from(
    (
        *("<script>", "</p>", "[a](", "javascript:x", ")", "![", "](", "<b onload=", "&lt;", "|"),
        *("\n", "-", "`", "*", "停水", '"', "'", "<!--", "<svg/onload=x>", "data:text/html,x"),
    )
)


def test_what_authors_need_is_rendered():
    html = to_html("# 标题\n第一行\n第二行\n\n- **重要**\n\n|项目|金额|\n|-|-|\n|路灯|1.2|")
    for piece in ("<h1>标题</h1>", "第一行<br>", "<strong>重要</strong>", "<td>路灯</td>"):
        assert piece in html


def test_a_link_leads_out_without_telling_from_where():
    html = to_html("[办事指南](https://www.example.gov.cn/a?b=1)")
    assert 'href="https://www.example.gov.cn/a?b=1"' in html
    assert 'rel="noopener noreferrer nofollow"' in html


class Tags(HTMLParser):
    """The tags that a browser would see, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_text_makes_a_tag_or_an_attribute_that_is_not_allowed(source):
    for name, attributes in Tags(to_html(source)).seen:
        assert name in TAGS
        assert attributes.keys() <= {"href", "title", "rel", "start"}
        scheme = urlsplit(attributes.get("href") or "").scheme
        assert scheme in {"", *SCHEMES}


def test_the_text_for_reading_aloud_has_a_line_for_each_part_and_no_marks():
    source = "# 标题\n\n- **一**\n- 二 &lt;三&gt;\n\n[四](https://a.example)"
    assert to_text(to_html(source)) == "标题\n一\n二 <三>\n四"


def test_a_summary_is_one_line_and_says_that_it_goes_on():
    text = text_of("标题", "很长的通知。\n\n" * 40)
    assert len(text.summary) == SUMMARY_CHARACTERS
    assert text.summary.endswith("…")
    assert "\n" not in text.summary
    assert text_of("标题", "短").summary == "短"


def test_what_is_not_shown_can_still_be_found():
    text = text_of("收支明细", "", "路灯维修")
    assert "路灯" in text.tokens
    assert text.html == ""
