"""The query on the rules of rates: a county's, in order."""

from models.rates import RateRule, RateRules
from models.store import Store
from tests.models.queries.world import ME, NOON, fill

COUNTIES = tuple(f"33082{number}" for number in range(8))


async def seed(store: Store) -> None:
    pairs = [(county, f"202{year}-01") for county in COUNTIES for year in range(7)]
    await fill(store.rate_rules, (rule(*pair) for pair in pairs))


def rule(county: str, since: str) -> RateRule:
    return RateRule(
        county=county, since=since, rules=RateRules(), reason="考核", set_by=ME,
        set_by_name="县", set_at=NOON,
    )  # fmt: skip


QUERIES = {
    "of_county": lambda store: store.rate_rules.of_county(COUNTIES[3]),
}
