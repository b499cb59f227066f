"""Every text of the QGIS side has a Korean translation that fits it, and QGIS in Korean shows it."""

import ast
import configparser
import importlib.util
import pathlib
import re
import sys

import pytest
from landweave.core.contract.architectures import ARCHITECTURES
from landweave.core.contract.errors import SENTENCES, WARNINGS, EngineError
from landweave.core.contract.events import Failure
from landweave.test.ui.test_plugin import load, traces, unload, window  # noqa: F401 - `window` is a fixture
from landweave.ui import messages, plan_line, reasons, sentences
from landweave.ui.dock import LandweaveDock
from landweave.ui.label_page import LabelPage
from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator
from qgis.PyQt.QtGui import QFont
from qgis.PyQt.QtWidgets import QApplication, QLabel, QPushButton, QStyle

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "docs" / "scripts"
TS = ROOT / "resources" / "i18n" / "landweave_ko.ts"
HANGUL = re.compile("[가-힣]")
# Names and units that are the same in Korean.
SAME = {"Landweave", "&Landweave", "CPU", " px", " m", " m²", "< 0.1 %", "< 1 %", "{device} ({reason})", "{low} to {high}",
        "{preset}: {time}", "{best} ({low} to {high})", "{role} of {source}"} | {row.title for row in ARCHITECTURES}


def load_script():
    spec = importlib.util.spec_from_file_location("landweave_translations", SCRIPTS / "translations.py")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(SCRIPTS))  # as `python3 docs/scripts/translations.py` has it
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SCRIPTS))
        sys.modules.pop("sentences", None)
    return module


script = load_script()


@pytest.fixture(scope="module")
def texts():
    return script.collect()


@pytest.fixture(scope="module")
def korean():
    return script.read_ts(TS)


@pytest.fixture
def in_korean():
    """The process speaks Korean, as in a QGIS whose locale is ko."""
    translator = QTranslator()
    assert translator.load(str(TS.with_suffix(".qm")))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


# ---- the files


def test_every_call_can_be_followed_by_a_translator(texts):
    assert texts.problems == []


def test_every_text_is_translated_and_nothing_is_left_over(texts, korean):
    missing = [text for text in texts.places if not korean.get(text, "").strip()]
    assert not missing, "run `make translations` and fill in resources/i18n/landweave_ko.ts:\n" + "\n".join(missing)
    assert set(korean) - set(texts.places) == set(), "run `make translations`"


def test_translations_keep_the_placeholders(korean):
    assert script.wrong(korean) == []


def test_translations_are_korean(korean):
    same = {text for text, translation in korean.items() if translation and not HANGUL.search(translation)}
    units = {text for text in same if re.fullmatch(r"\{n\} \S+", text)}
    assert same - units - SAME == set()


def test_translations_keep_the_edges_of_a_text(korean):
    """Spaces of suffixes, line breaks, the ellipsis of what goes on and the full stop of a sentence."""

    def edges(text):
        return text[:1] == " ", text[-1:] == " ", text.count("\n"), text.count("…"), text.rstrip().endswith(".")

    assert [text for text, translation in korean.items() if translation and edges(text) != edges(translation)] == []


def test_the_compiled_file_is_that_of_the_source(korean, in_korean):
    shown = {text: QCoreApplication.translate("Landweave", text) for text in korean}
    stale = {text for text, translation in korean.items() if shown[text] != (translation or text)}
    assert stale == set(), "run `make translations`"


def test_the_plugin_manager_is_told_in_korean():
    parser = configparser.ConfigParser()
    parser.read_string((ROOT / "metadata.txt").read_text(encoding="utf-8"))
    for key in ("description", "about", "tags"):
        assert HANGUL.search(parser["general"][f"{key}[ko]"])


# ---- the script


@pytest.mark.parametrize(("call", "problem"), [
    ('translate("Landweave", f"a {b}")', "literal"), ('translate("Landweave", text)', "literal"),
    ('translate("Landweave", "a" + b)', "literal"), ('translate("Other", "a")', "context"),
    ('translate("Landweave", "a", None, 2)', "nothing else"), ('self.tr("a")', "tr()"),
])  # fmt: skip
def test_the_script_finds_calls_that_cannot_be_translated(tmp_path, monkeypatch, call, problem):
    (tmp_path / "plugin.py").write_text(f'translate("Landweave", "fine")\n{call}\n', encoding="utf-8")
    monkeypatch.setattr(script, "ROOT", tmp_path)
    found = script.collect()
    assert list(found.places) == ["fine"]
    assert len(found.problems) == 1
    assert found.problems[0].startswith("plugin.py:2: ")
    assert problem in found.problems[0]


