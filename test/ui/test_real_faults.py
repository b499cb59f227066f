"""The real engine under attack: killed, out of memory, cancelled, fed with what it cannot use. QGIS lives and says what to do."""

import contextlib
import json
import logging
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import time

import pytest
from landweave.core.contract.events import Failure, Progress, Result, Stopped
from landweave.core.contract.job_parts import PolygonOptions
from landweave.core.contract.jobs import SegmentJob
from landweave.test.ui.real_engine import (
    PYTHON,
    TILE_PX,
    Killer,
    add_layer,
    crop_sample,
    digest,
    final_files,
    in_stage,
    needs_engine,
    polygon_rows,
    processes_of,
    small_model_of,
)
from landweave.ui import layers
from landweave.ui.engine import PYTHON_VARIABLE
from landweave.ui.segment_page import IDLE
from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle

pytestmark = [
    needs_engine,
    pytest.mark.skipif(os.name != "posix", reason="signals and mounts of POSIX"),
]
log = logging.getLogger(__name__)


@pytest.fixture(scope="module")
def small_model(tmp_path_factory):
    return small_model_of(tmp_path_factory)


@pytest.fixture
def host(real_host):
    return real_host


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """Sixteen cores in four blocks."""
    return crop_sample(tmp_path_factory.mktemp("scene") / "scene.tif", 230, 240)


@pytest.fixture(scope="module")
def undisturbed(warm_host, small_model, scene, tmp_path_factory):
    """The folder of a run that nothing disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    source = layers.raster_source(QgsRasterLayer(scene, "scene", "gdal"), (1, 2, 3))
    job = SegmentJob(source, str(small_model), str(folder), "map", polygons=PolygonOptions(), tile_px=TILE_PX)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PYTHON_VARIABLE, PYTHON)
        last = list(warm_host.events(job, lambda: False))[-1]
    assert isinstance(last, Result), last
    return folder


@pytest.fixture
def straight(undisturbed, person, small_model, scene, tmp_path):
    """The page set for the same run into tmp_path/out; what its result must equal."""
    person.set(add_layer(scene), small_model, tmp_path / "out", tile_px=TILE_PX)
    return undisturbed


def check_same(one, other):
    """The same maps, and no file besides; the styles that QGIS keeps beside a result do not count."""
    assert digest(one / "map.tif") == digest(other / "map.tif")
    assert polygon_rows(one / "map.gpkg") == polygon_rows(other / "map.gpkg")
    assert set(final_files(one)) - {"map.qml"} == set(final_files(other)) - {"map.qml"}


def blocks_in(folder):
    return sorted(p.name for p in folder.glob("map.landweave/classes_*.tif"))


# the engine's death


BEFORE_READY = in_stage("prepare", -1.0)
SIGNALS = {signal.SIGKILL: ("SIGKILL", "ran out of memory"), signal.SIGSEGV: ("SIGSEGV", "crashed in compiled code")}


@pytest.mark.parametrize("numbers", [(signal.SIGKILL, signal.SIGSEGV), (signal.SIGSEGV, signal.SIGKILL)], ids=["kill", "segv"])
def test_a_killed_engine_is_told_and_the_run_goes_on_to_the_same_bytes(person, host, straight, tmp_path, numbers):
    """Killed before it is ready, in the middle of the network's work and while polygons are made, on one and the same result."""
    moments = [BEFORE_READY, in_stage("segment", 0.6), in_stage("polygons", -1.0)]
    out, kept = tmp_path / "out", []
    for moment, number in zip(moments, (numbers[0], numbers[1], numbers[0])):
        killer = Killer(host, moment, number)
        said = person.failure("engine.crashed")
        assert killer.pid
        assert processes_of(killer.pid) == []
        assert all(words in said for words in (*SIGNALS[number], "Run again: finished blocks are kept"))
        assert person.page.state == IDLE
        assert [layer.name() for layer in QgsProject.instance().mapLayers().values()] == ["scene"]
        assert not out.exists() or final_files(out) == []
        kept.append(len(blocks_in(out)))
    assert kept[0] == 0
    assert 1 <= kept[1] < kept[2] == 4
    host.on_event = None
    person.result()
    check_same(out, straight)


