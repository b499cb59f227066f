"""Exports of layers that are no files: exact pixels on a fixed grid, honest about what is missing."""

import gc
import os
import threading
import time

import pytest

pytest.importorskip("qgis.core")

from landweave.core.contract.card import InputInfo
from landweave.core.contract.errors import Cancelled, JobError
from landweave.core.contract.job_parts import Region
from landweave.test.ui.raster_files import write_raster
from landweave.test.ui.tile_server import TILE_PX, TileServer, tile_blue
from landweave.ui import export, region, tile_fetch
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeedback,
    QgsRasterLayer,
    QgsRectangle,
    QgsTask,
)
from qgis.PyQt.QtCore import QEventLoop, QTimer

pytestmark = pytest.mark.qgis
WANTED = InputInfo("uint8", 0.5, 0.2, 1.2)
MERCATOR = QgsCoordinateReferenceSystem("EPSG:3857")
HALF = tile_fetch.MERCATOR_HALF_M


@pytest.fixture(autouse=True)
def collected():
    """Errors keep their frames, and so QGIS objects, in cycles; those must be gone before QGIS itself goes."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def server(qgis_app):
    server = TileServer()
    yield server
    server.close()


def xyz(server, kind, zoom_max=19):
    opened = QgsRasterLayer(server.uri(kind, zoom_max), kind, "wms")
    assert opened.isValid()
    return opened


def tile_box(zoom, column, row, columns=1, rows=1):
    side = 2 * HALF / 2**zoom
    return QgsRectangle(column * side - HALF, HALF - (row + rows) * side, (column + columns) * side - HALF, HALF - row * side)


def region_of(layer, zoom, column, row, columns=1, rows=1):
    box = tile_box(zoom, column, row, columns, rows)
    return region.rectangle(box, MERCATOR, layer)


class Task(QgsTask):
    """Runs a function as the plugin's task does and keeps what came of it."""

    def __init__(self, function):
        super().__init__("test", QgsTask.Flag.CanCancel)
        self.function, self.value, self.error = function, None, None

    def run(self):
        try:
            self.value = self.function()
        except BaseException as error:
            self.error = error
        return True


def in_task(function, seconds=30):
    task, loop = Task(function), QEventLoop()
    task.taskCompleted.connect(loop.quit)
    task.taskTerminated.connect(loop.quit)
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    QgsApplication.taskManager().addTask(task)
    loop.exec()
    if task.error is not None:
        raise task.error
    return task.value


def run_export(layer, where, path, feedback=None, wanted=WANTED):
    source = export.snapshot(layer, wanted)
    return in_task(lambda: export.export_layer(source, where, str(path), feedback))


def pixels(path):
    dataset = gdal.Open(str(path))
    size = dataset.RasterXSize * dataset.RasterYSize
    return dataset, [dataset.GetRasterBand(n + 1).ReadRaster() for n in range(dataset.RasterCount)], size


# --- XYZ


