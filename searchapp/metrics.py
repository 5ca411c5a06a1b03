"""The figures of one process, as Prometheus reads them."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from engine.backend import IndexInfo

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """What is counted from the start of the process; several processes are scraped one by one."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.requests = Counter(
            "zhenwen_requests_total", "Requests answered.", ("view", "method", "status"), registry=registry
        )
        self.seconds = Histogram(
            "zhenwen_request_seconds", "Seconds to an answer.", ("view",), buckets=SECONDS, registry=registry
        )
        self.searches = Counter(
            "zhenwen_searches_total", "Searches answered.", ("outcome", "mistaken"), registry=registry
        )
        self._ready = Gauge("zhenwen_index_ready", "1 where there is an index to answer from.", registry=registry)
        self._documents = Gauge("zhenwen_index_documents", "Articles in the index.", registry=registry)
        self._built = Gauge("zhenwen_index_built_timestamp_seconds", "When the index was built.", registry=registry)

    def show(self, info: IndexInfo | None) -> None:
        """Set what the index holds now; None where there is none."""
        self._ready.set(info is not None)
        if info:
            self._documents.set(info.articles)
            self._built.set(info.built.timestamp())
