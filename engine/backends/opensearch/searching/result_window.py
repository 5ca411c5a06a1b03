"""Windows of search hits at any depth; beyond `MAX_RESULT_WINDOW` pages are fetched with `search_after`."""

from __future__ import annotations

import json
import threading
import time
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from opensearchpy.exceptions import NotFoundError

from engine.backends.opensearch.client.cluster import Cluster

Json = dict[str, Any]
MAX_RESULT_WINDOW = 10_000  # hits that a request may skip and fetch together: index.max_result_window
POINT_IN_TIME_SECONDS = 120  # seconds that a point in time lives between two pages
MAX_OPEN_POINTS = 16  # points in time that are open at once


@dataclass
class OpenPoint:
    """Point in time of the index, and the sort values from which pages continue, by offset."""

    point: str
    used: float
    steps: dict[int, list[Any]] = field(default_factory=dict)


class ResultWindow:
    """Fetches windows of hits of one generation. Safe to use from several threads."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster, self._index = cluster, index
        self._walks: OrderedDict[str, OpenPoint] = OrderedDict()
        self._lock = threading.Lock()

    def search(self, body: Json) -> Json:
        """Send one search request; its last hit lies within the first MAX_RESULT_WINDOW."""
        return self._cluster.ask(lambda client: client.search(index=self._index, body=body, params=_PARAMETERS))

    def hits(self, body: Json, offset: int, limit: int) -> list[Json]:
        """Return hits `offset` to `offset + limit` of a search; `body` must contain a sort order."""
        if offset + limit <= MAX_RESULT_WINDOW:
            rows: list[Json] = self.search({**body, "from": offset, "size": limit})["hits"]["hits"]
            return rows
        key = json.dumps([body["query"], body.get("post_filter"), body["sort"]], sort_keys=True)
        for last in (False, True):
            try:
                return self._walked(self._walk(key), body, offset, limit)
            except NotFoundError:  # the point in time is lost: its node stopped, or it expired
                with self._lock:
                    self._walks.pop(key, None)
                if last:
                    raise
        raise AssertionError("unreachable")

    def _walk(self, key: str) -> OpenPoint:
        with self._lock:
            walk = self._walks.pop(key, None)
            if walk is None or time.monotonic() - walk.used > POINT_IN_TIME_SECONDS:
                point = self._cluster.ask(
                    lambda client: client.create_pit(
                        index=self._index, params={"keep_alive": f"{POINT_IN_TIME_SECONDS}s"}
                    )
                )
                walk = OpenPoint(point["pit_id"], time.monotonic())
            self._walks[key] = walk
            over = [self._walks.popitem(last=False)[1].point] if len(self._walks) > MAX_OPEN_POINTS else []
        self._release(over)
        return walk

    def _walked(self, walk: OpenPoint, body: Json, offset: int, limit: int) -> list[Json]:
        """Return the window, starting from the nearest preceding offset whose sort values are known."""
        known_steps = sorted(walk.steps)
        place = bisect_right(known_steps, offset) - 1
        at = known_steps[place] if place >= 0 else 0
        rows: list[Json] = []
        while at < offset + limit:
            skip = at < offset
            size = min(MAX_RESULT_WINDOW, (offset if skip else offset + limit) - at)
            hits = self._step(walk, body, at, size, skip)
            if not skip:
                rows += hits
            if len(hits) < size:
                break
            at += size
            walk.steps[at] = hits[-1]["sort"]
        return rows

    def _step(self, walk: OpenPoint, body: Json, at: int, size: int, skip: bool) -> list[Json]:
        asked = {
            **body,
            "size": size,
            "pit": {"id": walk.point, "keep_alive": f"{POINT_IN_TIME_SECONDS}s"},
            "track_total_hits": False,
        }
        asked.pop("aggs", None)
        if at:
            asked["search_after"] = walk.steps[at]
        if skip:
            asked["_source"] = False
        parameters = {name: value for name, value in _PARAMETERS.items() if name != "allow_partial_search_results"}
        try:
            answer = self._cluster.client.search(body=asked, params=parameters)
        except NotFoundError:
            raise
        except Exception:
            # All other failures are retried and reported as usual.
            answer = self._cluster.ask(lambda client: client.search(body=asked, params=parameters))
        walk.used, walk.point = time.monotonic(), answer.get("pit_id", walk.point)
        hits: list[Json] = answer["hits"]["hits"]
        return hits

    def _release(self, points: list[str]) -> None:
        if points:
            self._cluster.ask(lambda client: client.delete_pit(body={"pit_id": points}), patience=0)

    def close(self) -> None:
        """Release the points in time."""
        with self._lock:
            points = [
                walk.point for walk in self._walks.values() if time.monotonic() - walk.used < POINT_IN_TIME_SECONDS
            ]
            self._walks.clear()
        self._release(points)


# Every shard scores with the word statistics of the whole index; partial results are an error.
_PARAMETERS = {"search_type": "dfs_query_then_fetch", "allow_partial_search_results": "false"}
