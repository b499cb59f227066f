"""Preparing things one step ahead in a thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterable
from typing import TypeVar

T = TypeVar("T")
_DEPTH, _PATIENCE_S = 3, 0.2


def ahead(items: Iterable[T]) -> Generator[T, None, None]:
    """The items in their order, made in a thread while the last one is used. Errors are raised here; closing ends the thread."""
    ready: queue.Queue[tuple[bool, T | None, BaseException | None]] = queue.Queue(maxsize=_DEPTH)
    stop = threading.Event()

    def offer(more: bool, item: T | None, error: BaseException | None) -> bool:
        while not stop.is_set():
            try:
                ready.put((more, item, error), timeout=_PATIENCE_S)
            except queue.Full:
                continue
            return True
        return False

    def prepare() -> None:
        try:
            for item in items:
                if not offer(True, item, None):
                    return
            offer(False, None, None)
        except Exception as error:  # noqa: BLE001 - carried to the other thread and raised there
            offer(False, None, error)

    thread = threading.Thread(target=prepare, name="landweave-ahead", daemon=True)
    thread.start()
    try:
        while True:
            more, item, error = ready.get()
            if error is not None:
                raise error
            if not more:
                return
            yield item  # type: ignore[misc]
    finally:
        stop.set()
        thread.join()