def test_an_update_keeps_what_is_translated_and_drops_what_is_gone(tmp_path):
    path = tmp_path / "landweave_xx.ts"
    old = script.Texts({"kept {n}": ["a.py"], "gone": ["a.py"]}, [])
    script.write_ts(path, "xx", old, {"kept {n}": "<&> {n}", "gone": "x"})
    script.write_ts(path, "xx", script.Texts({"new": ["b.py"], "kept {n}": ["a.py"]}, []), script.read_ts(path))
    assert script.read_ts(path) == {"new": "", "kept {n}": "<&> {n}"}
    assert 'type="unfinished"' in path.read_text(encoding="utf-8")


def test_wrong_placeholders_are_found():
    known = {"{a} of {b}": "{b}/{a}", "{a}": "a", "b": "{b}", "c": "", "{d}": "{d"}
    assert script.wrong(known) == ["{a}", "b", "{d}"]


# ---- what comes from the engine


def test_every_error_and_every_warning_has_a_translated_sentence(in_korean):
    assert set(sentences.error_sentences()) == set(SENTENCES)
    assert set(sentences.warning_sentences()) == set(WARNINGS)
    for message, hint in sentences.error_sentences().values():
        assert HANGUL.search(message)
        assert HANGUL.search(hint)
    assert all(map(HANGUL.search, sentences.warning_sentences().values()))


def codes_in(folder):
    """Codes of all warnings and logs that a room sends: `warning("code")` and `Log(id, level, text, "code")`."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            place = {"warning": 0, "Log": 3}.get(name)
            if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                yield node.args[place].value
            if isinstance(node, ast.Dict):
                yield from (value.value for key, value in zip(node.keys, node.values)
                            if getattr(key, "value", "") == "code" and isinstance(value, ast.Constant))  # fmt: skip


def test_the_engine_sends_no_warning_that_has_no_sentence():
    sent = {code for folder in ("core/engine", "core/raster", "core/client", "models") for code in codes_in(folder)}
    assert "plan.resampled" in sent
    assert sent - set(WARNINGS) - set(SENTENCES) == set()


# What only the command line and scripts meet; they speak English.
SHELL_ONLY = re.compile(r"core/engine/(\w+_cli|api|cluster\w*|console|inputs|model_names)\.py")


def reasons_in(folder):
    """Reasons that are written out where an error is made, with "x" for whatever is filled in."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        if SHELL_ONLY.fullmatch(path.relative_to(ROOT).as_posix()):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in ("reason", "what", "stage"):
                yield from written(node.value)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("wrong", "_invalid", "EnvironmentStatus"):
                for argument in node.args[-1:]:
                    yield from written(argument)


def written(node):
    if isinstance(node, ast.JoinedStr):
        text = "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
        if re.search("[a-z]{2} ", text):  # f"{kind}: {error}" has no words of its own
            yield text
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
        yield node.value
    elif isinstance(node, (ast.IfExp, ast.BoolOp)):
        for part in ast.iter_child_nodes(node):
            yield from written(part)


@pytest.mark.parametrize("folder", ["core/contract", "core/client", "core/raster", "core/engine", "models"])
def test_every_reason_is_known(in_korean, folder):
    unknown = [text for text in dict.fromkeys(reasons_in(folder)) if reasons.reason_text(text) == text]
    assert not unknown, "add to ui/reasons.py, with {names} for x:\n" + "\n".join(unknown)


def test_every_reason_fits_its_own_pattern_first(in_korean):
    for number, text in enumerate(reasons.english_reasons()):
        translated = QCoreApplication.translate("Landweave", text)
        filled = re.sub(r"\{(\w+)\}", r"<\1>", text)
        assert reasons.reason_text(filled) == re.sub(r"\{(\w+)\}", r"<\1>", translated), number
        assert translated != text


