"""The commands about maps, as they are typed: several rasters, plans, what is printed, exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
from landweave.core.engine import cli
from landweave.test import label_projects as made

from .conftest import write_raster

BOOT = Path(cli.__file__).with_name("boot.py")
SMALL = ["--tile-px", "160", "--halo-px", "32", "--threads", "1"]


@pytest.fixture
def rasters(tmp_path, scene):
    """A folder with two rasters and a file that is none."""
    (tmp_path / "in").mkdir()
    for name, size in (("a.tif", 90), ("c.tif", 120)):
        write_raster(tmp_path / "in" / name, np.ascontiguousarray(scene[:, :size, :100]))
    (tmp_path / "in" / "b.tif").write_text("nothing")
    return tmp_path / "in"


def test_many_rasters_one_result_each_and_the_broken_one_is_named(rasters, exact_model, tmp_path, capsys):
    out = tmp_path / "out"
    command = ["segment", str(rasters), "--model", exact_model, "--output", str(out), "--no-polygons", *SMALL]
    assert cli.main(command) == 1
    text = capsys.readouterr()
    assert sorted(path.name for path in out.glob("*.tif")) == ["a_classes.tif", "c_classes.tif"]
    assert "2 of 3 rasters mapped" in text.out
    assert f"failed: {rasters / 'b.tif'}: " in text.out
    assert "{" not in text.out
    assert "[3/3]" in text.err
    (rasters / "b.tif").unlink()
    assert cli.main(command) == 0


def test_many_rasters_as_json(rasters, exact_model, tmp_path, capfdbinary):
    command = ["--events", "json", "segment", str(rasters / "*.tif"), "--model", exact_model, "--output", str(tmp_path / "out"),
               "--no-polygons", *SMALL]
    assert cli.main(command) == 1
    events = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    ends = [(e["id"], e["type"]) for e in events if e["type"] in ("result", "failure")]
    assert ends == [("1", "result"), ("2", "failure"), ("3", "result")]
    failure = next(e for e in events if e["type"] == "failure")
    assert failure["code"] == "raster.unreadable"


def test_a_dry_run_writes_nothing(rasters, exact_model, tmp_path, capsys):
    (rasters / "b.tif").unlink()
    command = ["segment", str(rasters), "--model", exact_model, "--output", str(tmp_path / "out"), "--dry-run", *SMALL]
    before = sorted(path for path in tmp_path.rglob("*"))
    assert cli.main(command) == 0
    text = capsys.readouterr().out
    assert sorted(path for path in tmp_path.rglob("*")) == before
    for word in (f"raster:  {rasters / 'a.tif'}", "device:  cpu", "0.01 Mpx", "halo of 32 px", "time:    about", "memory:  about",
                 "disk:    at most", "2 of 2 rasters would be mapped"):
        assert word in text
    assert cli.main(["segment", str(rasters / "a.tif"), "--model", exact_model, "--output", "o", "--dry-run"]) == 0
    assert "rasters" not in capsys.readouterr().out.replace("raster:", "")
    assert cli.main(["segment", str(rasters / "no.tif"), "--model", exact_model, "--output", "o", "--dry-run"]) == 1


def test_a_name_belongs_to_one_raster(rasters, exact_model, capsys):
    assert cli.main(["segment", str(rasters), "--model", exact_model, "--output", "o", "--name", "x"]) == 1
    assert "--name belongs to a single raster" in capsys.readouterr().err
    assert cli.main(["segment", "no/*.tif", "--model", exact_model, "--output", "o"]) == 1
    assert "no/*.tif" in capsys.readouterr().err


def write_classes(path, values):
    place = rasterio.Affine(0.5, 0, made.X0, 0, -0.5, made.Y0)
    with rasterio.open(path, "w", driver="GTiff", width=values.shape[1], height=values.shape[0], count=1, dtype="uint8",
                       nodata=255, crs=made.CRS, transform=place) as file:
        file.write(values, 1)
        file.update_tags(1, class_0="roof", class_1="grass", class_2="road")
    return str(path)


def test_polygonize_and_evaluate(tmp_path, capsys):
    truth = np.kron(np.array([[0, 1], [1, 2]]), np.ones((20, 20))).astype(np.uint8)
    shown = truth.copy()
    shown[:5] = 1
    path, known = write_classes(tmp_path / "m.tif", shown), write_classes(tmp_path / "t.tif", truth)
    assert cli.main(["polygonize", path, str(tmp_path / "p.geojson"), "--only", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[1:]] == [["class", "m²", "polygons"], ["grass", "225", "2"], ["2", "polygons"]]
    assert len(json.loads((tmp_path / "p.geojson").read_text())["features"]) == 2  # they touch at a corner only
    assert cli.main(["evaluate", path, str(tmp_path / "rep"), "--reference", known]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"report: {tmp_path / 'rep' / 'report.html'}"
    assert [line.split()[0] for line in lines[5:9]] == ["class", "roof", "grass", "road"]
    assert [line.split()[1] for line in lines[5:9]] == ["user's", "100.0", "88.9", "100.0"]
    assert lines[9] == "overall accuracy 93.8 %, mean IoU 88.0 %, 1,600 pixels compared"


@pytest.mark.parametrize("wrong", [["evaluate", "m", "o"], ["evaluate", "m", "o", "--reference", "r", "--project", "p"],
                                   ["polygonize", "m", "p.gpkg", "--only", "x"], ["segment", "--output", "o"], ["nothing"]])
def test_wrong_usage_is_2(wrong, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(wrong)
    assert end.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_wrong_values_are_1(tmp_path, capsys):
    assert cli.main(["polygonize", "m.tif", str(tmp_path / "p.txt")]) == 1
    assert ".geojson" in capsys.readouterr().err
    assert cli.main(["evaluate", "m.tif", "o", "--points", "p.gpkg"]) == 1
    assert "no field with the class" in capsys.readouterr().err
    assert cli.main(["polygonize", "m.tif", "p.gpkg", "--class", "roof"]) == 1
    assert "VALUE=NAME" in capsys.readouterr().err


def test_chips(tmp_path, capsys):
    made.write_image(tmp_path / "i.tif")
    project = made.write_project(tmp_path / "p.gpkg", [("a", "train", "i.tif", made.box(0, 0, 64, 64))],
                                 [("a", 0, made.box(0, 0, 64, 64))])
    assert cli.main(["chips", str(project), str(tmp_path / "chips")]) == 0
    assert json.loads(capsys.readouterr().out.split("{", 1)[1].join(["{", ""]))["chips"]["train"] == 1


@pytest.mark.skipif(os.name == "nt", reason="a signal cannot be sent to one process there")
def test_ctrl_c_stops_in_order(exact_model, tmp_path, scene):
    raster = write_raster(tmp_path / "r.tif", np.ascontiguousarray(np.tile(scene, (1, 4, 4))))
    command = [sys.executable, str(BOOT), "--events", "json", "segment", raster, "--model", exact_model, "--output",
               str(tmp_path / "out"), "--tile-px", "128", "--halo-px", "32", "--block-px", "64", "--threads", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        end = time.monotonic() + 100
        for line in process.stdout:
            event = json.loads(line)
            if (event["type"] == "progress" and event["stage"] == "segment" and event["done"] > 0) or time.monotonic() > end:
                break
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the whole group, its workers too
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert b"finished blocks are kept" in said
    assert b"Traceback" not in said
    assert not list((tmp_path / "out").glob("*.tif"))
