"""An item's form, a draft begun from the period before, and what still stands in its way."""

from __future__ import annotations

from handlers.base import endpoint
from handlers.disclosure_forms import DisclosureSource, Period
from handlers.disclosures import DisclosureHandler
from handlers.forms import Form
from handlers.messages import field_sentence
from handlers.post_forms import Title
from handlers.routing import Route
from handlers.texts import text_of
from models.base import Id, Value
from models.catalogue import Item
from models.catalogue.filing import filing_of
from models.catalogue.forms import ElementType, elements_of
from models.catalogue.periods import in_words
from models.catalogue.readiness import mistakes_in
from models.catalogue.start import start_from
from models.disclosures import Category, Disclosure
from models.disclosures.flow import UNPUBLISHED
from models.disclosures.lookups import Clash
from models.disclosures.meeting import quorum_rules
from models.errors import NotFound


class ElementView(Value):
    """One element: where it stands (`field`, `table`, `entries.subject` ...) and its type.

    An element that is not `needed` belongs to a later stage.
    """

    name: str
    place: str
    type: ElementType
    needed: bool


class MeetingRule(Value):
    """A kind of meeting that may decide about the item."""

    kind: str
    name: str
    article: str


class ItemForm(Value):
    """What to fill in for an item: `previous` is what it may be begun from."""

    item: str
    name: str
    category: Category
    audience: str
    elements: tuple[ElementView, ...]
    meetings: tuple[MeetingRule, ...]
    needs_meeting: bool
    previous: Id | None


class NewStart(Form):
    """Which period it is for; the title says so unless another one is given."""

    period: Period
    title: Title | None = None


class Obstacle(Value):
    """What stands in the way of handing it in, as the error would say it."""

    path: str
    code: str
    message: str


class Findings(Value):
    """Empty `problems` mean that it can be handed in; shared vouchers are for people to judge."""

    problems: tuple[Obstacle, ...]
    shared_vouchers: tuple[Clash, ...]


class ItemHandler(DisclosureHandler):
    """What these verbs share."""

    async def known_item(self, item_id: str, village: str) -> Item:
        """The item as it stands for the village; raises `NotFound`."""
        item = await self.item_of(item_id, village)
        if item is None:
            raise NotFound
        return item


class FormOfItem(ItemHandler):
    @endpoint(scope="disclosure:read_draft", returns=ItemForm)
    async def get(self, village: str, item: str) -> ItemForm:
        """What the law, and whoever added to it, asks to be filled in for an item."""
        found, filing = await self.known_item(item, village), filing_of(item)
        newest = await self.services.store.disclosures.newest_of_item(village, item)
        return ItemForm(
            item=item,
            name=found.name,
            category=found.category,
            audience=found.audience,
            elements=tuple(ElementView(**e._asdict()) for e in elements_of(found)),
            meetings=tuple(
                MeetingRule(kind=kind, **_named(kind)) for kind in filing.meetings or quorum_rules()
            ),
            needs_meeting=filing.needs_meeting,
            previous=newest and newest.id,
        )


class DraftsOfItem(ItemHandler):
    @endpoint(scope="disclosure:draft", body=NewStart, returns=DisclosureSource, status=201)
    async def post(self, village: str, item: str, form: NewStart) -> Disclosure:
        """Begin a draft with what was published of the item last: its structure and texts, without
        amounts, days and people; what closed then opens now."""
        store, found = self.services.store, await self.known_item(item, village)
        await store.divisions.by_code(village)
        last = await store.disclosures.newest_of_item(village, item)
        title = form.title or f"{found.name}（{in_words(form.period)}）"[:80]
        begun = start_from(found, last and last.inside, period=form.period, title=title)
        text = await self.services.blocking.run(text_of, begun.title, begun.body, "")
        made = {"html": text.html, "summary": text.summary, "tokens": text.tokens}
        author = self.actor.known().account
        drafted = await store.disclosures.draft(
            begun.model_copy(update=made), division=village, author=author
        )
        return await self.done("disclosure.draft", drafted)


class ChecksOfDisclosure(ItemHandler):
    @endpoint(scope="disclosure:read_draft", returns=Findings)
    async def get(self, disclosure: Disclosure) -> Findings:
        """What still stands in the way of handing it in, and which voucher numbers the village's
        published disclosures bear already."""
        disclosures, today = self.services.store.disclosures, self.services.store.obligations.today
        item = await self.item_of(disclosure.item, disclosure.division)
        is_out = disclosure.state not in UNPUBLISHED
        found = [] if is_out else await mistakes_in(disclosures, disclosure, item, today)
        numbers = disclosure.voucher_numbers
        return Findings(
            problems=tuple(
                Obstacle(path=m.path, code=m.code, message=field_sentence(m.code, dict(m.values)))
                for m in found
            ),
            shared_vouchers=await disclosures.clashes(
                disclosure.division, numbers, but=disclosure.chain
            ),
        )


def _named(kind: str) -> dict[str, str]:
    rule = quorum_rules()[kind]
    return {"name": rule.name, "article": rule.article}


routes = [
    Route("/villages/{village}/items/{item}/form", FormOfItem),
    Route("/villages/{village}/items/{item}/drafts", DraftsOfItem),
    Route("/disclosures/{disclosure}/checks", ChecksOfDisclosure),
]
