"""Makes what tests need in the store: divisions, people with roles, and their documents."""

from __future__ import annotations

from typing import Any

from handlers.publishing_gate import Gate
from handlers.services import Services
from handlers.texts import text_of
from models.accounts import Account, Grant, Role
from models.delegations import Delegation
from models.disclosures import Disclosure, Hand, Posting, Statement
from models.divisions import Division, areas_of, level_of
from models.posts import Manuscript, Post
from models.store import Store

COUNTY = "330825"
TOWNSHIP = "330825101"
VILLAGE = "330825101201"
NEIGHBOUR = "330825101202"
OTHER_TOWNSHIP = "330825102"
OUTSIDE = "330825102201"

NAMES = {
    COUNTY: "试验县",
    TOWNSHIP: "试验镇",
    VILLAGE: "前村",
    NEIGHBOUR: "后村",
    OTHER_TOWNSHIP: "别镇",
    OUTSIDE: "别村",
}
POSTING = Posting(until="2099-12-31", retention="30y")
# At which level a role is held; `role="monitor"` in a test means the monitor of the township.
LEVEL_LENGTHS = {"monitor": 9, "county": 6, "admin": 0}


class Factory:
    """`await make.account("secretary")`; each call makes something new unless it says otherwise."""

    def __init__(self, store: Store, services: Services) -> None:
        self.store = store
        self.services = services
        self.gate = Gate(services.vault, services.blocking.run)
        self._count = 0
        self._tokens: dict[tuple[str, str], str] = {}
        self._accounts: dict[tuple[str, str], Account] = {}

    async def divisions(self) -> None:
        """The county, two townships and three villages of all tests."""
        await self.store.divisions.add_all(
            Division(
                code=code,
                name=name,
                level=level_of(code),
                parent=areas_of(code)[-2] if len(code) > 6 else None,
            )
            for code, name in NAMES.items()
        )

    async def village(self, village: str = VILLAGE) -> None:
        """The divisions, with somebody at every desk of the village and its township."""
        await self.divisions()
        for role in ("villager", "secretary", "clerk", "overseer", "grid_worker", "monitor"):
            await self.the(role, village)

    async def account(self, role: Role | str, division: str = VILLAGE, **fields: Any) -> Account:
        """A new account that holds the role over the division (cut to the role's level)."""
        self._count += 1
        grant = Grant(role=role, division=division[: LEVEL_LENGTHS.get(role, 12)])
        account = await self.store.accounts.open(
            **{"name": f"{role}{self._count}", "grants": (grant,), **fields}
        )
        self.services.remembered.changes.touch(["officials"])
        return account

    async def the(self, role: Role | str, division: str = VILLAGE) -> Account:
        """The account that `api(..., role=...)` acts as."""
        key = (role, division)
        if key not in self._accounts:
            self._accounts[key] = await self.account(role, division)
        return self._accounts[key]

    async def post(
        self,
        title: str = "停水通知",
        body: str = "明天停水一天",
        *,
        division: str = VILLAGE,
        targets: tuple[str, ...] = (),
        kind: str = "notice",
        published: bool = True,
        **fields: Any,
    ) -> Post:
        """A post by the division's own people, published unless it says otherwise."""
        text, author = text_of(title, body), (await self.account("clerk", division)).id
        made = {"html": text.html, "summary": text.summary, "tokens": text.tokens}
        draft = await self.store.posts.draft(
            Manuscript(kind=kind, title=title, body=body, **made, **fields),
            division=division,
            targets=targets or (division,),
            author=author,
        )
        if not published:
            return draft
        post = await self.store.posts.publish(draft.id, version=1, publisher=author)
        self.services.remembered.changes.touch(post.targets)
        return post

    async def disclosure(
        self,
        title: str = "三季度收支",
        body: str = "",
        *,
        division: str = VILLAGE,
        category: str = "finance",
        period: str = "2026Q3",
        published: bool = True,
        **fields: Any,
    ) -> Disclosure:
        """A disclosure of the village, published by another person unless it says otherwise."""
        text, author = text_of(title, body), (await self.account("clerk", division)).id
        made = {"html": text.html, "summary": text.summary, "tokens": text.tokens}
        written = Statement(
            category=category, title=title, period=period, body=body, **made, **fields
        )
        draft = await self.store.disclosures.draft(written, division=division, author=author)
        if not published:
            return draft
        return await self.published(draft)

    async def approvable(self, draft: Disclosure) -> Disclosure:
        """The draft, handed in by its author and reviewed by an overseer."""
        village, disclosures = draft.division, self.store.disclosures
        submitted = await disclosures.submit(
            draft,
            Hand(draft.author, "clerk"),
            version=draft.version,
            desk=f"overseer:{village}",
            review_days=5,
        )
        overseer = Hand((await self.account("overseer", village)).id, "overseer")
        return await disclosures.pass_on(submitted, overseer, version=submitted.version)

    async def published(self, draft: Disclosure) -> Disclosure:
        """The draft on the board: three people have had it in their hands."""
        passed = await self.approvable(draft)
        done = await self.store.disclosures.publish(
            passed,
            Hand((await self.account("secretary", draft.division)).id, "secretary"),
            version=passed.version,
            copies=await self.gate.copies(passed),
            posting=POSTING,
        )
        self.services.remembered.changes.touch([draft.division])
        return done

    async def delegation(self, child: Account, parent: Account) -> Delegation:
        """A confirmed delegation: the child acts for the parent."""
        delegation = Delegation(
            division=VILLAGE,
            representative=child.id,
            representative_name=child.name,
            name=parent.name,
            relation="parent",
            represented=parent.id,
            parties=(child.id, parent.id),
            state="confirmed",
            created_at=self.store.now(),
        )
        await self.store.delegations.raw.insert_one(delegation.to_row())
        return delegation

    def sign_in_again(self) -> None:
        """Gives everybody a fresh session, after the clock was moved."""
        self._tokens.clear()

    async def token_of(self, account: Account) -> str:
        """A fresh session's token."""
        token, _ = await self.store.sessions.begin(
            account, idle_minutes=60, max_days=1, agent="tests", address="127.0.0.1"
        )
        return token

    async def token(self, role: Role | str, division: str = VILLAGE) -> str:
        """A token of `the` account of that role."""
        key = (role, division)
        if key not in self._tokens:
            self._tokens[key] = await self.token_of(await self.the(role, division))
        return self._tokens[key]
