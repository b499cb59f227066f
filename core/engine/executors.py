"""Who maps the blocks of a run: this process, or a crew of workers. The bytes are the same.

A crew needs no more than a way to run a pure function of two picklable values, task and block, where raster, model and work
folder can be seen: processes of this machine (`Processes`), or those of a cluster (`cluster.py`).
"""

from __future__ import annotations

import errno
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Protocol

from ...models.open_runner import Loaded
from ..contract.errors import Cancelled, EngineError, JobError
from ..raster.grid import Window
from .blocks import BlockMapper, BlockTask, FinishedBlock, block_key, map_block
from .worker import LOOK_EVERY_S, Report, Worker, outcome

ATTEMPTS = 3  # for one block, each on another worker where there is one
FAILURES_IN_A_ROW = 3  # a worker that fails so often gets no more blocks while others do better

Advance = Callable[[int], None]
Cancel = Callable[[], bool]
Warn = Callable[..., None]


class BlockExecutor(Protocol):
    """Maps blocks and yields each as it is finished, in any order. Raises what mapping raises, and `Cancelled`."""

    def run(self, blocks: Sequence[Window], advance: Advance) -> Iterator[FinishedBlock]:
        """`advance(pixels)` is called as tiles are finished."""


class InThisProcess:
    """One block after the other, with a network that is loaded already."""

    def __init__(self, task: BlockTask, cancelled: Cancel, model: Loaded) -> None:
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


@dataclass(frozen=True)
class Told:
    """What is heard from a worker about its block: pixels done so far, the finished block, or why it failed.

    `lost`: the worker is gone; then it may have had no block.
    """

    worker: str
    news: int | FinishedBlock | Exception
    lost: bool = False


class Crew(Protocol):
    """Workers that map one block at a time each. Leaving the context stops them; nothing is waited for."""

    def living(self) -> Sequence[str]:
        """The names of the workers that can be given blocks."""

    def is_over(self) -> bool:
        """Whether there are no workers and none will come."""

    def begin(self, worker: str, block: Window) -> None:
        """Give a block to a worker that has none. What fails is told by `heard`."""

    def heard(self) -> Sequence[Told]:
        """What workers have to say; waits a moment where it is nothing."""

    def __enter__(self) -> Crew: ...

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None: ...


class InCrew:
    """Blocks on the workers of a crew. A worker that dies is missed; what it had, or has failed at, goes to another.

    `open_crew(blocks)` makes a crew for so many blocks; `warn(code, **data)` says what was overcome.
    """

    def __init__(self, open_crew: Callable[[int], AbstractContextManager[Crew]], cancelled: Cancel, warn: Warn) -> None:
        self._open, self._cancelled, self._warn = open_crew, cancelled, warn

    def run(self, blocks: Sequence[Window], advance: Advance) -> Iterator[FinishedBlock]:
        """See `BlockExecutor`. Raises `EngineError` ("engine.block") when a block has failed too often or nobody is left."""
        if not blocks:
            return
        with self._open(len(blocks)) as crew:
            dispatch = Dispatch(crew, blocks, self._warn)
            while dispatch.unfinished():
                if self._cancelled():
                    raise Cancelled
                dispatch.hand_out()
                for told in crew.heard():
                    if isinstance(told.news, int):
                        advance(told.news)
                    elif isinstance(told.news, FinishedBlock):
                        dispatch.finished(told.worker)
                        yield told.news
                    else:
                        dispatch.failed(told.worker, told.news, told.lost)


