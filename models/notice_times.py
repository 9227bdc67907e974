"""When people may be disturbed by a message; knows neither messages nor people."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from models.base import CHINA, Value


class NoticeTimes(Value):
    """When people may be disturbed, in hours of China's clock; equal quiet hours are none."""

    quiet_from_hour: int = 22
    quiet_until_hour: int = 7
    digest_hour: int = 8

    def after_quiet(self, at: datetime) -> datetime:
        """`at` itself, or the end of the quiet hours in which it lies."""
        local = at.astimezone(CHINA)
        begin, end = self.quiet_from_hour, self.quiet_until_hour
        over_midnight = begin > end
        after, before = local.hour >= begin, local.hour < end
        if not (after or before if over_midnight else after and before):
            return at
        ends = _at_hour(local, end)
        return ends + timedelta(days=1) if over_midnight and after else ends

    def next_digest(self, at: datetime) -> datetime:
        """The next hour of the daily message after `at`."""
        today = _at_hour(at.astimezone(CHINA), self.digest_hour)
        return today if today > at else today + timedelta(days=1)


def _at_hour(day: datetime, hour: int) -> datetime:
    return datetime.combine(day.date(), time(hour), tzinfo=CHINA)
