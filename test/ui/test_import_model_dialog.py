"""What a model's file says about itself, and the form that asks for the rest."""

import json
import random
import struct

import pytest
from landweave.core.contract.architectures import ARCHITECTURES
from landweave.ui.class_editor import MOST_CLASSES, ClassEditor
from landweave.ui.import_model_dialog import ImportModelDialog
from landweave.ui.model_file import ModelFile, kind_of, look_into
from qgis.gui import QgsColorDialog
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtTest import QTest


def varint(value):
    out = b""
    while True:
        value, low = value >> 7, value & 0x7F
        out += bytes([low | (0x80 if value else 0)])
        if not value:
            return out


def field(number, body):
    """A field of a protocol buffer: a whole number, or bytes."""
    if isinstance(body, int):
        return varint(number << 3) + varint(body)
    return varint(number << 3 | 2) + varint(len(body)) + body


def tensor(name, dims):
    shape = b"".join(field(1, field(1, dim) if dim else field(2, b"batch")) for dim in dims)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, shape)))


def onnx_bytes(metadata=(), bands=4, classes=7, weights=b"w" * 5000):
    graph = field(1, b"a node") + field(5, field(9, weights)) + field(11, tensor(b"x", (0, bands, 512, 512)))
    graph += field(12, tensor(b"y", (1, classes, 512, 512)))
    pairs = b"".join(field(14, field(1, key.encode()) + field(2, value.encode())) for key, value in metadata)
    return field(1, 8) + field(2, b"producer") + field(7, graph) + field(8, field(2, 17)) + pairs


# files


@pytest.mark.parametrize(("name", "kind"), [
    ("a.zip", "package"), ("a.ONNX", "onnx"), ("a.safetensors", "weights"), ("a.ckpt", "weights"), ("a.pth", "weights"),
    ("a.tif", ""), ("a", ""),
])  # fmt: skip
def test_files_are_told_apart_by_their_names(tmp_path, name, kind):
    assert kind_of(str(tmp_path / name)) == kind


def test_folders_are_told_apart_by_what_is_in_them(tmp_path):
    assert kind_of(str(tmp_path)) == ""
    (tmp_path / "config.json").write_text(json.dumps({"_model_class": "FPN", "classes": 5, "in_channels": 4}))
    found = look_into(str(tmp_path))
    assert (found.kind, found.classes, found.bands, found.network["_model_class"]) == ("smp", 5, 4, "FPN")
    (tmp_path / "model.json").write_text("{}")
    assert kind_of(str(tmp_path)) == "package"


def test_weights_in_a_models_folder_stand_for_the_folder(tmp_path):
    (tmp_path / "roofs").mkdir()
    weights = tmp_path / "roofs" / "model.safetensors"
    weights.write_bytes(b"")
    assert (look_into(str(weights)).kind, look_into(str(weights)).name) == ("weights", "roofs")
    (tmp_path / "roofs" / "config.json").write_text(json.dumps({"_model_class": "Unet", "classes": 3, "in_channels": 4}))
    found = look_into(str(weights))
    assert (found.kind, found.path, found.classes) == ("smp", str(tmp_path / "roofs"), 3)
    (tmp_path / "roofs" / "other.safetensors").write_bytes(b"")
    assert look_into(str(tmp_path / "roofs" / "other.safetensors")).kind == "weights"


def test_an_onnx_file_says_its_shape_and_deepness_keys(tmp_path):
    metadata = (("class_names", '{"1": "road", "0": "other", "10": "roof"}'), ("resolution", "20"), ("tile_size", "512"))
    (tmp_path / "land_use.onnx").write_bytes(onnx_bytes(metadata))
    found = look_into(str(tmp_path / "land_use.onnx"))
    assert (found.kind, found.name, found.bands, found.classes) == ("onnx", "land use", 4, 7)
    assert found.class_names == ("other", "road", "roof")
    assert found.resolution_m == pytest.approx(0.2)


def test_a_safetensors_header_says_how_many_classes_there_are(tmp_path):
    header = json.dumps({"segmentation_head.0.weight": {"dtype": "F32", "shape": [6, 16, 3, 3], "data_offsets": [0, 0]}}).encode()
    (tmp_path / "a.safetensors").write_bytes(struct.pack("<Q", len(header)) + header)
    assert look_into(str(tmp_path / "a.safetensors")).classes == 6


@pytest.mark.parametrize("name", ["a.onnx", "a.safetensors"])
def test_rubbish_only_says_less(tmp_path, name):
    path, whole = tmp_path / name, onnx_bytes((("class_names", '["a", 1]'), ("resolution", "x")))
    rng = random.Random(3)
    for number in range(300):
        data = bytearray(whole[: rng.randrange(1, len(whole))])
        for _ in range(3):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(bytes(data) if number else b"\xff" * 64)
        found = look_into(str(path))
        assert found.classes in range(256)


# the form


@pytest.fixture
def form(qtbot):
    def make(**known):
        made = ImportModelDialog(ModelFile(**{"path": "/m/net.safetensors", "kind": "weights", "name": "net", **known}))
        qtbot.addWidget(made)
        made.show()
        return made

    return make


