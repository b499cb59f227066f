"""Jobs about models, as the page and the command line run them."""

import json
import zipfile
from pathlib import Path

import pytest
from landweave.core.contract.card import load_card
from landweave.core.contract.errors import JobError
from landweave.core.contract.events import Progress, Result
from landweave.core.contract.model_jobs import CheckModelJob, ExportModelJob, ImportModelJob
from landweave.core.contract.plain import to_plain
from landweave.core.contract.wire import decode_event, encode
from landweave.core.engine.run import run_job


def run(job, on_event=lambda _event: None):
    job.validate()
    return run_job(job, on_event, lambda: False, "t")


def test_out_as_a_zip_and_in_again(exact_model, tmp_path):
    out = run(ExportModelJob(exact_model, str(tmp_path / "m.zip")))
    assert out.outputs == {"zip": str(tmp_path / "m.zip")}
    assert out.facts["size_bytes"] == (tmp_path / "m.zip").stat().st_size
    events = []
    back = run(ImportModelJob(str(tmp_path / "m.zip"), str(tmp_path / "again")), events.append)
    assert back.outputs == {"model": str(tmp_path / "again")}
    assert back.facts["card"] == to_plain(load_card(exact_model)) == out.facts["card"]
    assert (back.facts["kind"], back.facts["path"]) == ("package", str(tmp_path / "again"))
    assert any(isinstance(event, Progress) for event in events)
    assert decode_event(encode(back)) == Result("t", back.outputs, json.loads(json.dumps(back.facts)))


def test_a_package_can_get_another_name_on_its_way_in(exact_model, tmp_path):
    result = run(ImportModelJob(exact_model, str(tmp_path / "m"), name="Mine"))
    assert result.facts["card"]["name"] == load_card(str(tmp_path / "m")).name == "Mine"
    assert load_card(exact_model).name == "small"


@pytest.mark.parametrize("as_zip", [True, False])
def test_a_check_of_a_sound_model(exact_model, global_model, tmp_path, as_zip, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for model in (exact_model, global_model):
        source = model
        if as_zip:
            source = str(tmp_path / "m.zip")
            run(ExportModelJob(model, source))
        assert run(CheckModelJob(source)).facts["card"] == to_plain(load_card(model))
    assert [path.name for path in tmp_path.iterdir()] == (["m.zip"] if as_zip else [])


def test_a_check_of_a_damaged_model_names_it(exact_model, tmp_path):
    source = tmp_path / "m.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for file in Path(exact_model).iterdir():
            data = file.read_bytes()
            archive.writestr(file.name, data[:-1] + b"\x55" if file.suffix == ".safetensors" else data)
    with pytest.raises(JobError) as caught:
        run(CheckModelJob(str(source)))
    assert caught.value.code == "model.checksum"
    assert str(source) in caught.value.message


@pytest.mark.parametrize("format_", ["smp", "stac"])
def test_other_forms(exact_model, tmp_path, format_):
    result = run(ExportModelJob(exact_model, str(tmp_path / "out"), format_))
    path = Path(result.outputs[format_])
    assert path.exists()
    assert result.facts["size_bytes"] > 0
    assert result.facts["path"] == str(path)


def test_a_damaged_model_is_not_given_out(exact_model, tmp_path):
    run(ImportModelJob(exact_model, str(tmp_path / "m")))
    weights = tmp_path / "m" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x55")
    for format_ in ("zip", "smp", "stac"):
        with pytest.raises(JobError) as caught:
            run(ExportModelJob(str(tmp_path / "m"), str(tmp_path / "out"), format_))
        assert caught.value.code == "model.checksum"
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_an_output_that_cannot_be_written(exact_model, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(JobError) as caught:
        run(ExportModelJob(exact_model, str(tmp_path / "file" / "m.zip")))
    assert caught.value.code.startswith("output.")


def test_onnx_out_and_in_again(exact_model, tmp_path):
    run(ExportModelJob(exact_model, str(tmp_path / "m.onnx"), "onnx", 64))
    result = run(ImportModelJob(str(tmp_path / "m.onnx"), str(tmp_path / "m")))
    assert result.facts["kind"] == "onnx"
    card = load_card(str(tmp_path / "m"))
    assert card.classes == load_card(exact_model).classes
    assert run(CheckModelJob(str(tmp_path / "m"))).facts["card"] == to_plain(card)
    run(ExportModelJob(str(tmp_path / "m"), str(tmp_path / "m.zip")))
    run(ImportModelJob(str(tmp_path / "m.zip"), str(tmp_path / "again")))
    assert load_card(str(tmp_path / "again")) == card
