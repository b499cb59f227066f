"""The page "Models": what it says about each model, what can be done with it, and that all of it fits a narrow dock."""

import dataclasses

import pytest
from landweave.core.contract.card import BandStatistics, load_card
from landweave.test.ui.conftest import SCRIPT_CLASSES, write_model
from landweave.ui import settings
from landweave.ui.card_scores import best_score, scores_of
from landweave.ui.dock import LandweaveDock
from landweave.ui.installed_models import IMPORTED, OWN, SHIPPED, imported_folder, origin, parent_of
from landweave.ui.model_list import SEARCH_FROM
from landweave.ui.models_page import FORMATS, ModelsPage
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QWidget

SHIPPED_METRICS = {
    "test.dubai.iou.building": 0.7152, "test.dubai.iou.land": 0.3562, "test.dubai.miou": 0.5209, "test.dubai.accuracy": 0.698,
    "validation.banepa.iou.building": 0.7027, "validation.banepa.miou": 0.7027, "validation.dubai.iou.building": 0.54,
    "validation.dubai.iou.land": 0.76, "validation.dubai.miou": 0.668, "epoch": 7.0,
}  # fmt: skip


@pytest.fixture
def own(tmp_path):
    """A model that was trained from the shipped one."""
    folder = write_model(
        tmp_path / "own" / "roofs", "Roofs", parent="Land cover 1.0 (2d711642b726)", license="CC-BY-4.0", version="1.2",
        metrics={"validation.town.miou": 0.8123, "validation.town.iou.water": 0.9}, attribution="City of T.",
        statistics=(BandStatistics(1, 1, 0, 2),) * 3,
    )  # fmt: skip
    settings.MODEL_FOLDERS.set((folder,))
    return folder


@pytest.fixture
def page(model_folder, own, qtbot):
    made = ModelsPage()
    made.resize(290, 900)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


def row_of(page, name):
    return next(page.models.list.item(i) for i in range(page.models.list.count()) if page.models.list.item(i).text() == name)


def choose(page, name):
    rect = page.models.list.visualItemRect(row_of(page, name))
    QTest.mouseClick(page.models.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())


def text(page, name):
    found = page.card.findChild(QWidget, "card" + name)
    return None if found.isHidden() else found.text()


# scores


def test_the_score_is_that_of_images_no_decision_has_seen(model_folder, tmp_path):
    card = load_card(write_model(tmp_path / "x", metrics=SHIPPED_METRICS))
    assert best_score(card) == 0.5209
    places = [(s.role, s.source, s.miou) for s in scores_of(card)]
    assert places == [("test", "dubai", 0.5209), ("validation", "dubai", 0.668), ("validation", "banepa", 0.7027)]
    assert scores_of(card)[0].iou == {"building": 0.7152, "land": 0.3562}
    assert scores_of(card)[0].accuracy == 0.698


@pytest.mark.parametrize(("metrics", "score"), [
    ({}, None), ({"epoch": 3.0}, None), ({"miou": 0.5, "iou.water": 0.4}, 0.5), ({"loss": 1.0, "a.b.c.miou": 0.25}, 0.25),
])  # fmt: skip
def test_cards_of_any_origin_have_a_score_or_none(tmp_path, metrics, score):
    assert best_score(load_card(write_model(tmp_path / "x", metrics=metrics))) == score


# list


def test_every_model_is_listed_with_classes_score_and_origin(page):
    names = [page.models.list.item(i).text() for i in range(page.models.list.count())]
    assert names == ["Land cover", "Roofs"]
    said = [page.models.list.item(i).data(Qt.ItemDataRole.AccessibleTextRole) for i in range(2)]
    assert said == ["Land cover, shipped, land, building, water", "Roofs, 0.812 · own, land, building, water"]


def test_the_list_paints_the_squares_of_the_classes(page):
    page.models.list.setCurrentItem(row_of(page, "Roofs"))
    image = page.models.list.viewport().grab(page.models.list.visualItemRect(row_of(page, "Land cover"))).toImage()
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {c.color for c in SCRIPT_CLASSES} <= colors


def test_few_models_need_no_search_and_many_get_one(page, tmp_path, qtbot):
    assert page.models.search.isHidden()
    for number in range(SEARCH_FROM):
        write_model(tmp_path / "models" / f"m{number}", f"Model {number}")
    page.reload()
    assert page.models.search.isVisible()
    QTest.keyClicks(page.models.search, "model 3")
    shown = [page.models.list.item(i).text() for i in range(page.models.list.count()) if not page.models.list.item(i).isHidden()]
    assert shown == ["Model 3"]


def test_the_chosen_model_stays_chosen_when_others_come(page, tmp_path):
    choose(page, "Roofs")
    write_model(tmp_path / "models" / "aaa", "Another")
    page.reload()
    assert page.current_card().name == "Roofs"
    assert page.models.list.count() == 3


def test_a_damaged_model_is_named_and_hides_no_other(page, tmp_path):
    (tmp_path / "models" / "bad").mkdir()
    (tmp_path / "models" / "bad" / "model.json").write_text("{")
    page.reload()
    assert "bad" in page.problems.text()
    assert page.problems.isVisible()
    assert page.models.list.count() == 2


# card


def test_the_card_says_what_people_ask(page, own, model_folder):
    choose(page, "Roofs")
    assert "Roofs" in text(page, "Title")
    assert text(page, "Bands") == "red, green, blue"
    assert text(page, "Pixels") == "30 cm (10 cm to 1 m)"
    assert ">U-Net</a>" in text(page, "Architecture")
    assert text(page, "Encoder") == "ResNet-18"
    assert text(page, "License") == "CC-BY-4.0"
    assert text(page, "Origin") == "Your own"
    assert "kB" in text(page, "Size") or "bytes" in text(page, "Size")
    assert text(page, "Credits") == "City of T."
    assert page.card.path.toolTip() == own


