"""A village's home, feed and search, and the confirmations of its notices."""

from __future__ import annotations

from urllib.parse import quote

from handlers.villages import tokens_of
from models.accounts import Grant
from nlp.rarity import document_frequencies
from tests.factories import COUNTY, NEIGHBOUR, OUTSIDE, TOWNSHIP, VILLAGE


async def read_all(api, path, **options):
    """The items of every page of a list, and how many pages there were."""
    items, after, pages = [], "", 0
    while after is not None:
        reply = await api("GET", f"{path}{'&' if '?' in path else '?'}{after}limit=3", **options)
        items += reply.json["items"]
        pages += 1
        after = reply.json["next"] and f"after={reply.json['next']}&"
    return items, pages


async def test_a_home_shows_pins_the_newest_of_each_kind_and_what_is_laid_open(api, make, store):
    await make.divisions()
    pinned = await make.post("防汛通知", division=TOWNSHIP)
    await api(
        "PUT", f"/posts/{pinned.id}/pin", {"until": "2099-01-01T00:00:00+08:00"}, role="monitor"
    )
    for number in range(6):
        await make.post(f"新闻{number}", kind="news")
    await make.disclosure(category="party")
    home = (await api("GET", f"/villages/{VILLAGE}/home")).json
    assert [card["title"] for card in home["pinned"]] == ["防汛通知"]
    assert [card["title"] for card in home["news"]] == [f"新闻{n}" for n in (5, 4, 3, 2, 1)]
    assert [card["title"] for card in home["notices"]] == ["防汛通知"]
    assert {c["category"]: c["count"] for c in home["disclosures"]} == {
        "party": 1,
        "village": 0,
        "finance": 0,
    }


async def test_a_village_that_is_none_has_no_home(api, make):
    await make.divisions()
    assert (await api("GET", "/villages/330825101999/home")).status == 404


async def test_a_feed_is_read_to_its_end_without_gap_or_repetition(api, make):
    made = [await make.post(str(n) * 2, division=d) for n, d in enumerate([VILLAGE, TOWNSHIP] * 4)]
    await make.post(division=OUTSIDE)
    items, pages = await read_all(api, f"/villages/{VILLAGE}/feed")
    assert [card["id"] for card in items] == [str(post.id) for post in reversed(made)]
    assert pages == 3


async def test_a_feed_shows_one_kind_if_asked(api, make):
    await make.post(kind="news")
    await make.post(kind="notice")
    feed = await api("GET", f"/villages/{VILLAGE}/feed?kind=news")
    assert [card["kind"] for card in feed.json["items"]] == ["news"]


async def test_a_cursor_that_nobody_gave_out_is_refused(api):
    reply = await api("GET", f"/villages/{VILLAGE}/feed?after=bm90aGluZw")
    assert (reply.status, reply.paths) == (422, ["query.after"])


async def test_search_finds_posts_and_disclosures_above_the_village_and_marks_the_words(api, make):
    await make.post("停水通知", "因检修，明天停水")
    await make.post("全县供水安排", "本月将分批停水检修", division=COUNTY)
    await make.disclosure("停水补偿明细")
    await make.post("停水通知", division=OUTSIDE)
    await make.post("修路通知", "明天修路")
    found = (await api("GET", f"/villages/{VILLAGE}/search?q={quote('停水')}")).json["items"]
    assert [hit["title"] for hit in found] == ["停水补偿明细", "全县供水安排", "停水通知"]
    assert [hit["type"] for hit in found] == ["disclosure", "post", "post"]
    (start, end), *_ = found[1]["passage_spans"]
    assert found[1]["passage"][start:end] == "停水"


async def test_search_reads_both_collections_page_by_page_in_one_order(api, make):
    titles = []
    for number in range(4):
        await make.post(f"低保公示{number}号")
        await make.disclosure(f"低保名单{number}号")
        titles += [f"低保公示{number}号", f"低保名单{number}号"]
    hits, pages = await read_all(api, f"/villages/{VILLAGE}/search?q={quote('低保')}")
    assert [hit["title"] for hit in hits] == titles[::-1]
    assert pages == 3


