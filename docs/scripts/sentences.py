"""Write `ui/sentences.py`: the sentences of `core/contract` (errors, architectures) as literals within `translate()`.

    python3 docs/scripts/sentences.py     (`make translations` does it first)

The engine's side must not know Qt, and translators' tools read literals only; so the same sentences stand in two files, and
this script keeps the second one equal to the first.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import types
from pathlib import Path
from typing import Any, Dict, List, Tuple

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "core" / "contract"
PACKAGE = "landweave_contract"  # what the contract is called here; it needs nothing of the packages above it
TARGET = ROOT / "ui" / "sentences.py"
MAX_LINE = 130

HEAD = '''"""The sentences of `core.contract` for translators; docs/scripts/sentences.py writes this file."""

from __future__ import annotations

from typing import Dict, Tuple

from qgis.PyQt.QtCore import QCoreApplication

translate = QCoreApplication.translate
'''
WARNING_HEAD = '''

def warning_sentences() -> Dict[str, str]:
    """Code -> translated sentence; equal to `core.contract.errors.WARNINGS` where nothing is translated."""
    return {
'''
ERROR_HEAD = '''

def error_sentences() -> Dict[str, Tuple[str, str]]:
    """Code -> (what happened, what to do); equal to `core.contract.errors.SENTENCES` where nothing is translated."""
    return {
'''
ARCHITECTURE_HEAD = '''

def architecture_texts() -> Dict[str, Tuple[str, str, str]]:
    """Key -> (title, summary, needs); equal to `core.contract.architectures.ARCHITECTURES` where nothing is translated."""
    return {
'''
TAIL = "    }\n"


Sentences = Dict[str, Tuple[str, str]]
Table = Dict[str, Tuple[str, str, str]]


def _module(name: str) -> Any:
    """A module of the contract, read anew."""
    package = types.ModuleType(PACKAGE)
    package.__path__ = [str(SOURCE)]
    before = {key for key in sys.modules if key.split(".")[0] == PACKAGE}
    for key in before:
        del sys.modules[key]
    sys.modules[PACKAGE] = package
    return importlib.import_module(f"{PACKAGE}.{name}")


def tables() -> Tuple[Sentences, Dict[str, str], Table]:
    """`SENTENCES`, `WARNINGS` and the texts of `ARCHITECTURES`."""
    errors = _module("errors")
    rows = _module("architectures").ARCHITECTURES
    return errors.SENTENCES, errors.WARNINGS, {row.key: (row.title, row.summary, row.needs) for row in rows}


def _call(text: str, indent: int, before: str = "") -> List[str]:
    """One `translate()` call as lines, broken as the formatter would do it."""
    space, literal = " " * indent, json.dumps(text, ensure_ascii=False)
    for lines in ([f'{before}translate("Landweave", {literal}),'],
                  [f"{before}translate(", f'    "Landweave", {literal}', "),"],
                  [f"{before}translate(", '    "Landweave",', f"    {literal},", "),"]):  # fmt: skip
        if all(len(space + line) <= MAX_LINE for line in lines):
            break
    return [space + line for line in lines]


def text_of(sentences: Sentences, warnings: Dict[str, str], architectures: Table) -> str:
    """The whole file."""
    lines: List[str] = []
    for code, sentence in warnings.items():
        lines += _call(sentence, 8, f"{json.dumps(code)}: ")
    written = HEAD + WARNING_HEAD + "\n".join(lines) + "\n" + TAIL
    written += ERROR_HEAD + _tuples(sentences) + TAIL
    return written + ARCHITECTURE_HEAD + _tuples(architectures) + TAIL


def _tuples(table: Dict[str, Any]) -> str:
    lines: List[str] = []
    for code, texts in table.items():
        lines.append(f"        {json.dumps(code)}: (")
        for text in texts:
            lines += _call(text, 12) if text else ['            "",']  # Qt answers an empty text with the file's header
        lines.append("        ),")
    return "\n".join(lines) + "\n"


def update() -> bool:
    """Write the file where it differs; returns whether it did."""
    text = text_of(*tables())
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return False
    part = TARGET.with_name(TARGET.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    os.replace(part, TARGET)
    return True


if __name__ == "__main__":
    print(f"{TARGET.relative_to(ROOT)}: {'written' if update() else 'up to date'}")
    sys.exit(0)
