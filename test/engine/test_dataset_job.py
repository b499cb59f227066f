"""The dataset jobs through the engine's one door, and the command line."""

import json

import numpy as np
import pytest
from landweave.core.contract.errors import JobError
from landweave.core.contract.events import Log, Progress
from landweave.core.contract.job_parts import RasterSource
from landweave.core.contract.jobs import DatasetJob, ExportChipsJob, ImportLabelsJob, job_from_plain, job_to_plain
from landweave.core.engine.cli import main, parser
from landweave.core.engine.dataset_cli import dataset_job
from landweave.core.engine.run import run_job
from landweave.test import label_projects as made
from PIL import Image


@pytest.fixture
def folder(tmp_path):
    """A tutorial's folder with one mask too few."""
    for name in ("images", "masks"):
        (tmp_path / "data" / name).mkdir(parents=True)
    for number in range(3):
        Image.fromarray(np.full((16, 16, 3), number, np.uint8)).save(tmp_path / f"data/images/{number}.png")
    for number in range(2):
        Image.fromarray(np.eye(16, dtype=np.uint8) * np.uint8(255)).save(tmp_path / f"data/masks/{number}.png")
    return tmp_path / "data"


def test_scan(folder):
    events = []
    result = run_job(DatasetJob(str(folder)), events.append, lambda: False, "7")
    assert result.facts["pairs"]["train"] == 2
    assert result.facts["labels"] == {"0": "background", "255": "foreground"}
    log = next(e for e in events if isinstance(e, Log))
    assert (log.id, log.level, log.code, log.data["count"]) == ("7", "warning", "dataset.missing_mask", 1)
    assert [(e.stage, e.done, e.total) for e in events if isinstance(e, Progress)] == [("scan", done, 2) for done in range(3)]
    json.dumps(result.facts)


def test_import_then_export(tmp_path):
    truth = made.write_image(tmp_path / "i.tif", 128, 128)
    Image.fromarray(truth).save(tmp_path / "classes.png")
    raster = RasterSource(str(tmp_path / "i.tif"))
    project, out = str(tmp_path / "p.gpkg"), str(tmp_path / "out")
    done = run_job(ImportLabelsJob(project, raster, str(tmp_path / "classes.png"), chip_px=64), lambda event: None, lambda: False)
    assert (done.outputs, done.facts["areas"]) == ({"project": project}, {"train": 3, "check": 1})
    result = run_job(ExportChipsJob(project, out), lambda event: None, lambda: False)
    assert result.facts["chips"] == {"train": 3, "val": 1}
    assert result.facts["class_px"] == {str(k): int((truth == k).sum()) for k in range(3)}
    facts = run_job(DatasetJob(out), lambda event: None, lambda: False).facts
    assert (facts["usable"], facts["pairs"]) == (True, {"train": 3, "val": 1, "test": 0})


@pytest.mark.parametrize("job", [
    DatasetJob("f", labels={"0": "a"}), ExportChipsJob("p", "o", {"a": RasterSource("b")}, 64, "tif"),
    ImportLabelsJob("p", RasterSource("r"), "l", class_field="k", classes={"1": "a"}),
])
def test_jobs_cross_the_wire(job):
    assert job_from_plain(json.loads(json.dumps(job_to_plain(job)))) == job


@pytest.mark.parametrize("job", [
    DatasetJob(""), DatasetJob("f", labels={"0": "a"}, colors={"#000000": "a"}), DatasetJob("f", most=-1),
    ExportChipsJob("", "o"), ExportChipsJob("p", ""), ExportChipsJob("p", "o", mask_format="jpg"),
    ExportChipsJob("p", "o", chip_px=-1),
    ImportLabelsJob("", RasterSource("r"), "l"), ImportLabelsJob("p", RasterSource(""), "l"),
    ImportLabelsJob("p", RasterSource("r"), ""),
    ImportLabelsJob("p", RasterSource("r"), "l", check_share=1.0),
])
def test_what_can_never_be_right_is_refused(job):
    with pytest.raises(JobError) as raised:
        job.validate()
    assert raised.value.code == "job.invalid"


def test_command_line(tmp_path, folder, capsys):
    assert main(["dataset", "scan", str(folder), "--class", "0=land", "--class", "255=road"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out[printed.out.index("{"):])["labels"] == {"0": "land", "255": "road"}
    assert "have no mask" in printed.err
    assert main(["dataset", "scan", str(tmp_path / "nowhere")]) == 1
    assert "there is no such folder" in capsys.readouterr().err


def test_command_line_options():
    options = parser().parse_args(["dataset", "import", "p.gpkg", "i.tif", "l.geojson", "--class-field", "kind",
                                   "--class", "1=road", "--unlabelled", "background", "--check-share", "0.3"])
    assert dataset_job(options) == ImportLabelsJob("p.gpkg", RasterSource("i.tif"), "l.geojson", class_field="kind",
                                                   classes={"1": "road"}, check_share=0.3, unlabelled="background")
    options = parser().parse_args(["dataset", "scan", "f", "--class", "#3c1098=building", "--masks", "gt/*"])
    assert dataset_job(options) == DatasetJob("f", "", "gt/*", {}, {"#3c1098": "building"})
    with pytest.raises(JobError):
        dataset_job(parser().parse_args(["dataset", "scan", "f", "--class", "road"]))


def test_command_line_reads_all_areas_from_another_raster(tmp_path):
    made.write_image(tmp_path / "i.tif", 64, 64)
    path = made.write_project(tmp_path / "p.gpkg", [("a", "train", "gone.tif", made.box(0, 0, 64, 64))],
                              [("a", 1, made.box(0, 0, 64, 64))])
    command = ["dataset", "export", str(path), str(tmp_path / "out")]
    assert main(command) == 1
    assert main([*command, "--raster", str(tmp_path / "i.tif")]) == 0
    assert (tmp_path / "out/manifest.json").is_file()
