"""All routes of the API in one list, noun by noun."""

from __future__ import annotations

from handlers import (
    absences,
    accounts,
    audit,
    bindings,
    calendar,
    case_acts,
    case_reporters,
    case_time,
    catalogue,
    checks,
    codes,
    confirmations,
    consents,
    delegations,
    disclosures,
    divisions,
    docs,
    duties,
    feedback,
    exclusions,
    filing,
    health,
    inbox,
    joining,
    live,
    matrix,
    me,
    media,
    overview,
    posts,
    preferences,
    reports,
    remarks,
    session,
    similar,
    templates,
    trends,
    villages,
    vocabulary,
)
from handlers.routing import Route

ROOT = "/api/v1"
VERSION = "0.1.0"

NOUNS = (
    session,
    me,
    consents,
    preferences,
    inbox,
    audit,
    accounts,
    divisions,
    bindings,
    delegations,
    villages,
    posts,
    confirmations,
    disclosures,
    catalogue,
    calendar,
    matrix,
    filing,
    feedback,
    case_acts,
    case_reporters,
    case_time,
    joining,
    absences,
    duties,
    similar,
    remarks,
    templates,
    trends,
    exclusions,
    overview,
    reports,
    live,
    vocabulary,
    media,
    checks,
    codes,
    docs,
)


def routes() -> list[Route]:
    """Every route, with full templates; the order is that of the documentation."""
    api = [Route(ROOT + route.template, route.handler) for noun in NOUNS for route in noun.routes]
    return [*api, *health.operations]
