"""What is mine: my account, my phone number, and all that is stored about me."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from handlers import browser
from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.consents import current_version
from handlers.forms import Form
from handlers.routing import Route
from models.accounts import PHONE, Account, Consent, Grant
from models.base import Id, Instant, Value
from models.errors import Invalid, Mistake
from models.people import erase, everything_about
from models.phones import masked_phone, normal_phone


class NewPhone(Form):
    """My mobile number, and the version of the consent text that I read and agree to."""

    phone: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    consent: Annotated[str, StringConstraints(min_length=1, max_length=20)]


class WeChatPhone(Form):
    """The code of WeChat's `getPhoneNumber` button, and the version of the text I agree to."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    consent: Annotated[str, StringConstraints(min_length=1, max_length=20)]


class MeView(Value):
    """My account; the phone number is masked even for me, as others look over shoulders."""

    id: Id
    name: str
    username: str | None
    phone: str | None
    consents: tuple[Consent, ...]
    grants: tuple[Grant, ...]
    created_at: Instant


class MyData(Value):
    """All that is stored about me, by kind of document."""

    made_at: Instant
    data: dict[str, list[dict[str, Any]]]


class Erasure(Form):
    """Erasing cannot be undone, so it is said twice: `?confirm=erase`."""

    confirm: Literal["erase"]


class MyHandler(ApiHandler):
    """What the handlers of one's own account share."""

    async def mine(self) -> Account:
        """My account."""
        return await self.services.store.accounts.get(self.actor.known().account)

    def view(self, account: Account) -> MeView:
        """My account as I see it."""
        phone = self.opened(account.phone, account)
        shown = account.model_copy(update={"phone": phone and masked_phone(phone)})
        return MeView.model_validate(shown)

    def opened(self, sealed: str | None, account: Account) -> str | None:
        """The phone number in clear."""
        return sealed and self.services.vault.open(sealed, PHONE.of(account.id))

    async def keep_phone(self, phone: str) -> MeView:
        """Stores my number sealed, with my agreement to the text of today."""
        store, vault, me = self.services.store, self.services.vault, self.actor.known().account
        consent = Consent(text="phone", version=current_version("phone"), at=store.now())
        sealed = vault.seal(phone, PHONE.of(me))
        changed = await store.accounts.set_phone(me, sealed, vault.lookup(phone), consent)
        await self.audit("phone.set")
        return self.view(changed)


class Myself(MyHandler):
    @endpoint(scope=SIGNED_IN, returns=MeView)
    async def get(self) -> MeView:
        """My account, with the phone number masked."""
        return self.view(await self.mine())

    @endpoint(scope=SIGNED_IN, query=Erasure)
    async def delete(self, query: Erasure) -> None:
        """Erase my account and all that is personal in it; my cases stay, without my identity."""
        account, store = await self.mine(), self.services.store
        await erase(store, account)
        self.touch("accounts", f"accounts/{account.id}", "sessions")
        browser.forget(self)
        await self.audit("account.erase", about=f"accounts/{account.id}")


class MyPhone(MyHandler):
    @endpoint(scope=SIGNED_IN, body=NewPhone, returns=MeView)
    async def put(self, form: NewPhone) -> MeView:
        """Leave or change my phone number, having read `GET /consents/phone`."""
        phone, version = normal_phone(form.phone), current_version("phone")
        mistakes = [Mistake("body.phone", "phone")] if phone is None else []
        if form.consent != version:
            mistakes.append(Mistake("body.consent", "consent_version"))
        if phone is None or mistakes:
            raise Invalid(mistakes)
        return await self.keep_phone(phone)

    @endpoint(scope=SIGNED_IN, returns=MeView)
    async def delete(self) -> MeView:
        """Take my phone number, and my agreement to keep it, back."""
        store = self.services.store
        consent = Consent(
            text="phone", version=current_version("phone"), given=False, at=store.now()
        )
        changed = await store.accounts.clear_phone(self.actor.known().account, consent)
        await self.audit("phone.clear")
        return self.view(changed)


class MyWeChatPhone(MyHandler):
    @endpoint(scope=SIGNED_IN, body=WeChatPhone, returns=MeView)
    async def post(self, form: WeChatPhone) -> MeView:
        """Leave the phone number that WeChat knows, by the code of its `getPhoneNumber` button."""
        # First, because a code is good once: a refused consent must not use it up.
        if form.consent != current_version("phone"):
            raise Invalid([Mistake("body.consent", "consent_version")])
        account = await self.mine()
        phone = await self.services.wechat.phone(form.code, account.openid)
        return await self.keep_phone(phone)


class MyExport(MyHandler):
    @endpoint(scope=SIGNED_IN, returns=MyData)
    async def get(self) -> MyData:
        """All that is stored about me, to keep or to take elsewhere; recorded in the audit log."""
        account, store = await self.mine(), self.services.store
        await self.audit("account.export")
        data = await everything_about(store, account.id)
        for row in data["accounts"]:
            row["phone"] = self.opened(row["phone"], account)
        return MyData(made_at=store.now(), data=data)


routes = [
    Route("/me", Myself),
    Route("/me/phone", MyPhone),
    Route("/me/phone/wechat", MyWeChatPhone),
    Route("/me/export", MyExport),
]