async def test_a_township_post_for_other_villages_is_not_found_here(api, make):
    await make.post("停水通知", division=TOWNSHIP, targets=(NEIGHBOUR,))
    found = await api("GET", f"/villages/{VILLAGE}/search?q={quote('停水')}")
    assert found.json["items"] == []


async def test_drafts_withdrawn_posts_and_replaced_disclosures_are_not_found(api, make, store):
    await make.post("停水通知一", published=False)
    await store.posts.withdraw((await make.post("停水通知二")).id, reason="有误")
    old = await make.disclosure("停水补偿")
    new = await store.disclosures.revise(old, reason="更正", author=old.author)
    await make.published(new)
    found = await api("GET", f"/villages/{VILLAGE}/search?q={quote('停水')}")
    assert [hit["id"] for hit in found.json["items"]] == [str(new.id)]


def test_what_is_looked_for_begins_with_the_rarest_word():
    assert tokens_of("停水通知")[0] == "水通"
    frequencies = document_frequencies()
    counts = [frequencies.get(token, 0) for token in tokens_of("村里的路灯坏了没人修")]
    assert counts == sorted(counts)


async def test_punctuation_alone_finds_nothing_rather_than_everything(api, make):
    await make.post()
    found = await api("GET", f"/villages/{VILLAGE}/search?q={quote('？！')}")
    assert (found.status, found.json["items"]) == (200, [])


async def test_residents_confirm_a_notice_and_the_cadre_sees_who_has_not(api, make):
    await make.divisions()
    notice = await make.post(asks_confirmation=True, division=TOWNSHIP)
    place = f"/villages/{VILLAGE}/notices/{notice.id}"
    late = [await make.account("villager", name=f"村民{n}") for n in range(4)]
    await make.account("villager", division=NEIGHBOUR)
    for _ in range(2):
        assert (await api("PUT", f"{place}/confirmation", role="villager")).status == 204
    progress = (await api("GET", place, role="clerk")).json
    assert (progress["asked"], progress["confirmed"]) == (5, 1)
    missing, pages = await read_all(api, f"{place}/missing", role="secretary")
    assert [reader["name"] for reader in missing] == [account.name for account in late]
    assert pages == 2
    confirmed = (await api("GET", f"{place}/confirmed", role="secretary")).json["items"]
    assert [reader["account"] for reader in confirmed] == [str((await make.the("villager")).id)]


async def test_only_residents_confirm_and_only_what_is_shown_to_them(api, make):
    await make.divisions()
    notice = await make.post(asks_confirmation=True)
    other = await make.post(asks_confirmation=True, division=NEIGHBOUR)
    plain = await make.post()
    place = f"/villages/{VILLAGE}/notices"
    visitor = await make.token("villager", OUTSIDE)
    assert (await api("PUT", f"{place}/{notice.id}/confirmation", token=visitor)).status == 403
    for absent in (other, plain):
        reply = await api("PUT", f"{place}/{absent.id}/confirmation", role="villager")
        assert reply.status == 404
    assert (await api("GET", f"{place}/{notice.id}/missing", role="villager")).status == 403


async def test_a_resident_of_two_villages_confirms_for_each(make, store):
    notice = await make.post(
        asks_confirmation=True, targets=(VILLAGE, NEIGHBOUR), division=TOWNSHIP
    )
    both = await make.account("villager")
    await store.accounts.grant(both.id, Grant(role="villager", division=NEIGHBOUR))
    await store.confirmations.confirm(notice.id, VILLAGE, both.id)
    assert (await store.confirmations.missing(notice.id, VILLAGE)).items == ()
    (left,) = (await store.confirmations.missing(notice.id, NEIGHBOUR)).items
    assert left.account == both.id


async def test_my_home_lists_notices_that_wait_for_me_and_nothing_without_a_session(api, make):
    await make.divisions()
    notice = await make.post(asks_confirmation=True)
    await make.post()
    mine = f"/villages/{VILLAGE}/home/mine"
    waiting = (await api("GET", mine, role="villager")).json
    assert ([card["id"] for card in waiting["notices"]], waiting["cases"]) == ([str(notice.id)], [])
    place = f"/villages/{VILLAGE}/notices/{notice.id}/confirmation"
    await api("PUT", place, role="villager")
    assert (await api("GET", mine, role="villager")).json["notices"] == []
    assert (await api("GET", mine)).status == 401
