"""Blocks on the workers of a dask cluster, each behind `concurrent.futures` (`Client.get_executor()`).

A worker is checked before it gets a block: same versions, same raster, model and output folder. Each has one block at a time,
given to its address, so that `Dispatch` decides who tries again; dask itself only carries calls and tells who is there.
"""

from __future__ import annotations

import pickle  # nosec B403 - only what workers of the same cluster have written, as all results of dask
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any

from ..contract.errors import Cancelled, EngineError, JobError, LandweaveError
from ..raster.class_file import write_whole
from ..raster.grid import Window
from . import cluster_call
from .blocks import BlockTask
from .boot import ROOT
from .cluster_worker import Entry, Member, enter, leave, map_there
from .executors import Cancel, Told, Warn
from .worker import LOOK_EVERY_S, outcome

CONNECT_WITHIN_S = 10
MEMBERS_EVERY_S = 1.0
WITHOUT_WORKERS_S = 120.0

Answer = tuple[str, bytes]


class Cluster:
    """The connection to a cluster and its checked workers. Use as a context manager.

    `address`: dask://host:port. Entering raises `JobError` ("cluster.connect", "cluster.no_workers" and what `enter` raises).
    Workers that come later are checked too, but only left out where they do not fit.
    """

    def __init__(self, address: str, entry: Entry, cancelled: Cancel, warn: Warn) -> None:
        self.address, self._entry, self._cancelled, self._warn = address, entry, cancelled, warn
        self.members: dict[str, Member] = {}
        self.threads: dict[str, int] = {}  # of each worker that dask knows
        self._entering: dict[str, Future[Answer]] = {}
        self._refused: set[str] = set()
        self._next_look, self._alone_since = 0.0, time.monotonic()

    def __enter__(self) -> Cluster:
        self._client = connect(self.address)
        try:
            self._sent = _by_value()
            with self._probe():
                self._first_members()
        except BaseException:
            self._client.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        from distributed import fire_and_forget

        with suppress(*self._failures()):  # the cluster may be gone, and with it what should be let go of
            for worker in self.members:
                call = self._client.submit(self._sent, ROOT, pickle.dumps((leave, ())), workers=[worker], pure=False)
                fire_and_forget(call)  # type: ignore[no-untyped-call]
        self._client.close()

    @contextmanager
    def _probe(self) -> Iterator[None]:
        """A file that workers must find in the output folder."""
        probe = Path(self._entry.probe)
        write_whole(probe, self._entry.token.encode())
        try:
            yield
        finally:
            probe.unlink(missing_ok=True)

    # -- who is there ---------------------------------------------------------------------------------------------

    def _first_members(self) -> None:
        while not self.members or self._entering:
            if self._cancelled():
                raise Cancelled
            self.look()
            for worker in [w for w, future in self._entering.items() if future.done()]:
                self._admit(worker)
            time.sleep(LOOK_EVERY_S)
        self._check_devices()
        self._say_processors()

    def look(self) -> list[str]:
        """Ask, now and then, who is there; the members that have left. Raises `JobError` where nobody has been for long."""
        if time.monotonic() < self._next_look:
            return []
        self._next_look = time.monotonic() + MEMBERS_EVERY_S
        with self.losing_is_said():
            self.threads = dict(self._client.nthreads())
        for worker in set(self.threads) - set(self.members) - set(self._entering) - self._refused:
            self._entering[worker] = self.submit(worker, enter, self._entry, worker)
        for worker in set(self._entering) - set(self.threads):
            self._entering.pop(worker).cancel()
        lost = [worker for worker in self.members if worker not in self.threads]
        for worker in lost:
            del self.members[worker]
        self._say_if_alone()
        return lost

    def _say_if_alone(self) -> None:
        if self.threads:
            self._alone_since = time.monotonic()
        elif time.monotonic() - self._alone_since > WITHOUT_WORKERS_S:
            raise JobError("cluster.no_workers", address=self.address, seconds=round(WITHOUT_WORKERS_S))

    def _admit(self, worker: str) -> None:
        """Make a worker that has been checked a member. Raises `JobError` where it cannot be one."""
        future = self._entering.pop(worker)
        try:
            self.members[worker] = outcome(pickle.loads(future.result()[1]))  # noqa: S301  # nosec B301 - of our own worker
        except LandweaveError:
            raise
        except Exception as error:  # the border to dask: any library may fail on the worker
            raise JobError("cluster.worker", worker=worker, reason=str(error) or type(error).__name__) from error

    def admit_later(self) -> None:
        """Take in who has come during the run and fits."""
        for worker in [w for w, future in self._entering.items() if future.done()]:
            reason = self._misfit(worker)
            if reason:
                self.members.pop(worker, None)
                self._refused.add(worker)
                self._warn("cluster.left_out", reason=reason)
            else:
                self._say_processors()

    def _misfit(self, worker: str) -> str:
        """Why a worker that has been checked cannot take part; empty where it can, and does."""
        try:
            self._admit(worker)
            self._check_devices()
        except JobError as error:
            return error.message
        return ""

    def _check_devices(self) -> None:
        kinds = sorted({member.device for member in self.members.values()})
        if len(kinds) > 1:
            raise JobError("cluster.devices", devices=", ".join(kinds))

    def _say_processors(self) -> None:
        kinds = sorted({member.processor for member in self.members.values()})
        if len(kinds) > 1:
            self._warn("cluster.processors", kinds=", ".join(kinds))

    # -- calls ----------------------------------------------------------------------------------------------------

    def submit(self, worker: str, function: Callable[..., Any], *arguments: Any) -> Future[Answer]:
        """Call a function of this package on one worker. The future is never finished where the worker is lost."""
        executor = self._client.get_executor(workers=[worker], allow_other_workers=False, pure=False)
        with self.losing_is_said():
            future: Future[Answer] = executor.submit(self._sent, ROOT, pickle.dumps((function, arguments)))
        return future

    @contextmanager
    def losing_is_said(self) -> Iterator[None]:
        """Turns what a lost scheduler brings about into `EngineError` ("cluster.lost")."""
        try:
            yield
        except self._failures() as error:
            raise EngineError("cluster.lost", address=self.address, reason=str(error) or type(error).__name__) from error

    @staticmethod
    def _failures() -> tuple[type[BaseException], ...]:
        from distributed.client import ClosedClientError

        return ClosedClientError, CancelledError, OSError, RuntimeError, TimeoutError


