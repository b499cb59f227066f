"""Progress for people: one line that is rewritten on a terminal, else a plain line every few seconds."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections.abc import Callable
from typing import TextIO

from ..contract.events import Progress

EVERY_S = 5.0  # a plain line, at the most
REDRAW_S = 0.1
LONG_AGO = 1e9
FALLBACK_COLUMNS = 80
SMALLEST_BAR, LARGEST_BAR = 8, 40
# stage -> what is done there
STAGES = {"prepare": "preparing", "segment": "mapping", "polygons": "polygons", "finish": "finishing", "evaluate": "comparing",
          "suggest": "looking", "export": "writing", "import": "reading", "scan": "looking", "train": "training"}


class ProgressBar:
    """Shows `Progress` on a stream. `line` writes a line of its own above; `close` ends what stands open."""

    def __init__(self, stream: TextIO | None = None, live: bool | None = None, width: Callable[[], int] | None = None,
                 clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._live = self._stream.isatty() if live is None else live
        self._width = width or self._terminal_width
        self._clock = clock
        self._open = 0  # columns of the line that stands open
        self._stage, self._shown_at = "", -LONG_AGO if self._live else clock()
        self._stage_shown = self._full = False  # this stage, and its end

    def show(self, progress: Progress) -> None:
        """Draw it, unless the last time was a moment ago. On a terminal the first of a stage always, and the last of one that was
        shown everywhere; so a short job writes nothing into a log.
        """
        now, full = self._clock(), progress.done >= progress.total
        if progress.stage != self._stage:
            self._stage, self._stage_shown, self._full = progress.stage, False, False
        wanted = (full and not self._full) if self._stage_shown else self._live
        if now - self._shown_at < (REDRAW_S if self._live else EVERY_S) and not wanted:
            return
        self._shown_at, self._stage_shown, self._full = now, True, full
        if self._live:
            self._draw(live_line(progress, max(20, self._width() - 1)))
        else:
            self._write(plain_line(progress) + "\n")

    def line(self, text: str) -> None:
        """A whole line, in place of the one that stands open."""
        self._clear()
        self._write(text + "\n")
        if self._live:
            self._shown_at = -LONG_AGO  # the bar comes back at once

    def close(self) -> None:
        """Leave the terminal clean."""
        self._clear()

    def _terminal_width(self) -> int:
        """Of the stream's own terminal: stdout may be a file."""
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or FALLBACK_COLUMNS
        except (OSError, ValueError):
            return FALLBACK_COLUMNS

    def _draw(self, text: str) -> None:
        columns = columns_of(text)
        self._write("\r" + text + " " * max(0, self._open - columns))
        self._open = columns

    def _clear(self) -> None:
        if self._open:
            self._write("\r" + " " * self._open + "\r")
            self._open = 0

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def live_line(progress: Progress, columns: int) -> str:
    """Stage, bar, percent, amounts, rate and time left, in at most so many columns: the least important gives way first."""
    name, share = STAGES.get(progress.stage, progress.stage), _share(progress)
    percent = f" {100 * share:3.0f} %"
    parts = [f"  {_amount(progress.done)} of {_amount(progress.total)} {progress.unit}".rstrip() if progress.unit else "",
             f"  {_amount(progress.rate)} {progress.unit}/s" if progress.rate and progress.unit else "",
             f"  {duration(progress.eta_s)} left" if progress.eta_s is not None else ""]
    # time left goes last, the rate first
    for dropped in ((), (1,), (1, 0), (1, 0, 2)):
        tail = percent + "".join(part for place, part in enumerate(parts) if place not in dropped)
        room = columns - columns_of(name) - columns_of(tail) - 3
        if room >= SMALLEST_BAR:
            return f"{name} [{bar(share, min(room, LARGEST_BAR))}]{tail}"
    return _cut(name, columns - columns_of(percent)) + percent


def bar(share: float, cells: int) -> str:
    """A bar of so many cells."""
    full = int(share * cells)
    return "#" * full + "-" * (cells - full)


def plain_line(progress: Progress) -> str:
    """The same for a log."""
    name = STAGES.get(progress.stage, progress.stage)
    amounts = f", {_amount(progress.done)} of {_amount(progress.total)} {progress.unit}" if progress.unit else ""
    rate = f", {_amount(progress.rate)} {progress.unit}/s" if progress.rate and progress.unit else ""
    left = f", {duration(progress.eta_s)} left" if progress.eta_s is not None else ""
    return f"{name}: {100 * _share(progress):.0f} %{amounts}{rate}{left}"


def duration(seconds: float) -> str:
    """42 s, 3:20 min, 2:05 h, 3.2 days."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02d} min"
    if whole < 48 * 3600:
        return f"{whole // 3600}:{whole % 3600 // 60:02d} h"
    return f"{seconds / 86400:.1f} days"


def columns_of(text: str) -> int:
    """How wide a terminal shows a text: wide characters of East Asia take two columns, marks upon others none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _cut(text: str, columns: int) -> str:
    while columns_of(text) > columns:
        text = text[:-1]
    return text


def _share(progress: Progress) -> float:
    return min(1.0, max(0.0, progress.done / progress.total)) if progress.total > 0 else 1.0


def _amount(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or float(value).is_integer() else f"{value:.3g}"