class Dispatch:
    """Which block goes to which worker, and what becomes of one that fails."""

    def __init__(self, crew: Crew, blocks: Sequence[Window], warn: Warn) -> None:
        self._crew, self._warn = crew, warn
        self._waiting = deque(blocks)
        self._busy: dict[str, Window] = {}
        self._failed_on: dict[Window, list[str]] = {}
        self._in_a_row: Counter[str] = Counter()

    def unfinished(self) -> bool:
        """Whether blocks are waiting or being mapped."""
        return bool(self._waiting or self._busy)

    def hand_out(self) -> None:
        """Give each worker that has nothing to do the first block that it has not failed at."""
        living = self._crew.living()
        good = [worker for worker in living if self._in_a_row[worker] < FAILURES_IN_A_ROW] or living
        for worker in good:
            if worker not in self._busy:
                block = self._next_for(worker, set(good))
                if block is not None:
                    self._busy[worker] = block
                    self._crew.begin(worker, block)

    def _next_for(self, worker: str, good: set[str]) -> Window | None:
        for i, block in enumerate(self._waiting):
            failed_on = self._failed_on.get(block, ())
            if worker not in failed_on or good.issubset(failed_on):
                del self._waiting[i]
                return block
        return None

    def finished(self, worker: str) -> None:
        """The worker's block is done."""
        del self._busy[worker]
        del self._in_a_row[worker]

    def failed(self, worker: str, error: Exception, lost: bool) -> None:
        """Put the worker's block back, or raise `error` where another worker would meet it too."""
        block = self._busy.pop(worker, None)
        reason = error.message if isinstance(error, EngineError) else f"{type(error).__name__}: {error}"
        if lost:
            self._warn("segment.worker_lost", reason=reason)
        if block is not None:
            if _is_everywhere(error):
                raise error
            self._put_back(block, worker, error, reason)
            if not lost:
                self._warn("segment.block_again", block=block_key(block), worker=worker, reason=reason)
        if self._waiting and self._crew.is_over():
            raise self._given_up(self._waiting[0], reason) from error

    def _put_back(self, block: Window, worker: str, error: Exception, reason: str) -> None:
        self._in_a_row[worker] += 1
        self._failed_on.setdefault(block, []).append(worker)
        if len(self._failed_on[block]) >= ATTEMPTS:
            raise self._given_up(block, reason) from error
        self._waiting.appendleft(block)

    def _given_up(self, block: Window, reason: str) -> EngineError:
        attempts = len(self._failed_on.get(block, ()))
        return EngineError("engine.block", block=block_key(block), attempts=attempts, reason=reason.rstrip("."))


def _is_everywhere(error: Exception) -> bool:
    """Whether the person has to mend it: a raster that cannot be read, a full disk."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
    return full or isinstance(error, JobError)


class Processes:
    """A crew of processes of this machine, each with its own network: one for each of `tasks`, at most as many as blocks."""

    def __init__(self, tasks: Sequence[BlockTask]) -> None:
        self._tasks = {f"{i + 1} ({task.device})": task for i, task in enumerate(tasks)}
        self._workers: dict[str, Worker] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Processes:
        for name in self._tasks:
            self._workers[name] = self._stack.enter_context(Worker())
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def living(self) -> Sequence[str]:
        """See `Crew`."""
        return list(self._workers)

    def is_over(self) -> bool:
        """See `Crew`."""
        return not self._workers

    def begin(self, worker: str, block: Window) -> None:
        """See `Crew`."""
        try:
            self._workers[worker].begin(map_block, self._tasks[worker], block)
        except EngineError:
            return  # `heard` hears of it, too

    def heard(self) -> Sequence[Told]:
        """See `Crew`."""
        names: dict[Any, str] = {worker.connection: name for name, worker in self._workers.items()}
        return [self._told(names[connection]) for connection in wait(list(names), timeout=LOOK_EVERY_S)]

    def _told(self, name: str) -> Told:
        try:
            message = self._workers[name].receive()
        except EngineError as crash:
            del self._workers[name]
            return Told(name, crash, lost=True)
        if isinstance(message, Report):
            return Told(name, *message.values)
        try:
            return Told(name, outcome(message))
        except Exception as error:  # noqa: BLE001 - the border to the worker: `Dispatch` decides what becomes of it
            return Told(name, error)
