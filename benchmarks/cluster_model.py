"""A run on N workers as events: who waits for whom, from times that were measured on one machine. Nothing is measured here.

Each block goes through the driver (hand out, later: write down), the shared storage (its bytes, one block after the other), and a
worker (computing). Driver and storage serve one at a time, in the order in which they are asked.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Costs:
    """`compute_s_per_mpx`: measured, one entry for each block, drawn from anew; the others are means.

    `dispatch_s`: of the driver, for handing out a block and hearing of it; `record_s`: for its line in the journal and its share
    of the mosaics. `start_s`: until a worker is ready. `finish_s_per_mpx`: the COG and the polygons, by one process.
    """

    compute_s_per_mpx: tuple[float, ...]
    dispatch_s: float
    record_s: float
    start_s: float
    finish_s_per_mpx: float
    bytes_per_px: float
    storage_bytes_per_s: float


@dataclass(frozen=True)
class Run:
    """What a simulated run comes to, in seconds. `wall_s`: all of it; the others are parts that lie beside one another."""

    workers: int
    wall_s: float
    computing_s: float  # of all workers together
    driver_s: float
    storage_s: float
    finish_s: float

    @property
    def limit(self) -> str:
        """What takes longest, so that more of anything else would not help."""
        parts = {"computing": self.computing_s / self.workers, "driver": self.driver_s, "storage": self.storage_s,
                 "COG and polygons": self.finish_s}
        return max(parts, key=lambda name: parts[name])


class _Server:
    """Something that serves one at a time."""

    def __init__(self) -> None:
        self.free_at, self.busy_s = 0.0, 0.0

    def serve(self, now: float, seconds: float) -> float:
        """When it is done, if asked now."""
        self.free_at = max(self.free_at, now) + seconds
        self.busy_s += seconds
        return self.free_at


def simulate(costs: Costs, blocks: int, block_mpx: float, workers: int, drivers: int = 1, seed: int = 0) -> Run:
    """`blocks` equal blocks on `workers` workers. `drivers`: jobs beside one another (map sheets) with shares of both."""
    chance, storage = random.Random(seed), _Server()
    jobs = [_Server() for _ in range(drivers)]
    computing = 0.0
    last = 0.0
    events = [(costs.start_s, worker, "idle") for worker in range(workers)]
    heapq.heapify(events)
    waiting = blocks
    while events:
        now, worker, what = heapq.heappop(events)
        last = max(last, now)
        driver = jobs[worker % drivers]
        if what == "done":
            last = max(last, driver.serve(now, costs.record_s))
            what = "idle"
        if what == "idle" and waiting:
            waiting -= 1
            heapq.heappush(events, (driver.serve(now, costs.dispatch_s), worker, "read"))
        elif what == "read":
            ready = storage.serve(now, block_mpx * 1e6 * costs.bytes_per_px / costs.storage_bytes_per_s)
            seconds = chance.choice(costs.compute_s_per_mpx) * block_mpx
            computing += seconds
            heapq.heappush(events, (ready + seconds, worker, "done"))
    finish = blocks * block_mpx * costs.finish_s_per_mpx / drivers
    return Run(workers, last + finish, computing, max(job.busy_s for job in jobs), storage.busy_s, finish)