def test_reasons_within_errors_are_translated(in_korean):
    error = EngineError("engine.wrong_python", python="/p", reason="it is Python 3.8.1", wanted="3.11")
    assert messages.describe_error(error)[0] == "'/p' 파이썬을 사용할 수 없습니다: 파이썬 3.8.1 버전입니다."
    crashed = Failure("1", "engine.start", "", "", {"python": "/p", "reason": "it ended with exit code 3: No module x"})
    assert messages.describe_error(crashed)[0].endswith("종료 코드 3(으)로 끝났습니다: No module x.")
    assert reasons.reason_text("No such file or directory") == "No such file or directory"


def test_the_plan_and_its_warnings_are_translated(in_korean):
    facts = {"device": "cpu", "device_reason": "no graphics card was found", "megapixels": 4.2}
    assert plan_line.plan_text(facts) == "CPU(그래픽 카드를 찾지 못함), 4.2메가픽셀"
    warning = {"code": "plan.resampled", "message": "English", "data": {"layer_m": "0.1", "model_m": "0.3"}}
    assert "0.1 m" in messages.describe_warning(warning)
    assert HANGUL.search(messages.describe_warning(warning))
    silent = {"code": "engine.silent", "message": "English", "data": {"seconds": 70}}
    assert messages.describe_warning(silent) == "엔진이 70초 동안 응답하지 않습니다."


# ---- QGIS in Korean


@pytest.mark.parametrize("points", [8, 9, 12])
def test_the_label_page_fits_a_narrow_dock(in_korean, model_folder, qgis_new_project, points):
    before = QApplication.font()
    QApplication.setFont(QFont(before.family(), points))
    page, dock = LabelPage(), LandweaveDock({})
    page.show_project("town", True, "")
    scroll_bar = page.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    needed, least = page.minimumSizeHint().width() + scroll_bar, dock.minimumWidth()
    for widget in (page, dock):
        widget.deleteLater()
    QApplication.setFont(before)
    assert needed <= least


@pytest.fixture
def settings():
    stored = QgsSettings()
    before = {key: stored.value(key) for key in ("locale/userLocale", "locale/overrideFlag")}

    def choose(language, override):
        stored.setValue("locale/userLocale", language)
        stored.setValue("locale/overrideFlag", override)

    yield choose
    for key, value in before.items():
        stored.remove(key) if value is None else stored.setValue(key, value)


def shown_texts(widget):
    return {w.text() for kind in (QLabel, QPushButton) for w in widget.findChildren(kind)}


def test_the_dock_is_korean_in_a_korean_qgis(window, settings):  # noqa: F811
    settings("ko", True)
    plugin = load(window)
    try:
        texts = shown_texts(plugin.dock)
        assert {"레이어", "대상 영역", "모델", "레이어 분할", "엔진 설치"} <= texts
        assert not {"Layer", "Region", "Model", "Segment layer", "Set up engine"} & texts
        algorithm = QgsApplication.processingRegistry().algorithmById("landweave:segment")
        assert algorithm.displayName() == "래스터 분할"
        assert algorithm.parameterDefinition("INPUT").description() == "래스터"
    finally:
        unload(plugin)


def test_unload_takes_the_translator_along(window, settings):  # noqa: F811
    settings("ko", True)
    before = traces(window)
    for _ in range(2):
        plugin = load(window)
        assert QCoreApplication.translate("Landweave", "Region") == "대상 영역"
        unload(plugin)
        assert QCoreApplication.translate("Landweave", "Region") == "Region"
    assert traces(window) == before


def test_processing_without_a_window_speaks_korean_too(settings):
    from landweave import classFactory

    settings("ko_KR", True)
    plugin = classFactory(None)
    plugin.initProcessing()
    assert QgsApplication.processingRegistry().algorithmById("landweave:segment").displayName() == "래스터 분할"
    plugin.unload()
    assert QCoreApplication.translate("Landweave", "Region") == "Region"


@pytest.mark.parametrize(("chosen", "override", "system", "running", "expected"), [
    ("ko", True, "de_AT", "", "ko"), ("ko", False, "de_AT", "", "de_AT"), ("", True, "de_AT", "", "de_AT"),
    ("de", True, "de_AT", "ko", "ko"),
])  # fmt: skip
def test_the_language_is_that_of_qgis(settings, monkeypatch, chosen, override, system, running, expected):
    from landweave import plugin

    settings(chosen, override)
    before = QLocale()
    QLocale.setDefault(QLocale(system))
    monkeypatch.setattr(QgsApplication, "translation", lambda _self: running)
    try:
        assert plugin.qgis_locale() == expected
    finally:
        QLocale.setDefault(before)