def test_classes_stand_with_their_scores_and_the_mean(page):
    choose(page, "Roofs")
    table = page.card.classes
    rows = [(table.item(row, 0).text(), table.item(row, 1).text()) for row in range(table.rowCount())]
    assert rows == [("land", "–"), ("building", "–"), ("water", "0.900"), ("Mean", "0.812")]
    assert text(page, "Scored") == "Scores on check images of town"
    assert page.card.place.isHidden()
    choose(page, "Land cover")
    assert table.rowCount() == 3
    assert table.isColumnHidden(1)
    assert text(page, "Scored") is None


def test_scores_of_several_places_can_be_chosen(page, tmp_path):
    page.reload(write_model(tmp_path / "models" / "many", "Many", metrics=SHIPPED_METRICS))
    assert page.current_card().name == "Many"
    assert text(page, "Scored") is None
    page.card.place.setCurrentIndex(2)
    mean = page.card.classes.item(page.card.classes.rowCount() - 1, 1).text()
    assert (page.card.place.currentText(), mean) == ("Scores on check images of banepa", "0.703")


def test_the_lineage_leads_to_the_parent(page, model_folder):
    choose(page, "Roofs")
    assert page.current_card().parent.startswith("Land cover 1.0")
    assert f'href="{model_folder}"' in text(page, "Parent")
    page.card.findChild(QWidget, "cardParent").linkActivated.emit(model_folder)
    assert page.folder() == model_folder
    assert text(page, "Parent") is None


def test_a_parent_that_is_not_there_is_named_only(page):
    cards = page.cards()
    card = cards[page.folder()]
    gone = dataclasses.replace(card, parent="Gone 2.0 (0123456789ab)")
    assert parent_of(gone, cards) == ("Gone 2.0", None)
    other_weights = dataclasses.replace(card, parent="Land cover 1.0 (000000000000)")
    assert parent_of(other_weights, cards) == ("Land cover 1.0", None)


# what can be done


def test_a_shipped_model_is_not_renamed_or_deleted_and_says_why(page):
    choose(page, "Land cover")
    assert not page.rename.isEnabled()
    assert not page.delete.isEnabled()
    assert "Duplicate" in page.delete.toolTip()
    assert page.duplicate.isEnabled()
    choose(page, "Roofs")
    assert page.rename.isEnabled()
    assert page.delete.isEnabled()


def test_where_models_are_from(tmp_path, page, own, model_folder):
    assert [origin(model_folder), origin(own)] == [SHIPPED, OWN]
    assert origin(imported_folder() + "/x") == IMPORTED
    assert imported_folder().startswith(QgsApplication.qgisSettingsDirPath().rstrip("/"))
    assert origin(model_folder + "-not/x") == SHIPPED  # still within the shipped models' folder
    assert origin(str(tmp_path / "models-not" / "x")) == OWN


def test_buttons_say_what_is_wanted(page, own, qtbot):
    choose(page, "Roofs")
    with qtbot.waitSignal(page.use_requested) as caught:
        QTest.mouseClick(page.use, Qt.MouseButton.LeftButton)
    assert caught.args == [own]
    wanted = []
    for signal in (page.rename_requested, page.duplicate_requested, page.delete_requested, page.check_requested):
        signal.connect(wanted.append)
    for action in (page.rename, page.duplicate, page.delete, page.check):
        action.trigger()
    assert wanted == [own] * 4
    formats = []
    page.export_requested.connect(lambda folder, format_: formats.append((folder, format_)))
    for action in page.exports:
        action.trigger()
    assert formats == [(own, format_) for format_ in FORMATS]


def test_a_double_click_uses_a_model(page, own, qtbot):
    choose(page, "Roofs")
    place = page.models.list.visualItemRect(row_of(page, "Roofs")).center()
    with qtbot.waitSignal(page.use_requested) as caught:
        QTest.mouseDClick(page.models.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert caught.args == [own]


def test_without_models_nothing_can_be_pressed_but_add(page, tmp_path, monkeypatch):
    from landweave.ui import model_combo

    monkeypatch.setattr(model_combo, "SHIPPED_MODELS", str(tmp_path / "none"))
    settings.MODEL_FOLDERS.reset()
    page.reload()
    assert page.card.isHidden()
    enabled = [button.isEnabled() for button in (page.use, page.export, page.more, page.add)]
    assert enabled == [False, False, False, True]


def test_it_fits_the_narrow_dock(page, qgis_parent, tmp_path):
    name = "A model with a name that is a good deal too long for the dock"
    metrics = {"validation.a place with a long name.miou": 0.5}
    page.reload(write_model(tmp_path / "models" / "long", name, metrics=metrics, license="SomethingVeryLong-OrOther-4.0"))
    dock = LandweaveDock({"Segment": QWidget(), "Label": QWidget(), "Train": QWidget(), "Models": page}, qgis_parent)
    assert page.minimumSizeHint().width() <= dock.minimumWidth()
    page.setParent(None)
    dock.setParent(None)


def test_details_show_only_what_the_card_has(page, qtbot):
    choose(page, "Land cover")  # no credits
    page.card.details.setCollapsed(False)
    qtbot.waitUntil(lambda: page.card.path.isVisible(), timeout=2000)
    assert not page.card.findChild(QWidget, "cardCredits").isVisible()
    assert page.card.findChild(QWidget, "cardVersion").isVisible()
