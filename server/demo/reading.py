"""Something to read in the demo: posts of county, township and village, and a disclosure."""

from __future__ import annotations

from datetime import timedelta

from handlers.texts import text_of
from models.accounts import Account, Role
from models.base import CHINA
from models.catalogue import CalendarRules
from models.catalogue.filing import posting_of
from models.disclosures import Hand, Statement
from models.disclosures.laying import as_written
from models.posts import Manuscript, PostKind
from models.store import Store
from server.demo.people import SHOWN_VILLAGE

NEWS: tuple[tuple[str, int, PostKind, str, str], ...] = (
    (
        "county",
        6,
        "notice",
        "城乡居民基本医疗保险参保缴费开始",
        "参保缴费已经开始，请各位村民在**年底前**完成缴费。\n\n"
        "- 可在手机上办理\n- 也可到村便民服务点，由网格员代办\n\n老人不会操作的，请家人帮忙。",
    ),
    (
        "monitor",
        9,
        "notice",
        "冬季用火用电安全提醒",
        "天气转冷，请注意取暖安全。\n\n1. 不要在室内给电动车充电\n2. 出门前关闭电热毯\n"
        "3. 发现火情立即拨打 **119**",
    ),
    (
        "secretary",
        12,
        "news",
        "村口道路硬化工程完工",
        "历时两个月，村口到小学的道路完成硬化，并加装了路灯。感谢大家施工期间的理解和支持。",
    ),
    (
        "secretary",
        12,
        "news",
        "文化礼堂周末放电影",
        "本周六晚七点，文化礼堂放映电影，欢迎大家带着孩子来看。",
    ),
    (
        "secretary",
        12,
        "notice",
        "村民代表会议通知",
        "请各位村民代表于下周三下午两点到村委会二楼开会，讨论明年的道路养护安排。",
    ),
)


async def seed_reading(store: Store) -> None:
    """Publishes the demo's texts once; a village that has posts is left as it is."""
    if (await store.posts.feed(SHOWN_VILLAGE, limit=1)).items:
        return
    for role, length, kind, title, body in NEWS:
        author = await _staff(store, role, SHOWN_VILLAGE[:length])
        await _publish_post(store, author, SHOWN_VILLAGE[:length], kind, title, body)
    await _disclose(store)


async def _publish_post(
    store: Store, author: Account, division: str, kind: PostKind, title: str, body: str
) -> None:
    text = text_of(title, body)
    manuscript = Manuscript(
        kind=kind,
        title=title,
        body=body,
        html=text.html,
        summary=text.summary,
        tokens=text.tokens,
        asks_confirmation=kind == "notice",
    )
    draft = await store.posts.draft(
        manuscript, division=division, targets=[division], author=author.id
    )
    post = await store.posts.publish(draft.id, version=draft.version, publisher=author.id)
    if kind == "notice" and division == SHOWN_VILLAGE:
        await store.posts.pin(post.id, until=store.now() + timedelta(days=7))


async def _disclose(store: Store) -> None:
    year = store.now().astimezone(CHINA).year
    statement = _statement(
        "village", "低保对象评议结果", str(year), "经村民代表会议评议，名单张贴在公开栏。"
    )
    await _publish_disclosure(store, statement)


async def _publish_disclosure(store: Store, statement: Statement) -> None:
    """Written, reviewed and approved by the three people of the demo's village."""
    disclosures, village = store.disclosures, SHOWN_VILLAGE
    roles: tuple[Role, ...] = ("clerk", "overseer", "secretary")
    people = [Hand((await _staff(store, role, village)).id, role) for role in roles]
    clerk, overseer, secretary = people
    assert clerk.account is not None, "staff of the demo"
    draft = await disclosures.draft(statement, division=village, author=clerk.account)
    handed_in = await disclosures.submit(
        draft, clerk, version=draft.version, desk=f"overseer:{village}", review_days=5
    )
    passed = await disclosures.pass_on(handed_in, overseer, version=handed_in.version)
    today = store.now().astimezone(CHINA).date()
    posting = posting_of(statement.item, None, today, CalendarRules())
    copies = as_written(passed)
    await disclosures.publish(
        passed, secretary, version=passed.version, copies=copies, posting=posting
    )


def _statement(category: str, title: str, period: str, body: str) -> Statement:
    text = text_of(title, body)
    return Statement.model_validate(
        {
            "category": category,
            "title": title,
            "period": period,
            "body": body,
            "html": text.html,
            "summary": text.summary,
            "tokens": text.tokens,
        }
    )


async def _staff(store: Store, role: str, division: str) -> Account:
    account = await store.accounts.by_username(f"{role}-{division}")
    if account is None:
        raise LookupError(f"the demo has no {role} of {division}")
    return account
