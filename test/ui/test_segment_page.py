"""The page: what it asks for is what is set; what happens is what it says."""

import json
import time

import pytest
from landweave.core.contract.errors import JobError
from landweave.core.contract.events import Failure, Progress, Result
from landweave.test.ui.conftest import write_model, write_rgb
from landweave.ui import bands_dialog, plan_line, segment_page, settings
from landweave.ui.run_panel import rate_text
from landweave.ui.segment_page import IDLE, RUNNING, STOPPING
from qgis.core import Qgis, QgsFeature, QgsGeometry, QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDialog


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def outcome_of(controller, qtbot):
    """Run as a person does and wait for the end."""

    def run(timeout=20000):
        ends = []
        controller.finished.connect(ends.append)
        click(controller.page.button)
        qtbot.waitUntil(lambda: bool(ends), timeout=timeout)
        return ends[0]

    return run


# what is asked for


def test_the_job_is_what_is_set(page, image, tmp_path, model_folder):
    page.options.name.setText("town")
    page.options.output_dir.setFilePath(str(tmp_path))
    page.options.confidence.setChecked(True)
    page.options.min_area_m2.setValue(12)
    page.options.simplify_m.setValue(0.5)
    page.options.right_angles.setChecked(True)
    page.options.format.setCurrentIndex(page.options.format.findData("FlatGeobuf"))
    page.options.device.setCurrentIndex(page.options.device.findData("cpu"))
    page.options.tile_px.setValue(768)
    page.options.halo_px.setValue(0)
    page.options.batch.setValue(3)
    request = page.request()
    job = request.job
    assert (job.name, job.output_dir, job.model) == ("town", str(tmp_path), model_folder)
    assert (job.tile_px, job.halo_px, job.batch, job.device, job.confidence) == (768, 0, 3, "cpu", True)
    assert (job.polygons.format, job.polygons.min_area_m2, job.polygons.simplify_m) == ("FlatGeobuf", 12, 0.5)
    assert job.polygons.right_angles is True
    assert job.raster.path == image.source()
    assert job.raster.bands == (1, 2, 3)
    assert job.region.polygons == ()
    assert (request.layer_id, request.snapshot) == (image.id(), None)


def test_untouched_it_leaves_everything_to_card_and_memory(page, image, tmp_path):
    job = page.request().job
    assert (job.tile_px, job.halo_px, job.batch, job.device, job.confidence) == (0, -1, 0, "auto", False)
    assert job.polygons.format == "GPKG"
    assert job.output_dir == str(tmp_path)
    assert job.name == "image_Land_cover"
    assert page.options.name.placeholderText() == "image_Land_cover"
    assert page.options.output_dir.lineEdit().placeholderText() == str(tmp_path)


def test_no_polygons_means_none(page, image):
    page.options.polygons.setChecked(False)
    assert page.request().job.polygons is None
    assert not page.options.min_area_m2.isEnabled()


def test_only_rasters_are_offered(page, image):
    QgsProject.instance().addMapLayer(QgsVectorLayer("Polygon?crs=EPSG:32645", "shapes", "memory"))
    assert [page.layer.itemText(i) for i in range(page.layer.count())] == ["image"]
    assert [page.region.polygon_layer.itemText(i) for i in range(page.region.polygon_layer.count())] == ["shapes"]


def test_without_a_layer_the_sample_is_prominent(page, image):
    assert page.sample.isHidden()
    assert not page.sample_link.isHidden()
    QgsProject.instance().removeMapLayer(image.id())
    assert not page.sample.isHidden()
    assert page.layer.isHidden()
    with pytest.raises(JobError) as caught:
        page.request()
    assert caught.value.code == "layer.none"


def test_a_tile_is_a_multiple_of_the_stride(page, image):
    page.options.tile_px.setValue(500)
    assert page.options.tile_px.value() == 512
    page.options.tile_px.setValue(0)
    assert page.request().job.tile_px == 0


def test_starting_anew_holds_for_one_run(page, image):
    assert page.request().job.resume
    page.options.anew.setChecked(True)
    assert not page.request().job.resume
    page.show_running()
    assert page.request().job.resume


