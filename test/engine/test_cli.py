"""The command line: the same jobs, and scenes."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from landweave.core.contract.jobs import SegmentJob
from landweave.core.engine import cli
from landweave.core.engine.model_names import DEFAULT_MODEL
from landweave.core.engine.segment_cli import segment_jobs
from landweave.core.scenes import make_scene

BOOT = Path(cli.__file__).with_name("boot.py")


def test_a_scene_is_written_with_its_labels(tmp_path, capsys):
    size = ["--rows", "90", "--cols", "120", "--resolution-m", "0.5"]
    assert cli.main(["scene", "--output", str(tmp_path / "new"), "--seed", "41", *size]) == 0
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [path.name for path in paths] == ["scene_00041.tif", "scene_00041_labels.tif"]
    expected = make_scene(41, 90, 120, 0.5)
    with rasterio.open(paths[0]) as picture, rasterio.open(paths[1]) as labels:
        assert np.array_equal(picture.read(), expected.image)
        assert np.array_equal(labels.read(1), expected.labels)
        assert picture.transform == labels.transform
        assert (picture.res, picture.crs) == ((0.5, 0.5), labels.crs)


def test_several_scenes_have_the_next_seeds(tmp_path):
    assert cli.main(["scene", "--output", str(tmp_path), "--seed", "3", "--count", "2", "--rows", "40", "--cols", "40"]) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["scene_00003.tif", "scene_00003_labels.tif", "scene_00004.tif",
                                                          "scene_00004_labels.tif"]


@pytest.mark.parametrize(("option", "value", "said"), [("--style", "moon", "suburb"), ("--rows", "0", "rows"),
                                                       ("--seed", "-1", "seed"), ("--count", "0", "count"),
                                                       ("--resolution-m", "9", "resolution_m")])
def test_a_wrong_value_is_said(tmp_path, capsys, option, value, said):
    assert cli.main(["scene", "--output", str(tmp_path / "none"), option, value]) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_help_and_version_need_no_heavy_library():
    code = ("import runpy, sys; boot = runpy.run_path(sys.argv[1])\n"
            "try:\n boot['main'](['--help'])\nexcept SystemExit as end:\n assert not end.code\n"
            "heavy = {'torch', 'numpy', 'rasterio', 'scipy'} & set(sys.modules); assert not heavy, heavy")
    done = subprocess.run([sys.executable, "-c", code, str(BOOT)], capture_output=True, text=True, check=True)
    for command in ("segment", "polygonize", "train", "evaluate", "chips", "suggest", "models", "scene", "run", "doctor"):
        assert command in done.stdout
    assert "exit codes: 0 done, 1 failed" in done.stdout


def segment_job(*options):
    arguments = ["segment", "a/b c.tif", "--output", "out", *options]
    return segment_jobs(cli.parser().parse_args(arguments))[0]


def test_segment_options_become_a_job():
    assert segment_job().polygons.format == "GPKG"
    assert segment_job().name == "b c_classes"
    assert segment_job().model == DEFAULT_MODEL
    assert segment_job("--executor", "processes:2", "--right-angles").executor == "processes:2"
    what = segment_job("--bands", "3,2,1", "--no-polygons", "--batch", "4", "--workers", "2", "--threads", "3",
                       "--block-px", "500", "--anew", "--name", "x")
    assert isinstance(what, SegmentJob)
    assert (what.raster.bands, what.polygons, what.batch, what.workers, what.threads) == ((3, 2, 1), None, 4, 2, 3)
    assert (what.block_px, what.resume, what.name) == (500, False, "x")


def test_segment_on_the_command_line(fixed_raster, exact_model, tmp_path, capsys):
    code = cli.main(["segment", fixed_raster, "--model", exact_model, "--output", str(tmp_path), "--name", "map", "--no-polygons",
                     "--tile-px", "160", "--halo-px", "32", "--threads", "1"])
    text = capsys.readouterr()
    assert code == 0
    assert f"classes: {tmp_path / 'map.tif'}" in text.out
    lines = text.out.splitlines()
    assert lines[1].split() == ["class", "m²", "pixels", "share"]
    assert sum(int(line.split()[-3].replace(",", "")) for line in lines[2:5]) == 300 * 330
    assert lines[5].startswith("0.10 Mpx in ")


def test_a_failure_on_the_command_line_says_what_to_do(exact_model, tmp_path, capsys):
    assert cli.main(["segment", str(tmp_path / "no.tif"), "--model", exact_model, "--output", str(tmp_path)]) == 1
    assert "does not exist" in capsys.readouterr().err
