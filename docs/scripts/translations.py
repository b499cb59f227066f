"""Bring the translations up to date: texts out of the source, into resources/i18n/landweave_<language>.ts, compiled to .qm.

    python3 docs/scripts/translations.py                  update and compile all languages, list what is not translated yet
    python3 docs/scripts/translations.py ko --take FILE   also take over {"English": "translation"} from a JSON file

Standard library only; compiling needs Qt's `lrelease` (Debian: qttools5-dev-tools). `make translations` has both.
The exit code is 1 while anything is left to do.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import string
import subprocess  # nosec B404 - runs Qt's lrelease
import sys
import xml.etree.ElementTree as ET  # nosec B405 - reads our own files
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional

import sentences  # the script beside this one

CONTEXT = "Landweave"
ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "i18n"
LRELEASE = ("lrelease", "lrelease-qt5", "lrelease6", "lrelease-qt6", "/usr/lib/qt5/bin/lrelease", "/usr/lib/qt6/bin/lrelease",
            "pyside6-lrelease")


class Texts(NamedTuple):
    """What the source shows: each text with the files that it stands in, in the order of the source; and what is wrong."""

    places: Dict[str, List[str]]
    problems: List[str]


# ---- out of the source


def sources() -> List[Path]:
    """The files of the QGIS side, which alone talks to people."""
    return [ROOT / "plugin.py", *sorted((ROOT / "ui").rglob("*.py"))]


def collect() -> Texts:
    """All texts of `translate("Landweave", "literal")` calls, and the calls that no translator could follow."""
    found = Texts({}, [])
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        for call in _calls(path):
            problem = _problem(call)
            if problem:
                found.problems.append(f"{name}:{call.lineno}: {problem}")
                continue
            places = found.places.setdefault(call.args[1].value, [])  # type: ignore[attr-defined]
            if name not in places:
                places.append(name)
    return found


def _calls(path: Path) -> Iterator[ast.Call]:
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) in ("translate", "tr")]
    yield from sorted(named, key=lambda call: (call.lineno, call.col_offset))


def _problem(call: ast.Call) -> str:
    if getattr(call.func, "id", getattr(call.func, "attr", "")) == "tr":
        return 'tr() files texts under the name of a class; call translate("Landweave", …)'
    values = [getattr(argument, "value", None) for argument in call.args]
    if len(values) != 2 or call.keywords:
        return "translate() takes the context and the text, nothing else"
    if values[0] != CONTEXT:
        return f"the context must be '{CONTEXT}'"
    if not isinstance(values[1], str) or not values[1]:
        return "the text must be a literal; fill it with .format() afterwards"
    return ""


def placeholders(text: str) -> List[str]:
    """The names between braces, sorted: what a translation has to keep."""
    return sorted(name for _before, name, _spec, _conversion in string.Formatter().parse(text) if name is not None)


# ---- the .ts file


def read_ts(path: Path) -> Dict[str, str]:
    """Text -> translation, "" where it is unfinished. An absent file is an empty one."""
    if not path.exists():
        return {}
    done: Dict[str, str] = {}
    for message in ET.parse(path).getroot().iter("message"):  # nosec B314 - our own file
        translation = message.find("translation")
        finished = translation is not None and not translation.get("type")
        done[message.findtext("source") or ""] = (translation.text or "") if finished else ""  # type: ignore[union-attr]
    return done


def write_ts(path: Path, language: str, texts: Texts, known: Dict[str, str]) -> None:
    """Write the file anew, as `lupdate -locations none` lays it out, but with the file that a text comes from as a comment."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for text, places in texts.places.items():
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "source").text = text
        ET.SubElement(message, "extracomment").text = ", ".join(places)
        translation = ET.SubElement(message, "translation")
        translation.text = known.get(text, "")
        if not translation.text:
            translation.set("type", "unfinished")
    ET.indent(root, "    ")
    body = ET.tostring(root, encoding="unicode", short_empty_elements=False)
    _write(path, f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n')


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    os.replace(part, path)


def wrong(known: Dict[str, str]) -> List[str]:
    """Translations that lose or invent a placeholder, or have a brace without its partner."""

    def fits(text: str, translation: str) -> bool:
        try:
            return placeholders(text) == placeholders(translation)
        except ValueError:
            return False

    return [text for text, translation in known.items() if translation and not fits(text, translation)]


# ---- the .qm file


def lrelease() -> Optional[str]:
    """Qt's compiler for translations, wherever it is called what."""
    return next(filter(None, map(shutil.which, LRELEASE)), None)


def compile_qm(path: Path) -> None:
    """Make the .qm beside a .ts. Unfinished texts are left out, so that QGIS shows them in English."""
    program = lrelease()
    if program is None:
        raise SystemExit("lrelease was not found; on Debian: apt-get install qttools5-dev-tools")
    command = [program, "-silent", "-nounfinished", str(path), "-qm", str(path.with_suffix(".qm"))]
    subprocess.run(command, check=True)  # nosec B603 - fixed arguments without a shell


# ---- all of it


def update(language: str, texts: Texts, more: Dict[str, str]) -> int:
    """Update one language; returns how much is left to do."""
    path = FOLDER / f"landweave_{language}.ts"
    before = read_ts(path)
    known = {**before, **more}
    write_ts(path, language, texts, known)
    compile_qm(path)
    now = read_ts(path)
    missing = [text for text, translation in now.items() if not translation]
    bad = wrong(now)
    dropped = len(before.keys() - now.keys())
    print(f"{language}: {len(now)} texts, {len(missing)} to translate, {len(bad)} with wrong placeholders, {dropped} dropped")
    for text in missing:
        print(f"  to translate: {text!r}")
    for text in bad:
        print(f"  placeholders: {text!r} -> {now[text]!r}")
    return len(missing) + len(bad)


def main() -> int:
    """Update the languages given, or all that have a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language", nargs="*", help="such as ko; a new one gets a new file")
    parser.add_argument("--take", metavar="FILE", type=Path, help="JSON with translations to take over (one language)")
    options = parser.parse_args()
    languages = options.language or sorted(path.stem.split("_", 1)[1] for path in FOLDER.glob("landweave_*.ts"))
    if options.take and len(languages) != 1:
        parser.error("--take needs one language")
    more = json.loads(options.take.read_text(encoding="utf-8")) if options.take else {}
    if sentences.update():
        print("ui/sentences.py was written anew from core/contract")
    texts = collect()
    for problem in texts.problems:
        print(problem, file=sys.stderr)
    left = sum(update(language, texts, more) for language in languages)
    return 1 if left or texts.problems else 0


if __name__ == "__main__":
    sys.exit(main())