def test_a_tile_is_not_nearly_all_halo(page, image):
    tile, halo = page.options.tile_px, page.options.halo_px
    tile.stepUp()
    assert page.request().job.tile_px == 192  # the model's halo of 64 on each side of a core of 64
    tile.stepUp()
    assert page.request().job.tile_px == 224
    tile.setValue(64)
    assert page.request().job.tile_px == 192
    halo.setValue(128)
    assert page.request().job.tile_px == 384
    tile.stepDown()
    assert page.request().job.tile_px == 0


def test_a_network_with_global_context_leaves_no_choice_of_tile(page, image, tmp_path):
    from landweave.core.contract.card import Tiling

    folder = write_model(tmp_path / "models" / "wide", "Wide", tiling=Tiling(32, 0, 0, 512, "global"))
    page.options.tile_px.setValue(640)
    page.model.reload(folder)
    assert not page.options.tile_px.isEnabled()
    assert page.request().job.tile_px == 0
    assert "512" in page.options.tile_px.text()


def test_habits_are_remembered_and_single_runs_are_not(page, image, qgis_canvas):
    page.options.polygons.setChecked(False)
    page.options.tile_px.setValue(640)
    page.options.name.setText("once")
    again = segment_page.SegmentPage(qgis_canvas)
    values = again.options.values()
    assert (values.polygons, values.tile_px, values.name) == (None, 0, "")
    again.remove()


# the model


def test_the_card_is_shown(page):
    assert page.model.combo.currentText() == "Land cover"
    for name, color in (("land", "#d9c79e"), ("building", "#c8553d"), ("water", "#3d7ab8")):
        assert name in page.model.card_label.text()
        assert color in page.model.card_label.text()
    assert page.model.needs_label.text() == "Pixels of 10 cm to 1 m · Bands: red, green, blue"


def test_a_class_name_cannot_break_the_card(page, tmp_path):
    from landweave.core.contract.card import ClassInfo

    classes = (ClassInfo(0, "<b>x</b> & y", "#000000"), ClassInfo(1, "z", "#ffffff"))
    page.model.reload(write_model(tmp_path / "models" / "odd", "Odd", classes=classes))
    assert "&lt;b&gt;x&lt;/b&gt;&nbsp;&amp;&nbsp;y" in page.model.card_label.text()


def test_a_model_from_elsewhere_is_added_and_remembered(page, tmp_path, qgis_canvas):
    folder = write_model(tmp_path / "elsewhere", "Mine")
    page.model.add_folder(folder)
    assert page.model.combo.currentText() == "Mine"
    again = segment_page.SegmentPage(qgis_canvas)
    assert again.model.combo.currentText() == "Mine"
    again.remove()


def test_a_folder_without_a_model_is_refused_in_words(page, tmp_path):
    page.model.add_folder(str(tmp_path))
    assert "no model in" in page.model.problem_label.text()
    assert settings.MODEL_FOLDERS.get() == ()
    assert page.model.combo.currentText() == "Land cover"


def test_a_broken_package_does_not_hide_the_others(page, tmp_path):
    bad = tmp_path / "models" / "bad"
    bad.mkdir()
    (bad / "model.json").write_text("{")
    page.model.reload()
    assert page.model.combo.count() == 1
    assert "is not valid" in page.model.problem_label.text()


# bands


@pytest.fixture
def odd_bands(tmp_path, qgis_new_project):
    path = write_rgb(tmp_path / "odd.tif", bands=5, descriptions=("height", "slope", "x", "y", "z"))
    layer = QgsRasterLayer(path, "odd", "gdal")
    QgsProject.instance().addMapLayer(layer)
    return layer


