"""The store: every collection as an attribute of one object that is passed in, never global."""

from __future__ import annotations

import asyncio
from typing import Any

from models.absences import Absences
from models.access_tokens import AccessTokens
from models.accounts import Accounts
from models.attempts import Attempts
from models.audit import Audit
from models.base import Clock, Collection, now
from models.bindings import Bindings
from models.catalogue import CatalogueChanges
from models.chats import Chats
from models.checks import Checks
from models.codes import Codes
from models.confirmations import Confirmations
from models.delegations import Delegations
from models.deliveries import Deliveries
from models.demands import Demands, Supports
from models.disclosures import Disclosures
from models.divisions import Divisions
from models.driver import Database
from models.duties import Duties
from models.echoes import Echoes
from models.feedback import Cases
from models.headcounts import Headcounts
from models.inquiries import Inquiries
from models.media import Media
from models.messages import Messages
from models.obligations import CalendarMarks, Obligations
from models.outbox import Outbox
from models.posts import Posts
from models.preferences import Preferences
from models.publications import ChainHeads, ChainRecords, Publications
from models.pushes import Pushes, UsedNonces
from models.rates import RateRuleBook
from models.remarks import Remarks
from models.reports import Reports
from models.rollups import Rollups
from models.sendings import Sendings
from models.sessions import Sessions
from models.subscriptions import Subscriptions
from models.templates import Templates
from models.views import ViewCounts
from models.vocabulary import Vocabularies
from models.weeks import Weeks


class Store:
    """All collections of one database. Tests give it a clock of their own."""

    def __init__(self, db: Database, clock: Clock = now) -> None:
        self.db = db
        self.now = clock
        self.access_tokens = AccessTokens(db, clock)
        self.absences = Absences(db, clock)
        self.accounts = Accounts(db, clock)
        self.attempts = Attempts(db, clock)
        self.audit = Audit(db, clock)
        self.bindings = Bindings(db, clock)
        self.calendar_marks = CalendarMarks(db, clock)
        self.catalogue_changes = CatalogueChanges(db, clock)
        self.delegations = Delegations(db, clock)
        self.chain_heads = ChainHeads(db, clock)
        self.chain_records = ChainRecords(db, clock)
        self.chats = Chats(db, clock)
        self.checks = Checks(db, clock)
        self.codes = Codes(db, clock)
        self.confirmations = Confirmations(db, clock)
        self.deliveries = Deliveries(db, clock)
        self.demands = Demands(db, clock)
        self.demand_supports = Supports(db, clock)
        self.disclosures = Disclosures(db, clock)
        self.divisions = Divisions(db, clock)
        self.duties = Duties(db, clock)
        self.echoes = Echoes(db, clock)
        self.feedback = Cases(db, clock)
        self.headcounts = Headcounts(db, clock)
        self.inquiries = Inquiries(db, clock)
        self.jobs = Outbox(db, clock)
        self.media = Media(db, clock)
        self.messages = Messages(db, clock)
        self.obligations = Obligations(db, clock)
        self.posts = Posts(db, clock)
        self.preferences = Preferences(db, clock)
        self.publications = Publications(db, clock)
        self.pushes = Pushes(db, clock)
        self.rate_rules = RateRuleBook(db, clock)
        self.reports = Reports(db, clock)
        self.rollups = Rollups(db, clock)
        self.remarks = Remarks(db, clock)
        self.subscriptions = Subscriptions(db, clock)
        self.templates = Templates(db, clock)
        self.sendings = Sendings(db, clock)
        self.sessions = Sessions(db, clock)
        self.used_nonces = UsedNonces(db, clock)
        self.views = ViewCounts(db, clock)
        self.vocabularies = Vocabularies(db, clock)
        self.weeks = Weeks(db, clock)

    def collections(self) -> tuple[Collection[Any], ...]:
        """Every collection, by name."""
        found = [value for value in vars(self).values() if isinstance(value, Collection)]
        return tuple(sorted(found, key=lambda collection: collection.name))

    def with_events(self) -> tuple[Collection[Any], ...]:
        """The collections whose documents may carry events for the outbox."""
        return tuple(c for c in self.collections() if "events" in c.document.model_fields)

    def remembered_collections(self) -> tuple[str, ...]:
        """Names of the collections that web processes keep answers of, and so must hear of."""
        kept = (
            self.absences,
            self.accounts,
            self.calendar_marks,
            self.catalogue_changes,
            self.demands,
            self.disclosures,
            self.divisions,
            self.echoes,
            self.headcounts,
            self.inquiries,
            self.posts,
            self.sessions,
            self.vocabularies,
        )
        return tuple(collection.name for collection in kept)

    async def ensure_indexes(self) -> None:
        """Creates the indexes that are missing; again changes nothing."""
        await asyncio.gather(*(c.ensure_indexes() for c in self.collections()))