def test_every_architecture_can_be_chosen_with_an_encoder_where_it_takes_one(form):
    dialog = form()
    keys = [dialog.architecture.itemData(i) for i in range(dialog.architecture.count())]
    assert keys == [row.key for row in ARCHITECTURES]
    for row in ARCHITECTURES:
        dialog.architecture.setCurrentIndex(keys.index(row.key))
        dialog.encoder.setEditText("resnet50")
        assert dialog.encoder.isEnabled() == row.takes_encoder
        assert dialog.job().network == row.with_encoder("resnet50")


def test_a_checkpoint_may_say_its_network_itself(form):
    dialog = form(path="/m/last.ckpt")
    assert dialog.architecture.currentText() == "as the file says"
    assert dialog.job().network == {}
    assert not dialog.encoder.isEnabled()


def test_what_the_file_says_stands_in_the_fields(form):
    dialog = form(kind="onnx", path="/m/n.onnx", class_names=("other", "road"), bands=4, resolution_m=0.2)
    job = dialog.job("/out")
    assert [c.name for c in job.classes] == ["other", "road"]
    assert [b.common_name for b in job.bands] == ["red", "green", "blue", "nir"]
    assert job.bands[3].wavelength_um == pytest.approx(0.84)
    assert (job.resolution_m, job.scaling, job.source_kind, job.output_dir, job.network) == (0.2, (), "onnx", "/out", {})
    assert not dialog.architecture.isVisible()


def test_what_is_missing_is_said_and_stands_in_the_way(form):
    dialog = form()
    assert dialog.missing.text() == "Say the pixel size of the images that it was trained on."
    assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
    dialog.pixel.setValue(0.3)
    assert dialog.why_not() == ""
    dialog.name.setText(" ")
    assert "name" in dialog.missing.text()
    dialog.name.setText("x")
    dialog.bands.setEditText("red, green")
    assert "three bands" in dialog.missing.text()
    dialog.bands.setEditText(" , ")
    assert "Name its bands" in dialog.missing.text()


@pytest.mark.parametrize(("mean", "stddev", "good"), [
    ("1", "2", True), ("1, 2, 3", "4 5 6", True), ("1, 2", "3", False), ("", "1", False), ("1", "", False), ("1", "0", False),
    ("a", "1", False), ("1;2;3", "1", True),
])  # fmt: skip
def test_own_scaling(form, mean, stddev, good):
    dialog = form()
    dialog.pixel.setValue(1)
    assert not dialog.mean.isVisible()
    dialog.scaling.setCurrentIndex(dialog.scaling.findData("own"))
    assert dialog.mean.isVisible()
    dialog.mean.setText(mean)
    dialog.stddev.setText(stddev)
    assert (dialog.why_not() == "") == good
    if good:
        (step,) = dialog.job().scaling
        assert (step.type, len(step.mean)) == ("z-score", len(mean.replace(";", " ").replace(",", " ").split()))


def test_what_the_engine_found_out_goes_into_the_form(form):
    dialog = form()
    dialog.classes.table.item(0, 2).setText("roof")
    dialog.learn({"count_classes": 4, "count_bands": 5})
    assert [c.name for c in dialog.job().classes] == ["roof", "class 1", "class 2", "class 3"]
    assert len(dialog.band_names()) == 5
    dialog.learn({"reason": "another"})
    assert len(dialog.job().classes) == 4


def test_the_form_fits_a_small_screen(form):
    dialog = form(kind="weights", class_names=tuple(f"class {n}" for n in range(60)))
    assert dialog.minimumSizeHint().width() <= 500
    assert dialog.minimumSizeHint().height() <= 620


def test_a_long_trouble_takes_no_room_from_the_fields(form, qtbot):
    dialog = form(class_names=("a", "b", "c", "d", "e"))
    dialog.scaling.setCurrentIndex(dialog.scaling.findData("own"))
    dialog.show_trouble("The weights do not belong to the chosen network: " + "'decoder.blocks' is missing; " * 12)
    qtbot.wait(50)
    assert not dialog.intro.isVisible()
    assert dialog.classes.table.height() >= dialog.classes.table.minimumHeight()
    assert dialog.mean.height() >= dialog.mean.minimumSizeHint().height()
    dialog.show_trouble("")
    assert dialog.intro.isVisible()


# classes


def test_classes_are_edited_in_place(qtbot, monkeypatch):
    editor = ClassEditor()
    qtbot.addWidget(editor)
    editor.set_classes(("land", "road"))
    assert not editor.remove.isEnabled()
    QTest.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    QTest.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    QTest.mouseClick(editor.remove, Qt.MouseButton.LeftButton)
    assert [(c.value, c.name) for c in editor.classes()] == [(0, "land"), (1, "road"), (2, "class 2")]
    assert len({c.color for c in editor.classes()}) == 3
    editor.show()
    monkeypatch.setattr(QgsColorDialog, "getColor", lambda *a: QColor("#010203"))
    cell = editor.table.visualItemRect(editor.table.item(1, 1)).center()
    QTest.mouseClick(editor.table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert editor.classes()[1].color == "#010203"
    monkeypatch.setattr(QgsColorDialog, "getColor", lambda *a: QColor())  # given up
    QTest.mouseClick(editor.table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert editor.classes()[1].color == "#010203"
    editor.set_count(10_000)
    assert len(editor.classes()) == MOST_CLASSES


def test_two_classes_may_not_have_one_name(form):
    dialog = form(class_names=("a", "b"))
    dialog.pixel.setValue(1)
    assert dialog.why_not() == ""
    dialog.classes.table.item(1, 2).setText("A ")
    assert "name of its own" in dialog.missing.text()