def test_bands_that_cannot_be_matched_are_asked_for_once(controller, odd_bands, monkeypatch, outcome_of, host):
    host.script("ok")
    asked = []

    class Chosen(QObject):
        def __init__(self, card, layer, parent):
            super().__init__(parent)
            asked.append(layer.name())

        def exec(self):
            return QDialog.DialogCode.Accepted

        def numbers(self):
            return (4, 1, 2)

    monkeypatch.setattr(bands_dialog, "BandsDialog", Chosen)
    controller.plan()
    assert not controller.page.plan.bands.isHidden()
    assert "red, green, blue" in controller.page.plan.notes()[0]
    assert isinstance(outcome_of(), Result)
    assert asked == ["odd"]
    assert controller.page.request().job.raster.bands == (4, 1, 2)


def test_giving_up_the_choice_of_bands_runs_nothing(controller, odd_bands, monkeypatch, host):
    host.script("ok")
    monkeypatch.setattr(bands_dialog, "choose_bands", lambda *args: None)
    click(controller.page.button)
    assert controller.task is None
    assert controller.page.state == IDLE


# regions


def test_selected_features_make_the_region(page, image, qtbot):
    shapes = QgsVectorLayer("Polygon?crs=EPSG:32645", "shapes", "memory")
    feature = QgsFeature()
    box = image.extent()
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(box.xMinimum(), box.yMinimum(), box.center().x(), box.yMaximum())))
    shapes.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(shapes)
    page.region.combo.setCurrentIndex(3)
    with pytest.raises(JobError) as caught:
        page.request()
    assert caught.value.code == "region.empty"
    with qtbot.waitSignal(page.inputs_changed, timeout=1000):
        shapes.selectAll()
    assert page.region.note.text() == "Selected features: 1"
    assert len(page.request().job.region.polygons) == 1
    assert page.megapixels() == pytest.approx(40 * 30 / 1e6)
    QgsProject.instance().removeMapLayer(shapes.id())
    assert page.region.note.text() == "Add a polygon layer to the project first."


def test_a_drawn_rectangle_makes_the_region(page, image):
    page.region.combo.setCurrentIndex(2)
    assert page.region.draw.isChecked()
    with pytest.raises(JobError):
        page.request()
    box = image.extent()
    page.region.drawing.tool.drawn.emit(QgsRectangle(box.center(), box.center() + (box.center() - box.center())), image.crs())
    page.region.drawing.tool.drawn.emit(
        QgsRectangle(box.xMinimum(), box.yMinimum(), box.center().x(), box.center().y()), image.crs()
    )
    assert not page.region.draw.isChecked()
    assert page.megapixels() == pytest.approx(20 * 30 / 1e6)


def test_the_view_follows_the_map(page, image, qgis_canvas, qtbot):
    qgis_canvas.setDestinationCrs(image.crs())
    page.region.combo.setCurrentIndex(1)
    with qtbot.waitSignal(page.inputs_changed, timeout=1000):
        qgis_canvas.setExtent(image.extent().buffered(-3))
    assert page.request().job.region.polygons
    qgis_canvas.setExtent(QgsRectangle(0, 0, 10, 10))
    with pytest.raises(JobError) as caught:
        page.request()
    assert caught.value.code == "region.outside"


# the line before the run


def test_the_line_says_what_will_happen(controller, image, host, qtbot):
    host.script("ok")
    controller.page.show()
    controller.plan()
    assert "megapixels" in controller.page.plan.text.text()
    qtbot.waitUntil(lambda: "CPU" in controller.page.plan.text.text(), timeout=20000)
    text = controller.page.plan.text.text().replace("\u00a0", " ")
    assert text == "CPU (no graphics card found), 4.2 megapixels, about 20 s, 3 MB"
    assert controller.page.options.tile_px.specialValueText() == "Automatic (512 px)"


def test_only_the_newest_question_is_asked(controller, image, host, qtbot, tmp_path, monkeypatch):
    record = tmp_path / "plans.txt"
    monkeypatch.setenv("LANDWEAVE_SCRIPT_PLANS", str(record))
    host.script("ok")
    controller.page.show()
    for name in ("a", "ab", "abc"):
        controller.page.options.name.setText(name)
    qtbot.waitUntil(lambda: "CPU" in controller.page.plan.text.text(), timeout=20000)
    assert [json.loads(line)["name"] for line in record.read_text().splitlines()] == ["abc"]