def test_too_little_memory_is_survived_or_told_and_the_run_goes_on(person, host, straight, tmp_path):
    """A new engine may take 150 MB beyond what it has when the network's work begins; the next gets all that it wants."""
    host.environment_changed()  # one that has worked keeps its memory and would need no more
    starved = []

    def starve(event):
        if isinstance(event, Progress) and event.stage == "segment" and not starved:
            starved.append(host.pid)
            pages = int(pathlib.Path(f"/proc/{host.pid}/statm").read_text().split()[0])
            limit_memory(host.pid, pages * resource.getpagesize() + (150 << 20))

    host.on_event = starve
    outcome = person.run()
    log.warning("with 150 MB: %s", person.said() or "a result")
    if isinstance(outcome, Failure):
        assert outcome.code in ("memory", "memory.job", "engine.crashed")
        assert re.search("memory|Resource temporarily unavailable", person.said())
        assert final_files(tmp_path / "out") == []
    assert starved
    host.on_event = None
    host.environment_changed()
    person.result()
    check_same(tmp_path / "out", straight)


def limit_memory(pid, size):
    resource.prlimit(pid, resource.RLIMIT_AS, (size, resource.RLIM_INFINITY))


# cancel


def test_cancel_is_seen_at_once_keeps_blocks_and_resume_gives_the_same_bytes(person, host, straight, tmp_path):
    out = tmp_path / "out"
    reached = in_stage("segment", 0.6)
    seen = []
    host.on_event = lambda event: seen.append(event) if reached(event) else None
    person.start()
    person.wait_for(lambda: bool(seen))
    began = time.monotonic()
    person.page.button.click()
    assert isinstance(person.wait(), Stopped)
    seconds = time.monotonic() - began
    log.warning("cancel was shown after %.2f s", seconds)
    assert seconds < 5
    assert "Finished blocks are kept" in person.said()
    assert final_files(out) == []
    host.on_event = None
    person.wait_for(lambda: "finished blocks are taken over" in " ".join(person.page.plan.notes()))
    kept = {name: digest(out / "map.landweave" / name) for name in blocks_in(out)}
    assert kept
    person.result()
    check_same(out, straight)


# what cannot be used


def edited(model, folder, name, change):
    """A copy of a model package with one JSON file changed."""
    shutil.copytree(model, folder)
    values = json.loads((folder / name).read_text())
    change(values)
    (folder / name).write_text(json.dumps(values))
    return folder


def unknown_architecture(model, folder):
    edited(model, folder, "config.json", lambda c: c.update(_model_class="Skynet"))
    card = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**card, "architecture": "Skynet"}))


def wrong_shape(model, folder):
    edited(model, folder, "config.json", lambda c: c.update(decoder_channels=[32, 16, 16]))


def a_pickle_beside(model, folder):
    shutil.copytree(model, folder)
    (folder / "model.safetensors").rename(folder / "model.pth")


def a_pickle_in_disguise(model, folder):
    shutil.copytree(model, folder)
    (folder / "model.safetensors").write_bytes(b"\x80\x04\x95" + b"cposix\nsystem\n" + bytes(64))


MODELS = {
    "unknown architecture": (unknown_architecture, "model.architecture", ("Skynet", "Update Landweave")),
    "wrong shape": (wrong_shape, "model.shape", ("do not fit its network", "get the model again")),
    "pickle": (a_pickle_beside, "model.unsafe", ("was refused", "safetensors")),
    "pickle in disguise": (a_pickle_in_disguise, "model.unsafe", ("is a pickle", "safetensors")),
}


@pytest.mark.parametrize("case", sorted(MODELS))
def test_a_bad_model_is_refused_in_words(case, person, small_model, scene, tmp_path):
    spoil, code, words = MODELS[case]
    folder = tmp_path / "bad"
    spoil(small_model, folder)
    person.set(add_layer(scene), folder, tmp_path / "out")
    assert person.page.model.folder() == str(folder)
    said = person.failure(code)
    assert all(word in said for word in (*words, str(folder)))
    assert not (tmp_path / "out").exists() or os.listdir(tmp_path / "out") == []


