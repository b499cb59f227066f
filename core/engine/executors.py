"""Who maps the blocks of a run: this process, or several processes beside it. The bytes are the same.

A cluster needs no more than these have: a way to run `map_block(task, block, advance)`, a pure function of two picklable
values, where the raster, the model and the work folder can be seen.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from multiprocessing.connection import wait
from typing import Protocol

from ...models.package import LoadedModel
from ..contract.errors import Cancelled, EngineError
from ..raster.grid import Window
from .blocks import BlockMapper, BlockTask, FinishedBlock, map_block
from .worker import LOOK_EVERY_S, Report, Worker, outcome

Advance = Callable[[int], None]
Cancel = Callable[[], bool]


class BlockExecutor(Protocol):
    """Maps blocks and yields each as it is finished, in any order. Raises what mapping raises, and `Cancelled`."""

    def run(self, blocks: Sequence[Window], advance: Advance) -> Iterator[FinishedBlock]:
        """`advance(pixels)` is called as tiles are finished."""


class InThisProcess:
    """One block after the other, with a network that is loaded already."""

    def __init__(self, task: BlockTask, cancelled: Cancel, model: LoadedModel) -> None:
        self._task, self._cancelled, self._model = task, cancelled, model

    def run(self, blocks: Sequence[Window], advance: Advance) -> Iterator[FinishedBlock]:
        """See `BlockExecutor`."""
        if not blocks:
            return
        mapper = BlockMapper(self._task, self._cancelled, self._model)
        try:
            for block in blocks:
                yield mapper.map(block, advance)
        finally:
            mapper.close()


class InProcesses:
    """`workers` processes, each with its own network. One that dies is missed, its block goes to another."""

    def __init__(self, task: BlockTask, cancelled: Cancel, workers: int, on_loss: Callable[[EngineError], None]) -> None:
        self._task, self._cancelled, self._workers, self._on_loss = task, cancelled, workers, on_loss

    def run(self, blocks: Sequence[Window], advance: Advance) -> Iterator[FinishedBlock]:
        """See `BlockExecutor`. Raises `EngineError` ("engine.crashed") when no process is left."""
        waiting = deque(blocks)
        with ExitStack() as stack:
            idle = [stack.enter_context(Worker()) for _ in range(min(self._workers, len(blocks)))]
            busy: dict[Worker, Window] = {}
            while waiting or busy:
                while waiting and idle:
                    worker = idle.pop()
                    busy[worker] = waiting.popleft()
                    self._begin(worker, busy[worker])
                for worker in self._heard(busy):
                    finished = self._next(worker, busy, waiting, idle, advance)
                    if finished is not None:
                        yield finished

    def _begin(self, worker: Worker, block: Window) -> None:
        try:
            worker.begin(map_block, self._task, block)
        except EngineError:
            return  # `_next` hears of it, too

    def _heard(self, busy: dict[Worker, Window]) -> list[Worker]:
        """Workers that have something to say, or have died; empty after a while."""
        if self._cancelled():
            raise Cancelled
        ready = wait([worker.connection for worker in busy], timeout=LOOK_EVERY_S)
        return [worker for worker in busy if worker.connection in ready]

    def _next(self, worker: Worker, busy: dict[Worker, Window], waiting: deque[Window], idle: list[Worker],
              advance: Advance) -> FinishedBlock | None:
        try:
            message = worker.receive()
        except EngineError as crash:
            waiting.appendleft(busy.pop(worker))
            if not busy and not idle:
                raise
            self._on_loss(crash)
            return None
        if isinstance(message, Report):
            advance(*message.values)
            return None
        del busy[worker]
        idle.append(worker)
        finished: FinishedBlock = outcome(message)
        return finished