def test_a_page_that_nobody_sees_starts_no_engine(controller, image, host, qtbot, tmp_path, monkeypatch):
    record = tmp_path / "plans.txt"
    monkeypatch.setenv("LANDWEAVE_SCRIPT_PLANS", str(record))
    host.script("ok")
    controller.plan()
    qtbot.wait(300)
    assert not record.exists()
    assert "megapixels" in controller.page.plan.text.text()
    controller.page.show()
    qtbot.waitUntil(lambda: "CPU" in controller.page.plan.text.text(), timeout=20000)
    assert len(record.read_text().splitlines()) == 1
    controller.page.hide()
    controller.page.show()  # it is known already
    qtbot.wait(300)
    assert len(record.read_text().splitlines()) == 1


def test_finished_blocks_and_warnings_are_told(controller, image, host, qtbot):
    host.script("resume")
    controller.page.show()
    controller.plan()
    qtbot.waitUntil(lambda: "CPU" in controller.page.plan.text.text(), timeout=20000)
    assert controller.page.plan.notes() == ["This run was begun before: 3 of 8 finished blocks are taken over."]
    host.script("warn")
    host.environment_changed()
    qtbot.waitUntil(lambda: controller.page.plan.notes() == ["The raster is darker than usual."], timeout=20000)


def test_without_an_engine_the_line_offers_to_set_it_up(controller, image):
    controller.plan()
    assert not controller.page.plan.set_up.isHidden()
    assert controller.page.plan.notes() == ["The engine is not set up yet. Press 'Set up engine'."]
    assert "megapixels" in controller.page.plan.text.text()


def test_segment_without_an_engine_opens_the_set_up(controller, image):
    click(controller.page.button)
    assert controller.task is None
    assert controller._dialog is not None
    assert controller._dialog.isVisible()


# the run


def test_a_run_from_click_to_layers_and_areas(controller, image, host, outcome_of, qgis_iface):
    host.script("ok")
    outcome = outcome_of()
    assert isinstance(outcome, Result)
    page = controller.page
    assert page.state == IDLE
    names = [layer.name() for layer in QgsProject.instance().mapLayers().values()]
    assert sorted(names) == ["Classes: image_Land_cover", "image"]
    table = page.areas
    rows = [[table.item(row, column).text() for column in range(3)] for row in range(table.rowCount())]
    assert rows == [["water", "3.7 ha", "50.0 %"], ["building", "2.47 ha", "33.3 %"], ["land", "1.23 ha", "16.7 %"]]
    assert not table.isHidden()
    assert page.notice.isHidden()
    assert page.button.text() == "Segment layer"
    assert any("image was segmented" in m for m in qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Success))


def test_the_map_grows_while_it_runs_and_is_replaced_at_the_end(controller, image, host, qtbot):
    host.script("slow")
    click(controller.page.button)
    project = QgsProject.instance()
    qtbot.waitUntil(lambda: any("unfinished" in x.name() for x in project.mapLayers().values()), timeout=20000)
    click(controller.page.button)
    qtbot.waitUntil(lambda: controller.page.state == IDLE, timeout=5000)
    assert [x.name() for x in project.mapLayers().values()] == ["image"]


def test_a_growing_layer_that_was_removed_by_hand_does_no_harm(controller, image, host, qtbot):
    host.script("slow")
    click(controller.page.button)
    project = QgsProject.instance()
    qtbot.waitUntil(lambda: any("unfinished" in x.name() for x in project.mapLayers().values()), timeout=20000)
    project.clear()
    qtbot.wait(400)
    click(controller.page.button)
    qtbot.waitUntil(lambda: controller.page.state == IDLE, timeout=5000)


def test_during_the_run_stage_rate_and_time_are_shown(controller, image, host, qtbot):
    host.script("slow")
    page = controller.page
    click(page.button)
    assert page.state == RUNNING
    assert page.button.text() == "Cancel"
    assert not page.layer.isEnabled()
    qtbot.waitUntil(lambda: page.progress.stage.text() == "Segmenting", timeout=20000)
    qtbot.waitUntil(lambda: page.progress.bar.value() > 0, timeout=5000)
    assert page.progress.rate.text() == "1.5 megapixels/s, about 30 s left"
    controller.cancel()
    qtbot.waitUntil(lambda: page.state == IDLE, timeout=5000)


