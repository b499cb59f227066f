"""Where results go and what they are called when nobody says so: never as one that is there already."""

import os

import pytest
from landweave.core.contract.card import load_card
from landweave.ui import outputs
from qgis.core import QgsProject
from qgis.PyQt.QtTest import QTest


def run(controller, host, qtbot):
    host.script("ok")
    with qtbot.waitSignal(controller.finished, timeout=20000) as ended:
        controller.page.button.click()
    return ended.args[0].outputs["classes"]


def test_a_second_map_does_not_replace_the_first(controller, image, host, qtbot):
    controller.page.show()
    folder = os.path.dirname(image.source())
    expected = controller.page.options.name.placeholderText()
    first = run(controller, host, qtbot)
    assert first == os.path.join(folder, expected + ".tif")
    assert controller.page.options.name.placeholderText() == expected + "_2"
    second = run(controller, host, qtbot)
    assert second == os.path.join(folder, expected + "_2.tif")
    assert os.path.exists(first)
    shown = {layer.source() for layer in QgsProject.instance().mapLayers().values()}
    assert {first, second} <= shown


def test_a_name_that_was_typed_is_taken_as_it_is(controller, image, host, qtbot):
    controller.page.show()
    controller.page.options.name.setText("map")
    first = run(controller, host, qtbot)
    assert run(controller, host, qtbot) == first
    assert os.path.basename(first) == "map.tif"


def test_the_folder_that_was_chosen_decides_what_is_taken(page, image, model_folder, tmp_path):
    page.show()
    name = outputs.default_name(image, load_card(model_folder), str(tmp_path))
    (tmp_path / f"{name}.tif").write_bytes(b"x")
    (tmp_path / f"{name}_2.tif").write_bytes(b"x")
    assert page.request().job.name == f"{name}_3"
    other = tmp_path / "other"
    other.mkdir()
    page.options.output_dir.setFilePath(str(other))
    QTest.qWait(1)
    assert page.request().job.name == name
    assert page.options.name.placeholderText() == name


def test_results_do_not_go_into_the_plugins_folder(image):
    assert not outputs.is_writable_folder(os.path.join(outputs.PLUGIN_FOLDER, "resources"))
    assert outputs.default_folder(image) == os.path.dirname(image.source())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_not_chosen(image, tmp_path):
    os.chmod(tmp_path, 0o500)
    assert outputs.default_folder(image) != str(tmp_path)
    os.chmod(tmp_path, 0o700)


@pytest.mark.parametrize(
    ("text", "name"),
    [("a b", "a_b"), ('x/y:z*"?<>|', "x_y_z"), ("..", ""), ("  Łódź ", "Łódź"), ("n" * 200, "n" * 80), ("a\tb", "a_b")],
)
def test_names_are_safe_for_files(text, name):
    assert outputs.file_name(text) == name
