"""Mapping one block: raster, model and window in, two small files out. The same bytes in any process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import numpy as np

from ...models.open_runner import Loaded, load_model, make_runner
from ...models.runner import OutOfMemoryError
from ..contract.errors import Cancelled, JobError
from ..contract.job_parts import RasterSource, Region
from ..raster.class_file import CONFIDENCE_NODATA, NODATA, write_block
from ..raster.grid import Window, cells, fixed_tiles, quarters, with_halo
from ..raster.mirror import mirrored
from ..raster.source import GridSource
from .cutting import Cutting

PREFIXES = ("classes", "confidence")
MIN_CORE_PX = 32
READ_ROWS = 256  # read at once: resampling from a much finer raster takes long, and a cancel must not wait for a tile
LOOK_EVERY_S = 0.05

Advance = Callable[[int], None]
ClassesAndConfidence = tuple[np.ndarray, np.ndarray]
T = TypeVar("T")


@dataclass(frozen=True)
class BlockTask:
    """All that blocks of a run depend on. Small and picklable, so that any process that sees the same files can map them."""

    raster: RasterSource
    model: str
    region: Region
    cutting: Cutting
    folder: str
    device: str
    batch: int
    runner: str


@dataclass(frozen=True)
class FinishedBlock:
    """A block on disk: its files' CRC-32 by name, its pixels by class. `smaller_tiles`: memory did not suffice for whole ones."""

    window: Window
    files: dict[str, int]
    counts: tuple[int, ...]
    smaller_tiles: bool = False


@dataclass(frozen=True)
class Tile:
    """What a core is computed from: pixels (bands, rows, cols) and validity (rows, cols) of `window` and `frame_px` around it.

    The frame is for networks that map less than they see; beyond the raster's edge it is the raster mirrored.
    """

    core: Window
    window: Window
    pixels: np.ndarray
    valid: np.ndarray
    frame_px: int = 0

    def core_place(self) -> tuple[slice, slice]:
        """Where the core lies in the pixels."""
        rows, cols = self.core.slices(self.window)
        return (slice(rows.start + self.frame_px, rows.stop + self.frame_px),
                slice(cols.start + self.frame_px, cols.stop + self.frame_px))

    def framed(self, values: np.ndarray) -> np.ndarray:
        """What lies in the window, of values (..., rows, cols) for all pixels."""
        frame = self.frame_px
        return values[..., frame:frame + self.window.rows, frame:frame + self.window.cols]


def block_key(block: Window) -> str:
    """The name of a block, from its place on the lattice."""
    return f"{block.row}_{block.col}_{block.rows}_{block.cols}"