def test_a_truncated_file_is_told_and_leaves_nothing_under_a_final_name(person, small_model, tmp_path):
    path = pathlib.Path(crop_sample(tmp_path / "scene.tif", 400, 400))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    person.set(add_layer(path), small_model, tmp_path / "out")
    said = person.failure("raster.unreadable")
    assert str(path) in said
    assert "may be damaged or incomplete" in said
    assert final_files(tmp_path / "out") == []


def test_a_file_that_vanished_is_told(person, small_model, tmp_path):
    path = crop_sample(tmp_path / "scene.tif", 60, 60)
    person.set(add_layer(path), small_model, tmp_path / "out")
    os.remove(path)
    assert "does not exist" in person.failure("raster.missing")


def test_nothing_but_nodata_is_told(person, small_model, tmp_path):
    path = crop_sample(tmp_path / "scene.tif", 70, 70, row=5000, col=5000, noData=0)  # far beyond the sample
    person.set(add_layer(path), small_model, tmp_path / "out")
    said = person.failure("raster.all_nodata")
    assert "there is nothing to map" in said
    assert os.listdir(tmp_path / "out") == []


@pytest.fixture
def mounted(tmp_path):
    """`mounted(options)`: a small file system of its own in memory; skips where mounting is not permitted."""
    folders = []

    def mount(options):
        folder = tmp_path / f"mounted{len(folders)}"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            pytest.skip(f"mounting is not permitted here: {done.stderr.strip()}")
        folders.append(folder)
        return folder

    yield mount
    for folder in folders:
        subprocess.run(["umount", "-l", folder], check=False)


def test_a_read_only_folder_is_told(person, small_model, scene, mounted):
    folder = mounted("size=1m,ro")
    person.set(add_layer(scene), small_model, folder)
    said = person.failure("output.read_only")
    assert str(folder) in said
    assert "Choose another output folder" in said


def test_a_disk_that_fills_up_during_the_run_is_told_and_resume_works(person, host, straight, mounted):
    """Something else takes all the room after the first block."""
    folder = mounted("size=3m")
    began = in_stage("segment", 0.2)

    def fill(event):
        if began(event) and not (folder / "hog").exists():
            with contextlib.suppress(OSError), open(folder / "hog", "wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))

    host.on_event = fill
    person.set(folder=folder)
    said = person.failure("output.disk_full")
    assert str(folder) in said
    assert "Free some space and run again" in said
    assert final_files(folder) == ["hog"]
    host.on_event = None
    (folder / "hog").unlink()
    person.result()
    check_same(folder, straight)


def test_a_disk_too_small_from_the_start_is_told(person, small_model, scene, mounted):
    folder = mounted("size=200k")
    person.set(add_layer(scene), small_model, folder)
    assert "free in" in person.failure("output.disk_small")
    assert final_files(folder) == []


# what the page itself sees


def test_without_a_layer_the_button_says_what_to_do(person, small_model):
    person.set(model=small_model)
    person.page.button.click()
    assert "There is no raster layer to map. Add a raster layer" in person.said()
    assert person.page.state == IDLE


def test_a_region_elsewhere_and_an_empty_one_are_told(person, small_model, scene):
    layer = add_layer(scene)
    person.set(layer, small_model)
    person.draw(QgsRectangle(0, 0, 10, 10), layer.crs())
    person.page.button.click()
    assert "does not touch" in person.said()
    centre = layer.extent().center()
    person.draw(QgsRectangle(centre, centre), layer.crs())
    person.page.button.click()
    assert "The region is empty" in person.said()
    assert person.page.state == IDLE


def test_missing_bands_are_asked_for_and_told(person, small_model, tmp_path, monkeypatch):
    from landweave.ui import bands_dialog

    asked = []
    monkeypatch.setattr(bands_dialog, "choose_bands", lambda card, layer, parent: asked.append(layer.name()))
    path = crop_sample(tmp_path / "scene.tif", 60, 60, bandList=[1], creationOptions=["PHOTOMETRIC=MINISBLACK"])
    person.set(add_layer(path, "gray"), small_model)
    person.wait_for(lambda: not person.page.plan.bands.isHidden())
    assert "The model needs the bands red, green, blue" in " ".join(person.page.plan.notes())
    person.page.button.click()
    assert asked == ["gray"]
    assert person.page.state == IDLE
