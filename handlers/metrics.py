"""What the process counts, in a registry of its own so that tests and processes do not mix."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

LATENCY_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"})
LAG_BUCKETS = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0)


class Metrics:
    """Counters by route (the pattern, never the address: that could hold something personal)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "cunwu_requests", "Requests", ["method", "route", "status"], registry=self.registry
        )
        self.latency = Histogram(
            "cunwu_request_seconds",
            "Time to answer",
            ["route"],
            registry=self.registry,
            buckets=LATENCY_BUCKETS,
        )
        self.cache = Counter(
            "cunwu_answers", "Answers from the cache", ["result"], registry=self.registry
        )
        self.lag = Histogram(
            "cunwu_loop_lag_seconds",
            "How late the event loop wakes",
            registry=self.registry,
            buckets=LAG_BUCKETS,
        )
        self.pool = Gauge(
            "cunwu_blocking_waiting", "Blocking work that waits or runs", registry=self.registry
        )
        self.database_pool = Gauge(
            "cunwu_database_connections",
            "Connections to the database that are at work",
            registry=self.registry,
        )
        self.filed = Counter("cunwu_cases_filed", "Cases filed", registry=self.registry)
        self.corrections = Counter(
            "cunwu_corrections", "Corrections by people", ["what"], registry=self.registry
        )
        self.jobs = Gauge("cunwu_jobs", "Jobs by state", ["state"], registry=self.registry)
        self.changes_heard = Gauge(
            "cunwu_changes_heard", "1 while the change stream is heard", registry=self.registry
        )
        self.wechat = Histogram(
            "cunwu_wechat_seconds",
            "Calls to WeChat",
            ["call", "outcome"],
            registry=self.registry,
            buckets=LATENCY_BUCKETS,
        )
        self.wechat_messages = Gauge(
            "cunwu_wechat_messages",
            "Subscribe messages of the last months by what became of them",
            ["state"],
            registry=self.registry,
        )
        self._seen: dict[tuple[str, str, int], Counter] = {}
        self._timed: dict[str, Histogram] = {}
        self._hit = self.cache.labels("hit")
        self._miss = self.cache.labels("miss")

    def finished(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a finished request. Looking a label up costs more than counting: keep them."""
        key = (method, route, status)
        counter = self._seen.get(key)
        if counter is None:
            if method not in METHODS:
                # Anybody can send a verb that nobody knows, and each label stays for good.
                self.finished("OTHER", route, status, seconds)
                return
            counter = self._seen[key] = self.requests.labels(method, route, str(status))
            self._timed.setdefault(route, self.latency.labels(route))
        counter.inc()
        self._timed[route].observe(seconds)

    def corrected(self, *, route: bool) -> None:
        """Counts a correction by a person: of the tags, and perhaps of the route."""
        self.corrections.labels("tags").inc()
        if route:
            self.corrections.labels("route").inc()

    def called_wechat(self, call: str, outcome: str, seconds: float) -> None:
        """Counts a call to WeChat; the outcome is `ok`, a kind of fault, or WeChat's number."""
        self.wechat.labels(call, outcome).observe(seconds)

    def remembered(self, hit: bool) -> None:
        """Counts a look into the remembered answers."""
        (self._hit if hit else self._miss).inc()