class DaskCrew:
    """The members of a cluster as a crew for one run; see `Crew`."""

    def __init__(self, cluster: Cluster, task: BlockTask) -> None:
        self._cluster, self._task = cluster, task
        self._stop_sign = Path(task.folder) / f"stop-{uuid.uuid4().hex[:8]}"
        self._running: dict[str, Future[Answer]] = {}
        self._done: SimpleQueue[tuple[str, Future[Answer]]] = SimpleQueue()

    def __enter__(self) -> DaskCrew:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Calls that have not begun are taken back; the others are told, and end by themselves within about a second."""
        if not self._running:
            return
        running, self._running = self._running, {}
        with suppress(OSError):  # the folder is full or gone, and with it the place for more blocks
            write_whole(self._stop_sign, b"")
        for future in running.values():
            future.cancel()

    def living(self) -> Sequence[str]:
        """See `Crew`."""
        return list(self._cluster.members)

    def is_over(self) -> bool:
        """See `Crew`: others may come."""
        return False

    def begin(self, worker: str, block: Window) -> None:
        """See `Crew`."""
        future = self._cluster.submit(worker, map_there, self._task, block, str(self._stop_sign))
        self._running[worker] = future
        future.add_done_callback(lambda done: self._done.put((worker, done)))

    def heard(self) -> Sequence[Told]:
        """See `Crew`. Raises `EngineError` ("cluster.lost")."""
        told = [self._lost(worker) for worker in self._cluster.look()]
        self._cluster.admit_later()
        try:
            worker, future = self._done.get(timeout=0 if told else LOOK_EVERY_S)
            while True:
                if self._running.get(worker) is future:  # else it was lost, and taken back
                    del self._running[worker]
                    told.append(self._told(worker, future))
                worker, future = self._done.get_nowait()
        except Empty:
            return told

    def _lost(self, worker: str) -> Told:
        future = self._running.pop(worker, None)
        if future is not None:
            future.cancel()
        return Told(worker, EngineError("engine.crashed", reason=f"its worker {worker} has left the cluster"), lost=True)

    def _told(self, worker: str, future: Future[Answer]) -> Told:
        try:
            _, data = future.result()
            return Told(worker, outcome(pickle.loads(data)))  # noqa: S301  # nosec B301 - of our own worker
        except CancelledError as error:  # nobody here has cancelled it: dask has given up
            raise EngineError("cluster.lost", address=self._cluster.address, reason="its scheduler is gone") from error
        except Exception as error:  # noqa: BLE001 - the border to the worker: `Dispatch` decides what becomes of it
            return Told(worker, error)


def connect(address: str) -> Any:
    """A client of the scheduler at dask://host:port. Raises `JobError` ("cluster.packages", "...connect", "...versions")."""
    try:
        from distributed import Client
        from distributed.security import Security
    except ModuleNotFoundError as error:
        raise JobError("cluster.packages", package=error.name) from error
    encrypted = Security().require_encryption  # type: ignore[no-untyped-call]  # of dask's configuration, like the certificates
    url = address.replace("dask", "tls" if encrypted else "tcp", 1)
    try:
        client: Any = Client(url, timeout=CONNECT_WITHIN_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError) as error:
        raise JobError("cluster.connect", address=address, reason=str(error) or type(error).__name__) from error
    try:
        _check_python(client)
    except BaseException:
        client.close()
        raise
    return client


def _check_python(client: Any) -> None:
    """Functions travel as byte code, which another Python does not understand."""
    found = client.get_versions()
    here = found["client"]["host"]["python"]
    for worker, facts in found["workers"].items():
        there = facts["host"]["python"]
        if there.split(".")[:2] != here.split(".")[:2]:
            raise JobError("cluster.versions", worker=worker, there=f"Python {there}", here=f"Python {here}")


class _Sent:
    """A function that arrives as its code, where its module cannot be imported."""

    def __init__(self, code: bytes) -> None:
        self._code = code

    def __reduce__(self) -> tuple[Any, ...]:
        import cloudpickle

        return cloudpickle.loads, (self._code,)

    def __call__(self) -> None:
        """Only there because dask takes nothing but what can be called."""
        raise TypeError("this function runs on a worker")


def _by_value() -> _Sent:
    import cloudpickle

    cloudpickle.register_pickle_by_value(cluster_call)
    try:
        return _Sent(cloudpickle.dumps(cluster_call.call))
    finally:
        cloudpickle.unregister_pickle_by_value(cluster_call)
