"""The table of architectures in words: complete, sortable, in the person's language."""

import pytest
from landweave.core.contract.architectures import ARCHITECTURES
from landweave.core.contract.card import load_card
from landweave.test.ui.conftest import write_model
from landweave.ui import architecture_texts as texts
from landweave.ui import sentences
from landweave.ui.architectures_dialog import PARAMETERS, SIGHT, TIME, TITLE, ArchitecturesDialog, _Number
from qgis.PyQt.QtCore import Qt


@pytest.fixture
def dialog(qtbot):
    made = ArchitecturesDialog()
    qtbot.addWidget(made)
    made.show()
    return made


def column(dialog, number):
    return [dialog.table.item(row, number).text() for row in range(dialog.table.rowCount())]


def test_the_translators_have_the_whole_table():
    table = {row.key: (row.title, row.summary, row.needs) for row in ARCHITECTURES}
    assert sentences.architecture_texts() == table, "run `make translations`"


def test_a_translation_is_used(monkeypatch):
    monkeypatch.setattr(sentences, "translate", lambda _context, text: f"<{text}>")
    row = ARCHITECTURES[0]
    assert (texts.title(row), texts.summary(row), texts.needs(row)) == (f"<{row.title}>", f"<{row.summary}>", "")


def test_every_architecture_has_its_row_in_the_tables_order(dialog):
    assert column(dialog, TITLE) == [row.title for row in ARCHITECTURES]
    assert set(column(dialog, SIGHT)) == {"the whole tile", "the surroundings of each pixel"}
    first = ARCHITECTURES[0]
    assert column(dialog, PARAMETERS)[0] == f"{first.parameters_millions:.1f} million"
    assert column(dialog, TIME)[0] == f"{first.relative_time:.1f} ×"


def test_numbers_are_sorted_as_numbers(dialog):
    dialog.table.sortItems(PARAMETERS, Qt.SortOrder.AscendingOrder)
    values = [float(text.split()[0]) for text in column(dialog, PARAMETERS)]
    assert values == sorted(values)
    assert _Number("9.5 million", 9.5) < _Number("11.2 million", 11.2)


@pytest.mark.parametrize("row", ARCHITECTURES, ids=lambda row: row.key)
def test_the_chosen_one_is_told_with_its_paper_and_what_it_needs(row, qtbot):
    dialog = ArchitecturesDialog(row.key)
    qtbot.addWidget(dialog)
    assert dialog.current() == row
    plain = dialog.about.text().replace("&amp;", "&").replace("&quot;", '"').replace("&#x27;", "'")
    for part in (row.title, row.summary, row.needs, row.paper, f'href="{row.link}"'):
        assert part in plain


def test_after_sorting_the_right_row_is_told(dialog):
    dialog.table.sortItems(TITLE, Qt.SortOrder.DescendingOrder)
    dialog.table.setCurrentCell(0, TITLE)
    assert dialog.current().title == dialog.table.item(0, TITLE).text()
    assert dialog.current().summary.split(";")[0].replace("&", "&amp;")[:20] in dialog.about.text()


def test_the_window_fits_a_small_screen(dialog):
    assert dialog.minimumSizeHint().width() <= 640
    assert dialog.minimumSizeHint().height() <= 500
    assert dialog.table.horizontalScrollBar().maximum() == 0


# the architecture of an installed model


@pytest.mark.parametrize(("config", "key"), [
    ('{"_model_class": "FCN", "output_stride": 16}', "fcn-16s"), ('{"_model_class": "FPN"}', "fpn"), ("[]", "unet"),
    ("{", "unet"), ("", "unet"), ('{"_model_class": ["x"]}', "unet"),
])  # fmt: skip
def test_the_row_of_a_package(tmp_path, config, key):
    folder = write_model(tmp_path / "m")
    (tmp_path / "m" / "config.json").write_text(config)
    assert texts.row_of_package(folder, load_card(folder)).key == key


def test_a_network_that_the_table_does_not_list_has_no_row(tmp_path):
    folder = write_model(tmp_path / "m", architecture="ONNX")
    assert texts.row_of_package(folder, load_card(folder)) is None
    assert texts.encoder_title("tu-unheard_of") == "tu-unheard_of"
