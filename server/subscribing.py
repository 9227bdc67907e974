"""Sends the subscribe message that goes with a message of the app, and keeps the ledger of consent.

The message in the app is there already: what is not wanted, or cannot leave, is lost to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bson import ObjectId

from handlers.wechat import WeChat, WeChatAway, WeChatError, WeChatOff
from models.accounts import Account
from models.deliveries import QUOTA, Delivery, DeliveryState, midnight
from models.divisions import areas_of
from models.errors import NotFound
from models.pushes import Pushed
from models.store import Store
from models.subscriptions import Template
from server.channels import Outgoing
from server.pushes import Reader
from server.wechat.fitting import fitted, written
from server.wechat.refusals import DAY_IS_OVER
from server.worker import GiveUp, NotYet

# WeChat's numbers: nobody wants it, two at once.
UNWANTED, AT_ONCE = 43101, 43108
# The person cannot be reached at all: no fault that anybody could mend.
UNREACHABLE = frozenset({40003, 43107})
AWAY_SECONDS, AT_ONCE_SECONDS = 60.0, 5.0
# News older than this is in the app; to be told of it now would only puzzle.
STALE = timedelta(hours=36)
FIELD = re.compile(r"data\.(\w+)\.value")


class Subscribing:
    """The channel of subscribe messages, and what WeChat tells about them."""

    name = "wechat"

    def __init__(self, store: Store, wechat: WeChat, templates: Sequence[Template]) -> None:
        self._store = store
        self._wechat = wechat
        self._by_kind = {kind: template for template in templates for kind in template.kinds}

    @property
    def events(self) -> Mapping[str, Reader]:
        """WeChat's events about consent and what was sent."""
        return {
            "subscribe_msg_popup_event": self._answered,
            "subscribe_msg_change_event": self._changed,
            "subscribe_msg_sent_event": self._reported,
        }

    async def send(self, account: Account, message: Outgoing) -> bool:
        """True if it left, False if the person does not want it or has no WeChat.

        Raises `NotYet` while it must wait, `GiveUp` for faults that people must mend.
        """
        template = self._by_kind.get(message.kind)
        if template is None or not account.openid:
            return False
        delivery = await self._begun(message, template, account)
        if delivery.state != "waiting":
            return delivery.state == "sent"
        if self._store.now() - delivery.created_at > STALE:
            await self._end_unsent(delivery, "failed", "late")
            return False
        return await self._may(delivery) and await self._call(
            delivery, template, account.openid, message
        )

    async def _begun(self, message: Outgoing, template: Template, account: Account) -> Delivery:
        at = self._store.now()
        areas = {area for grant in account.grants for area in areas_of(grant.division)}
        return await self._store.deliveries.begin(
            Delivery(
                key=message.key,
                account=account.id,
                template=template.id,
                kind=message.kind,
                areas=tuple(sorted(areas)),
                created_at=at,
                changed_at=at,
            )
        )

    async def _may(self, delivery: Delivery) -> bool:
        """True if it is consented to; raises `NotYet` on a day whose quota is gone."""
        store = self._store
        if await store.deliveries.quota_is_gone():
            raise NotYet(self._until_tomorrow())
        if not delivery.taken:
            if not await store.subscriptions.take(delivery.account, delivery.template):
                await store.deliveries.note(delivery, state="refused", error="no consent")
                return False
            await store.deliveries.take(delivery)
        return True

    async def _call(
        self, delivery: Delivery, template: Template, openid: str, message: Outgoing
    ) -> bool:
        data = await self._data(template, message, delivery.created_at)
        page = template.page.replace("{about}", message.about) or None
        try:
            sent = await self._wechat.send_subscribe(openid, template.id, data, page)
        except WeChatOff:
            await self._end_unsent(delivery, "failed", "off")
        except WeChatAway:
            raise NotYet(AWAY_SECONDS) from None
        except WeChatError as error:
            await self._refused(delivery, error)
        else:
            note = {"state": "sent", "number": sent.message, "error": ""}
            await self._store.deliveries.note(delivery, **note)
            return True
        return False

    async def _refused(self, delivery: Delivery, error: WeChatError) -> None:
        store = self._store
        if error.errcode == AT_ONCE:
            raise NotYet(AT_ONCE_SECONDS)
        if error.errcode == DAY_IS_OVER:
            await store.deliveries.note(delivery, error=QUOTA)
            raise NotYet(self._until_tomorrow())
        if error.errcode == UNWANTED:
            await store.subscriptions.spend(delivery.account, delivery.template)
            await store.deliveries.note(delivery, state="refused", error=str(UNWANTED))
        elif error.errcode in UNREACHABLE:
            await self._end_unsent(delivery, "refused", str(error.errcode))
        else:
            field = FIELD.search(error.errmsg)
            told = f"{error.errcode} {field[1]}" if field else str(error.errcode)
            await self._end_unsent(delivery, "failed", told)
            raise GiveUp(f"{delivery.kind}: {told}")

    async def _end_unsent(self, delivery: Delivery, state: DeliveryState, error: str) -> None:
        """Ends what WeChat did not take: the accept that was used for it is there again."""
        store = self._store
        if await store.deliveries.end_unsent(delivery, state, error):
            await store.subscriptions.give_back(delivery.account, delivery.template)

    async def _data(self, template: Template, message: Outgoing, at: datetime) -> dict[str, str]:
        known = {"text": message.text, "at": written(at)}
        if any("{number}" in value for value in template.fields.values()):
            known["number"] = await self._number(message.about)
        return {
            name: fitted(name, _filled(value, known), at) for name, value in template.fields.items()
        }

    async def _number(self, about: str) -> str:
        noun, _, document_id = about.partition("/")
        if noun != "feedback" or not ObjectId.is_valid(document_id):
            return ""
        try:
            return (await self._store.feedback.get(ObjectId(document_id))).case_no
        except NotFound:
            return ""

    def _until_tomorrow(self) -> float:
        at = self._store.now()
        return (midnight(at) + timedelta(days=1, minutes=1) - at).total_seconds()

    async def _answered(self, key: str, pushed: Pushed) -> None:
        account = await self._store.accounts.by_openid(pushed.openid)
        for place, item in enumerate(pushed.items if account else ()):
            if account and item.get("SubscribeStatusString") == "accept":
                named = f"{key} {place}"
                await self._store.subscriptions.accept(
                    account.id, item.get("TemplateId", ""), "told", named
                )

    async def _changed(self, key: str, pushed: Pushed) -> None:
        account = await self._store.accounts.by_openid(pushed.openid)
        for item in pushed.items if account else ():
            if account and item.get("SubscribeStatusString") == "reject":
                await self._store.subscriptions.spend(account.id, item.get("TemplateId", ""))

    async def _reported(self, key: str, pushed: Pushed) -> None:
        for item in pushed.items:
            if item.get("ErrorCode", "0") not in ("0", ""):
                await self._store.deliveries.told(item.get("MsgID", ""), item["ErrorCode"])


def _filled(value: str, known: Mapping[str, str]) -> str:
    """Plain replacement: a text with braces in it is a text, and no format."""
    for name, text in known.items():
        value = value.replace("{" + name + "}", text)
    return value