def test_every_pixel_of_an_xyz_export_is_exact(server, tmp_path):
    layer = xyz(server, "a")
    report = run_export(layer, region_of(layer, 17, 70000, 44000, 3, 2), tmp_path / "x.tif")
    assert (report.missing_tiles, report.grid.width % TILE_PX, report.warnings) == (0, 0, ())
    dataset, bands, _ = pixels(report.path)
    assert dataset.GetRasterBand(4).GetColorInterpretation() == gdal.GCI_AlphaBand
    zoom, (first_column, first_row), width = report.grid.zoom, report.grid.first_tile, report.grid.width
    side = 2 * HALF / 2**zoom
    assert dataset.GetGeoTransform() == pytest.approx(
        (first_column * side - HALF, side / TILE_PX, 0, HALF - first_row * side, 0, -side / TILE_PX)
    )
    column_pattern = bytes(i & 255 for i in range(width))
    for j in range(report.grid.height):
        row = slice(j * width, (j + 1) * width)
        tiles = range(width // TILE_PX)
        blue = b"".join(bytes([tile_blue(zoom, first_column + t, first_row + j // TILE_PX)]) * TILE_PX for t in tiles)
        assert (bands[0][row], bands[1][row], bands[2][row]) == (column_pattern, bytes([j & 255]) * width, blue)
        assert bands[3][row] == b"\xff" * width
    assert os.listdir(tmp_path) == ["x.tif"]


def test_two_exports_share_their_grid(server, tmp_path):
    layer = xyz(server, "a")
    box = tile_box(18, 140000, 88000)
    grids = []
    for shift in (0.0, 3.7):
        moved = QgsRectangle(box.xMinimum() + shift, box.yMinimum(), box.xMaximum() + shift, box.yMaximum())
        grids.append(export.plan_export(export.snapshot(layer, WANTED), region.rectangle(moved, MERCATOR, layer)))
    step = grids[0].pixel_width * TILE_PX
    assert ((grids[1].x_min - grids[0].x_min) / step) % 1 == pytest.approx(0)


@pytest.mark.parametrize(("resolution_m", "zoom"), [(0.3, 18), (0.2, 19), (10.0, 13), (0.01, 19)])
def test_the_zoom_follows_the_model_on_the_ground(server, resolution_m, zoom):
    service = tile_fetch.TileService("", 0, 19)
    wanted = InputInfo("uint8", resolution_m, resolution_m * 0.8, resolution_m * 1.25)
    assert tile_fetch.choose_zoom(service, 0.6428, wanted) == zoom  # at 50 degrees north


def test_a_zoom_in_the_models_range_goes_before_a_nearer_one_outside():
    service = tile_fetch.TileService("", 0, 19)
    wanted = InputInfo("uint8", 0.5, 0.45, 1.3)  # 0.597 m lies in the range, 1.19 m too; 0.2986 m does not
    assert tile_fetch.choose_zoom(service, 1.0, wanted) == 18


def test_missing_tiles_are_counted_and_transparent(server, tmp_path):
    layer = xyz(server, "miss")
    report = run_export(layer, region_of(layer, 18, 140000, 88000, 4, 2), tmp_path / "m.tif")
    columns = report.grid.width // TILE_PX
    odd = sum((report.grid.first_tile[0] + c) % 2 for c in range(columns))
    assert report.missing_tiles == odd * (report.grid.height // TILE_PX) > 0
    assert str(report.missing_tiles) in report.warnings[0]
    _, bands, _ = pixels(report.path)
    for c in range(columns):
        is_missing = (report.grid.first_tile[0] + c) % 2
        assert bands[3][c * TILE_PX] == (0 if is_missing else 255)


def test_tiles_that_fail_once_are_asked_for_again(server, tmp_path):
    layer = xyz(server, "flaky")
    assert run_export(layer, region_of(layer, 18, 140000, 88000, 2, 1), tmp_path / "f.tif").missing_tiles == 0


@pytest.mark.parametrize("kind", ["none", "empty"])
def test_no_tile_at_all_is_an_error_and_leaves_no_file(server, tmp_path, kind):
    layer = xyz(server, kind)
    with pytest.raises(JobError, match=kind) as caught:
        run_export(layer, region_of(layer, 18, 140000, 88000, 2, 1), tmp_path / "n.tif")
    assert caught.value.code == "layer.export"
    assert os.listdir(tmp_path) == []


def test_a_service_that_is_not_there_is_given_up_soon(tmp_path, qgis_app, monkeypatch):
    monkeypatch.setattr(tile_fetch, "FIRST_PAUSE_S", 0.01)
    gone = QgsRasterLayer("type=xyz&url=http://127.0.0.1:9/%7Bz%7D/%7Bx%7D/%7By%7D.png&zmin=0&zmax=19", "gone", "wms")
    started = time.monotonic()
    with pytest.raises(JobError) as caught:
        run_export(gone, region_of(gone, 18, 140000, 88000, 20, 20), tmp_path / "g.tif")
    assert caught.value.code == "layer.export"
    assert time.monotonic() - started < 10


def test_cancel_stops_an_export_within_a_second_and_leaves_no_file(tmp_path, qgis_app):
    slow = TileServer(slow_s=0.5)
    layer = xyz(slow, "slow")
    feedback, cancelled_at = QgsFeedback(), []

    def cancel():
        cancelled_at.append(time.monotonic())
        feedback.cancel()

    QTimer.singleShot(400, cancel)
    with pytest.raises(Cancelled):
        run_export(layer, region_of(layer, 18, 140000, 88000, 20, 20), tmp_path / "c.tif", feedback)
    assert time.monotonic() - cancelled_at[0] < 1.0
    assert os.listdir(tmp_path) == []
    slow.close()


def test_too_large_a_region_is_refused_before_anything_is_fetched(server, tmp_path):
    layer = xyz(server, "a")
    server.requests.clear()
    with pytest.raises(JobError) as caught:
        run_export(layer, Region(), tmp_path / "l.tif")
    assert caught.value.code == "layer.too_large"
    assert server.requests == []


def test_the_referer_goes_along_and_addresses_are_filled(server, tmp_path):
    assert tile_fetch.tile_service(server.uri("a")).url.endswith("/a/{z}/{x}/{y}.png")
    service = tile_fetch.TileService("h/{z}/{x}/{-y}/{q}")
    assert tile_fetch.tile_url(service, 3, 3, 5) == "h/3/3/2/213"
    old_style = tile_fetch.tile_service("type=xyz&referer=https://me&url=h/%7Bz%7D/%7Bx%7D/%7By%7D")
    assert old_style.headers == (("Referer", "https://me"),)
    assert tile_fetch.tile_service("crs=EPSG:32632&format=image/png&layers=a&url=h") is None


def test_progress_reaches_the_end(server, tmp_path):
    layer, feedback, seen = xyz(server, "a"), QgsFeedback(), []
    feedback.progressChanged.connect(seen.append)
    run_export(layer, region_of(layer, 18, 140000, 88000, 2, 2), tmp_path / "p.tif", feedback)
    assert seen[-1] == 100
    assert seen == sorted(seen)


# --- what an export that ends early leaves


@pytest.fixture
def removals(monkeypatch):
    """Each part file that was removed, and whether this process had it open then, which Windows would refuse."""
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("needs /proc")
    seen, remove = [], os.remove

    def spy(path):
        if str(path).endswith(".part.tif"):
            seen.append((os.path.basename(path), os.path.realpath(path) in open_files()))
        remove(path)

    monkeypatch.setattr(os, "remove", spy)
    return seen


def open_files():
    paths = []
    for number in os.listdir("/proc/self/fd"):
        try:
            paths.append(os.readlink(f"/proc/self/fd/{number}"))
        except OSError:  # noqa: PERF203 - closed in the meantime, as the listing's own
            continue
    return paths


def cancelled():
    feedback = QgsFeedback()
    feedback.cancel()
    return feedback


def memory_layer(path):
    write_raster(path, columns=300, rows=300, bands=3, kind=gdal.GDT_UInt16)
    return QgsRasterLayer(path, "memory", "gdal")


def test_a_cancelled_export_of_tiles_closes_its_file_before_it_is_removed(server, tmp_path, removals):
    layer = xyz(server, "a")
    with pytest.raises(Cancelled):
        run_export(layer, region_of(layer, 18, 140000, 88000, 2, 1), tmp_path / "c.tif", cancelled())
    assert removals == [("c.tif.part.tif", False)]


def test_a_cancelled_export_of_blocks_closes_its_file_before_it_is_removed(qgis_app, tmp_path, removals):
    path = "/vsimem/landweave_cancelled.tif"
    with pytest.raises(Cancelled):
        run_export(memory_layer(path), Region(), tmp_path / "c.tif", cancelled())
    assert removals == [("c.tif.part.tif", False)]
    gdal.Unlink(path)


def test_a_failed_export_closes_its_file_before_it_is_removed(server, tmp_path, removals):
    layer = xyz(server, "none")
    with pytest.raises(JobError) as caught:
        run_export(layer, region_of(layer, 18, 140000, 88000, 2, 1), tmp_path / "f.tif")
    assert (caught.value.code, removals) == ("layer.export", [("f.tif.part.tif", False)])


def test_an_error_of_gdal_itself_holds_no_file_open(qgis_app, tmp_path, removals, monkeypatch):
    def flush(dataset):
        raise RuntimeError("no more room")  # this frame has the dataset, and belongs to the cause only

    path = "/vsimem/landweave_failed.tif"
    layer = memory_layer(path)
    monkeypatch.setattr(gdal.Dataset, "FlushCache", flush)
    with pytest.raises(JobError, match="no more room") as caught:
        run_export(layer, Region(), tmp_path / "g.tif")
    assert (caught.value.code, removals) == ("output.read_only", [("g.tif.part.tif", False)])
    monkeypatch.undo()
    gdal.Unlink(path)


def test_a_part_that_cannot_be_removed_does_not_hide_why_it_ended(server, tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "in use", str(path))

    layer = xyz(server, "a")
    monkeypatch.setattr(os, "remove", refuse)
    with pytest.raises(Cancelled):
        run_export(layer, region_of(layer, 18, 140000, 88000, 2, 1), tmp_path / "c.tif", cancelled())


# --- WMS


def test_wms_pixels_have_the_models_size_and_the_right_place(server, tmp_path):
    layer = QgsRasterLayer(server.wms_uri(), "wms", "wms")
    assert layer.isValid()
    utm = QgsCoordinateReferenceSystem("EPSG:32632")
    where = region.rectangle(QgsRectangle(500003, 5499003, 500303, 5499203), utm, layer)
    report = run_export(layer, where, tmp_path / "w.tif", wanted=InputInfo("uint8", 1.0, 0.5, 2.0))
    grid = report.grid
    assert (grid.pixel_width, grid.width % 256, grid.height % 256) == (pytest.approx(1.0, rel=0.005), 0, 0)
    _, bands, _ = pixels(report.path)
    left, top = round(grid.x_min / grid.pixel_width), round(-grid.y_max / grid.pixel_height)
    wrong = [
        (i, j) for j in range(0, grid.height, 37) for i in range(0, grid.width, 29)
        if tuple(bands[b][j * grid.width + i] for b in range(4)) != ((left + i) & 255, (top + j) & 255, 77, 255)
    ]
    assert wrong == []


# --- rasters with bands of their own


def test_memory_rasters_keep_bands_type_nodata_and_every_pixel(tmp_path, qgis_app):
    path = "/vsimem/landweave_export.tif"
    write_raster(path, columns=700, rows=300, bands=5, kind=gdal.GDT_UInt16, nodata=3, names=("a", "b", "B08", "B04", "e"))
    layer = QgsRasterLayer(path, "memory", "gdal")
    where = region.rectangle(QgsRectangle(500150, 5499900, 500200, 5499990), layer.crs(), layer)
    report = run_export(layer, where, tmp_path / "b.tif")
    assert (report.grid.width, report.grid.height, report.grid.x_min) == (256, 256, 500000 + 0.5 * 256)
    dataset, bands, _ = pixels(report.path)
    original = gdal.Open(path)
    for number in range(1, 6):
        assert bands[number - 1] == original.GetRasterBand(number).ReadRaster(256, 0, 256, 256)
    assert dataset.GetRasterBand(1).GetNoDataValue() == 3
    assert [dataset.GetRasterBand(n).GetDescription() for n in (3, 4)] == ["B08", "B04"]
    del original
    gdal.Unlink(path)


def test_virtual_rasters_are_computed(tmp_path, qgis_app):
    path = write_raster(tmp_path / "a.tif", bands=1)
    uri = ("?crs=EPSG:32632&extent=500000,5499980,500030,5500000&width=60&height=40"
           f'&formula="a@1" * 2&a:uri={path}&a:provider=gdal')
    layer = QgsRasterLayer(uri, "virtual", "virtualraster")
    assert layer.isValid()
    report = run_export(layer, Region(), tmp_path / "v.tif")
    dataset, _, size = pixels(report.path)
    doubled = dataset.GetRasterBand(1).ReadRaster(buf_type=gdal.GDT_UInt16)
    source = gdal.Open(path)
    original = source.GetRasterBand(1).ReadRaster(buf_type=gdal.GDT_UInt16)
    assert size == 2400
    assert memoryview(doubled).cast("H").tolist() == [2 * v for v in memoryview(original).cast("H").tolist()]


def test_a_folder_that_cannot_be_written_is_named(server, tmp_path):
    layer = xyz(server, "a")
    with pytest.raises(JobError) as caught:
        run_export(layer, region_of(layer, 18, 140000, 88000), tmp_path / "missing" / "x.tif")
    assert caught.value.code == "output.read_only"


def test_exports_do_not_block_the_main_thread(server, tmp_path):
    """The interpreter lock is free while tiles are waited for: a timer in the main thread keeps ticking."""
    slow = TileServer(slow_s=0.3)
    layer, ticks = xyz(slow, "slow"), []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start(20)
    run_export(layer, region_of(layer, 18, 140000, 88000, 3, 2), tmp_path / "t.tif")
    timer.stop()
    slow.close()
    gaps = [b - a for a, b in zip(ticks, ticks[1:])]
    assert max(gaps) < 0.25
    assert threading.active_count() < 30
