"""Counts the connections to the database that are at work; it must not know for whom."""

from __future__ import annotations

from collections.abc import Callable

from pymongo import monitoring


class ConnectionsInUse(monitoring.ConnectionPoolListener):
    """Tells `change` of +1 and -1; the driver calls it from any of its threads."""

    def __init__(self, change: Callable[[int], None]) -> None:
        self._change = change

    def connection_checked_out(self, event: monitoring.ConnectionCheckedOutEvent) -> None:
        self._change(1)

    def connection_checked_in(self, event: monitoring.ConnectionCheckedInEvent) -> None:
        self._change(-1)

    def _nothing(self, event: object) -> None:
        """Of no interest here, but the driver calls all of them."""

    pool_created = pool_ready = pool_cleared = pool_closed = _nothing
    connection_created = connection_ready = connection_closed = _nothing
    connection_check_out_started = connection_check_out_failed = _nothing
