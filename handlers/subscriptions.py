"""What the mini program reports of subscribe messages, and what became of those that were due."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.routing import Route
from models.base import Id, Instant, Value
from models.deliveries import DeliveryState

TemplateId = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class SubscriptionView(Value):
    """A template that the mini program may ask for, and how many messages I still accept."""

    template: str
    title: str
    kinds: tuple[str, ...]
    left: int


class MySubscriptions(Value):
    """All templates; there are few, so there is no next page."""

    items: tuple[SubscriptionView, ...]
    next: None = None


class Reported(Form):
    """What `wx.requestSubscribeMessage` returned, by template; `key` names this one asking."""

    key: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{8,100}$")]
    results: Annotated[
        dict[TemplateId, Literal["accept", "reject", "ban", "filter"]],
        Field(min_length=1, max_length=5),
    ]


class SubscriptionsOfMine(ApiHandler):
    @endpoint(scope=SIGNED_IN, returns=MySubscriptions)
    async def get(self) -> MySubscriptions:
        """Which messages WeChat may bring me, and how often still."""
        return await self._mine()

    @endpoint(scope=SIGNED_IN, body=Reported, returns=MySubscriptions)
    async def post(self, form: Reported) -> MySubscriptions:
        """Report what I was asked and answered; the same `key` again counts nothing."""
        account = self.actor.known().account
        known = {template.id for template in self.services.policy.wechat_templates}
        for template, result in form.results.items():
            if result == "accept" and template in known:
                ledger = self.services.store.subscriptions
                await ledger.accept(account, template, "reported", form.key)
        return await self._mine()

    async def _mine(self) -> MySubscriptions:
        left = await self.services.store.subscriptions.of_account(self.actor.known().account)
        views = [
            SubscriptionView(
                template=t.id, title=t.title, kinds=t.kinds, left=max(0, left.get(t.id, 0))
            )
            for t in self.services.policy.wechat_templates
        ]
        return MySubscriptions(items=tuple(views))


class DeliveriesQuery(Paging):
    """Which of an area's messages."""

    state: DeliveryState | None = None


class DeliveryView(Value):
    """A message that went to WeChat: of which kind and what became of it, never to whom."""

    id: Id
    kind: str
    template: str
    state: DeliveryState
    error: str
    created_at: Instant
    changed_at: Instant


class DeliveriesOfArea(ApiHandler):
    @endpoint(scope="sending:read", query=DeliveriesQuery, returns=Listing[DeliveryView])
    async def get(self, division: str, query: DeliveriesQuery) -> object:
        """Messages to WeChat for the people of an area, newest first."""
        return await self.services.store.deliveries.in_area(
            division, query.state, after=query.after, limit=query.limit
        )


routes = [
    Route("/me/subscriptions", SubscriptionsOfMine),
    Route("/divisions/{division}/wechat-messages", DeliveriesOfArea),
]
