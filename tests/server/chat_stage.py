"""The village whose people chat with the official account, and the worker that answers them."""

from __future__ import annotations

from models.accounts import Account
from models.store import Store
from models.subscriptions import Template
from server.chat_cases import ChatCases
from server.chatting import Chatting
from server.jobs import all_routines, job_functions
from server.pushes import push_functions
from server.settings import Settings
from server.subscribing import Subscribing
from server.worker import Worker
from tests.bench_of_tests import Server
from tests.factories import Factory
from tests.fakes.wechat import FakeWeChat

LAMP = "村口的路灯已经坏了半个月，晚上老人出门很不方便。"
TEMPLATE = Template(
    id="tpl-answer",
    title="办理结果",
    kinds=("feedback.answered",),
    fields={"thing1": "{text}", "time2": "{at}", "character_string3": "{number}"},
)


def chat_worker(store: Store, settings: Settings, server: Server, wechat: FakeWeChat) -> Worker:
    """A worker that hears what people write, and sends what they accepted."""
    wechat.templates[TEMPLATE.id] = set(TEMPLATE.fields)
    gateway, pages = server.services.wechat, server.services.wechat_pages
    subscribing = Subscribing(store, gateway, [TEMPLATE])
    chatting = Chatting(store, gateway, ChatCases(store, settings), pages)
    functions = {
        **job_functions(store, settings.deadlines, gateway, channels=[subscribing]),
        **push_functions(store, {**subscribing.events, **chatting.events}, chatting.talk),
    }
    return Worker(store, settings, functions, all_routines(store, settings.deadlines))


async def chat_people(make: Factory, wechat: FakeWeChat) -> tuple[Account, Account]:
    """The village with a villager and a secretary who have WeChat."""
    await make.divisions()
    for role in ("clerk", "monitor"):
        await make.the(role)
    villager = await make.account("villager", openid=wechat.openid("张三"))
    return villager, await make.account("secretary", openid=wechat.openid("李书记"))