def test_cancel_is_seen_at_once_and_done_within_a_second(controller, image, host, qtbot):
    host.script("deaf")
    page = controller.page
    click(page.button)
    qtbot.waitUntil(lambda: page.progress.stage.text() == "Preparing", timeout=20000)
    start = time.monotonic()
    click(page.button)
    assert page.state == STOPPING
    assert not page.button.isEnabled()
    qtbot.waitUntil(lambda: page.state == IDLE, timeout=5000)
    assert time.monotonic() - start < 1.0
    assert page.notice.message.text() == "Stopped."
    assert "goes on from there" in page.notice.hint.text()


def test_a_crash_is_told_with_hint_and_log(controller, image, host, outcome_of, qgis_iface, monkeypatch):
    host.script("crash")
    outcome = outcome_of()
    assert isinstance(outcome, Failure)
    page = controller.page
    assert "SIGSEGV" in page.notice.message.text()
    assert "finished blocks are kept" in page.notice.hint.text()
    item = qgis_iface.messageBar().currentItem()
    assert "SIGSEGV" in item.text()
    shown = []
    monkeypatch.setattr("landweave.ui.telling.LogWindow.exec", lambda window: shown.append(window.view.toPlainText()))
    click(page.notice.log)
    assert "the last words" in shown[0]


def test_the_interface_answers_while_the_engine_does_not(controller, image, host, qtbot):
    host.script("deaf")
    click(controller.page.button)
    begin = last = time.monotonic()
    longest = 0.0
    while last - begin < 1.5:
        qtbot.wait(5)
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    assert controller.page.state == RUNNING
    assert longest < 0.3
    controller.cancel()
    qtbot.waitUntil(lambda: controller.page.state == IDLE, timeout=5000)


def test_the_source_may_vanish_during_the_run(controller, image, host, outcome_of):
    host.script("ok")
    controller.page.run_requested.connect(lambda _request: QgsProject.instance().removeMapLayer(image.id()))
    assert isinstance(outcome_of(), Result)
    assert [x.name() for x in QgsProject.instance().mapLayers().values()] == ["Classes: image_Land_cover"]


def test_the_sample_is_loaded_once(controller, tmp_path, monkeypatch, qgis_new_project):
    sample = write_rgb(tmp_path / "sample.tif")
    monkeypatch.setattr("landweave.ui.segment_run.SAMPLE", sample)
    click(controller.page.sample)
    controller.page.sample_link.linkActivated.emit("sample")
    assert [x.name() for x in QgsProject.instance().mapLayers().values()] == ["Sample scene"]
    assert controller.page.layer.currentLayer().name() == "Sample scene"


def test_a_sample_that_is_missing_is_told(controller, monkeypatch, qgis_new_project):
    monkeypatch.setattr("landweave.ui.segment_run.SAMPLE", "/no/such.tif")
    click(controller.page.sample)
    assert "/no/such.tif" in controller.page.notice.message.text()


# words and numbers


def test_the_plan_in_words():
    assert plan_line.device_text("cuda:0", "NVIDIA H100") == "Graphics card (NVIDIA H100)"
    assert plan_line.device_text("mps", "") == "Graphics card"
    assert plan_line.megapixels_text(0.001) == "under 0.01 megapixels"
    assert plan_line.megapixels_text(1234.4) == "1,234 megapixels"
    assert plan_line.disk_text(0.2) == "1 MB"
    assert plan_line.disk_text(2500) == "2.5 GB"
    notes = plan_line.plan_notes({"resampled": True, "resolution_m": 0.5})
    assert notes == ["The raster is read at 50 cm a pixel, as the model needs it."]


def test_rates_in_words():
    assert rate_text(Progress("", "segment", 1, 2, "Mpx", 0.5, None)) == "0.5 megapixels/s"
    assert rate_text(Progress("", "polygons", 1, 2)) == ""