class BlockMapper:
    """Maps blocks of one task, one after the other. Close it: it holds a file and a thread that reads ahead."""

    def __init__(self, task: BlockTask, cancelled: Callable[[], bool], model: Loaded | None = None) -> None:
        self.task, self._cutting, self._cancelled = task, task.cutting, cancelled
        self._runner = make_runner(model or load_model(task.model, task.runner), task.device, task.cutting.threads)
        self._card = self._runner.card
        self._source = GridSource(task.raster, self._card)
        self._shapes = self._source.window_of(task.region)[1]
        self._margin_px = self._card.tiling.margin
        # Whole strides where tiles lie on them.
        step = 1 if self._card.tiling.context == "global" else self._card.tiling.stride
        self._frame_px = -(-self._margin_px // step) * step
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="reader")  # the only one that reads: GDAL's rule
        self._batch = task.batch
        self._too_many_px: float = float("inf")  # a tile of this size did not fit into memory
        self._smaller_tiles = False

    def close(self) -> None:
        """Let go of the raster."""
        self._reader.shutdown(wait=True, cancel_futures=True)
        self._source.__exit__(None, None, None)

    def map(self, block: Window, advance: Advance) -> FinishedBlock:
        """Compute a block and write its files. Raises `JobError`, `Cancelled`, `OSError`."""
        self._smaller_tiles = False
        with self._runner.stopping(self._cancelled):
            make = self._blended if self._card.tiling.context == "global" else self._local
            classes, confidence = make(block, advance)
        outside = ~self._source.inside(block, self._shapes)
        classes[outside], confidence[outside] = NODATA, CONFIDENCE_NODATA
        counts = np.bincount(classes.ravel(), minlength=256)[: len(self._card.classes)]
        return FinishedBlock(block, self._write(block, classes, confidence), tuple(counts.tolist()), self._smaller_tiles)

    def _write(self, block: Window, *layers: np.ndarray) -> dict[str, int]:
        place, files = self._source.window_transform(block), {}
        for prefix, nodata, values in zip(PREFIXES, (NODATA, CONFIDENCE_NODATA), layers, strict=True):
            name = f"{prefix}_{block_key(block)}.tif"
            files[name] = write_block(Path(self.task.folder) / name, values, place, self._source.crs, nodata, self._look)
        return files

    # -- local networks: each core from one tile --------------------------------------------------------------------

    def _local(self, block: Window, advance: Advance) -> ClassesAndConfidence:
        classes, confidence = _nothing((block.rows, block.cols))
        for tiles in self._read_ahead(list(self._batches(block)), self._read_tile):
            for tile, (tile_classes, tile_confidence) in zip(tiles, self._classify(tiles), strict=True):
                place = tile.core.slices(block)
                classes[place], confidence[place] = tile_classes, tile_confidence
                advance(tile.core.rows * tile.core.cols)
        return classes, confidence

    def _batches(self, block: Window) -> Iterator[list[tuple[Window, Window]]]:
        """(core, tile) of the block's cores, in lattice order; together what has one size and follows one another."""
        pairs = [(core, self._tile_of(core)) for core in cells(block, self._cutting.core_px)]
        for _size, group in groupby(pairs, lambda pair: (pair[1].rows, pair[1].cols)):
            same = list(group)
            yield from (same[i:i + self._batch] for i in range(0, len(same), self._batch))

    def _tile_of(self, core: Window) -> Window:
        """The tile of the whole lattice cell that `core` lies in: a region that cuts a cell must not move its tile."""
        step = self._cutting.core_px
        row, col = core.row // step * step, core.col // step * step
        return self._haloed(Window(row, col, min(step, self._source.rows - row), min(step, self._source.cols - col)))

    def _haloed(self, core: Window) -> Window:
        halo_px = self._cutting.halo_px - self._frame_px
        return with_halo(core, halo_px, self._card.tiling.stride, self._source.rows, self._source.cols)

    def _classify(self, tiles: Sequence[Tile]) -> list[ClassesAndConfidence]:
        """Classes and confidence of the cores of tiles of one size; where memory does not suffice, in smaller steps."""
        results: list[ClassesAndConfidence] = []
        while len(results) < len(tiles):
            part = tiles[len(results):len(results) + self._batch]
            made = self._try(part)
            if made is not None:
                results += made
            elif len(part) > 1:
                self._batch = len(part) // 2
            else:
                self._too_many_px = min(self._too_many_px, part[0].valid.size)
                self._smaller_tiles = True
                results.append(self._in_quarters(part[0].core))
        return results

    def _try(self, tiles: Sequence[Tile]) -> list[ClassesAndConfidence] | None:
        """None where memory does not suffice; a size that has failed once is not tried again."""
        self._look()
        places = [tile.core_place() for tile in tiles]
        insides = [tile.valid[place] for tile, place in zip(tiles, places, strict=True)]
        if not any(inside.any() for inside in insides):
            return [_nothing(inside.shape) for inside in insides]
        if tiles[0].valid.size >= self._too_many_px:
            return None
        try:
            classes, confidence = self._runner.classify_batch(_stack([t.pixels for t in tiles]), _stack([t.valid for t in tiles]))
        except OutOfMemoryError:
            return None
        return [(np.where(inside, classes[i][place], NODATA).astype(np.uint8),
                 np.where(inside, confidence[i][place], CONFIDENCE_NODATA).astype(np.uint8))
                for i, (place, inside) in enumerate(zip(places, insides, strict=True))]

    def _in_quarters(self, core: Window) -> ClassesAndConfidence:
        parts = quarters(core, self._card.tiling.stride)
        if len(parts) == 1 or max(core.rows, core.cols) <= MIN_CORE_PX:
            raise JobError("memory", tile_px=max(core.rows, core.cols) + 2 * self._cutting.halo_px)
        classes, confidence = _nothing((core.rows, core.cols))
        for part in parts:
            tile = self._result(self._reader.submit(self._read_tile, (part, self._haloed(part))))
            place = part.slices(core)
            ((classes[place], confidence[place]),) = self._classify([tile])
        return classes, confidence

    # -- networks that see the whole tile: smooth weights over their overlap ------------------------------------------

    def _blended(self, block: Window, advance: Advance) -> ClassesAndConfidence:
        """All tiles that touch the block, summed with smooth weights in lattice order."""
        total = np.zeros((len(self._card.classes), block.rows, block.cols), np.float32)
        weight = np.zeros((block.rows, block.cols), np.float32)
        valid = np.zeros((block.rows, block.cols), bool)
        mapped_px = self._cutting.tile_px - 2 * self._margin_px
        windows = fixed_tiles(block, mapped_px, self._cutting.core_px, self._source.rows, self._source.cols)
        batches = [[(w, w) for w in windows[i:i + self._batch]] for i in range(0, len(windows), self._batch)]
        done, pixels = 0, block.rows * block.cols
        for tiles in self._read_ahead(batches, self._read_tile):
            for tile, scores in zip(tiles, self._scores(tiles), strict=True):
                shared = tile.window.intersection(block)
                if shared is not None:
                    here, there = shared.slices(block), shared.slices(tile.window)
                    bump = np.outer(_bump(tile.window.rows), _bump(tile.window.cols))[there].astype(np.float32)
                    valid[here] |= tile.framed(tile.valid)[there]
                    if scores is not None:
                        total[:, here[0], here[1]] += scores[:, there[0], there[1]] * bump
                        weight[here] += bump
            before, done = done, done + len(tiles)
            advance(pixels * done // len(windows) - pixels * before // len(windows))
        shares = total / np.maximum(weight, 1e-12)
        classes = np.where(valid, shares.argmax(axis=0), NODATA).astype(np.uint8)
        confidence = np.where(valid, np.clip(np.rint(shares.max(axis=0) * 255), 1, 255), CONFIDENCE_NODATA)
        return classes, confidence.astype(np.uint8)

    def _scores(self, tiles: Sequence[Tile]) -> list[np.ndarray | None]:
        """Scores of tiles, None of those without data. One cut short by a small raster is filled up to the network's size."""
        results: list[np.ndarray | None] = []
        while len(results) < len(tiles):
            self._look()
            part = tiles[len(results):len(results) + self._batch]
            if not any(tile.framed(tile.valid).any() for tile in part):
                results += [None] * len(part)
                continue
            try:
                results += list(self._whole_tiles(part))
            except OutOfMemoryError:
                if len(part) == 1:
                    raise JobError("memory", tile_px=self._cutting.tile_px) from None
                self._batch = len(part) // 2
        return results

    def _whole_tiles(self, tiles: Sequence[Tile]) -> np.ndarray:
        rows, cols = tiles[0].valid.shape
        fill = ((0, 0), (0, self._cutting.tile_px - rows), (0, self._cutting.tile_px - cols))
        pixels = np.pad(_stack([t.pixels for t in tiles]), ((0, 0), *fill), mode="edge")
        return tiles[0].framed(self._runner.scores_batch(pixels, np.pad(_stack([t.valid for t in tiles]), fill)))

    # -- reading --------------------------------------------------------------------------------------------------

    def _read_ahead(self, batches: Sequence[Sequence[tuple[Window, Window]]],
                    read: Callable[[tuple[Window, Window]], Tile]) -> Iterator[list[Tile]]:
        """The tiles of each batch; the next batch is read while this one is computed."""
        def read_batch(batch: Sequence[tuple[Window, Window]]) -> list[Tile]:
            return [read(pair) for pair in batch]

        reading = self._reader.submit(read_batch, batches[0])
        for i in range(len(batches)):
            tiles = self._result(reading)
            if i + 1 < len(batches):
                reading = self._reader.submit(read_batch, batches[i + 1])
            yield tiles

    def _read_tile(self, pair: tuple[Window, Window]) -> Tile:
        core, window = pair
        frame = self._frame_px
        if not frame:
            return Tile(core, window, *self._read(window))
        rows = mirrored(window.row - frame, window.end_row + frame, self._source.rows)
        cols = mirrored(window.col - frame, window.end_col + frame, self._source.cols)
        top, left = int(rows.min()), int(cols.min())
        pixels, valid = self._read(Window(top, left, int(rows.max()) + 1 - top, int(cols.max()) + 1 - left))
        place = ((rows - top)[:, None], cols - left)
        return Tile(core, window, pixels[:, place[0], place[1]], valid[place], frame)

    def _read(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Pixels and validity of a window of the raster."""
        strips = []
        for row in range(window.row, window.end_row, READ_ROWS):
            self._look()
            strips.append(self._source.read(Window(row, window.col, min(READ_ROWS, window.end_row - row), window.cols)))
        if len(strips) == 1:
            return strips[0]
        return np.concatenate([s[0] for s in strips], axis=1), np.concatenate([s[1] for s in strips])

    def _result(self, future: Future[T]) -> T:
        while not wait([future], timeout=LOOK_EVERY_S).done:
            self._look()
        return future.result()

    def _look(self) -> None:
        if self._cancelled():
            raise Cancelled


_mapper: BlockMapper | None = None  # of a worker process: the network is loaded once, not for each block


def map_block(task: BlockTask, block: Window, advance: Advance) -> FinishedBlock:
    """Map a block in a process that does nothing else; it is stopped by ending it."""
    global _mapper
    if _mapper is None or _mapper.task != task:
        if _mapper is not None:
            _mapper.close()
        _mapper = BlockMapper(task, lambda: False)
    return _mapper.map(block, advance)


def _nothing(shape: tuple[int, ...]) -> ClassesAndConfidence:
    return np.full(shape, NODATA, np.uint8), np.full(shape, CONFIDENCE_NODATA, np.uint8)


def _stack(arrays: Sequence[np.ndarray]) -> np.ndarray:
    return np.stack(arrays) if len(arrays) > 1 else arrays[0][None]


def _bump(size: int) -> np.ndarray:
    """Weights along one side of a tile: a raised cosine that stays above zero at the edge."""
    position = (np.arange(size) + 0.5) / size
    weights: np.ndarray = 0.01 + 0.99 * np.sin(np.pi * position) ** 2
    return weights
