"""Write `ui/sentences.py`: the sentences of `core/contract/errors.py` as literals within `translate()`.

    python3 docs/scripts/sentences.py     (`make translations` does it first)

The engine's side must not know Qt, and translators' tools read literals only; so the same sentences stand in two files, and
this script keeps the second one equal to the first.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any, Dict, List, Tuple

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "core" / "contract" / "errors.py"
TARGET = ROOT / "ui" / "sentences.py"
MAX_LINE = 130

HEAD = '''"""The sentences of `core.contract.errors` for translators; docs/scripts/sentences.py writes this file."""

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
TAIL = "    }\n"


def tables() -> Tuple[Dict[str, Tuple[str, str]], Dict[str, str]]:
    """`SENTENCES` and `WARNINGS`; the module needs nothing of its package."""
    spec = importlib.util.spec_from_file_location("landweave_errors", SOURCE)
    module: Any = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module.SENTENCES, module.WARNINGS


def _call(text: str, indent: int, before: str = "") -> List[str]:
    """One `translate()` call as lines, broken as the formatter would do it."""
    space, literal = " " * indent, json.dumps(text, ensure_ascii=False)
    for lines in ([f'{before}translate("Landweave", {literal}),'],
                  [f"{before}translate(", f'    "Landweave", {literal}', "),"],
                  [f"{before}translate(", '    "Landweave",', f"    {literal},", "),"]):  # fmt: skip
        if all(len(space + line) <= MAX_LINE for line in lines):
            break
    return [space + line for line in lines]


def text_of(sentences: Dict[str, Tuple[str, str]], warnings: Dict[str, str]) -> str:
    """The whole file."""
    lines: List[str] = []
    for code, sentence in warnings.items():
        lines += _call(sentence, 8, f"{json.dumps(code)}: ")
    written = HEAD + WARNING_HEAD + "\n".join(lines) + "\n" + TAIL
    lines = []
    for code, pair in sentences.items():
        lines += [f"        {json.dumps(code)}: (", *_call(pair[0], 12), *_call(pair[1], 12), "        ),"]
    return written + ERROR_HEAD + "\n".join(lines) + "\n" + TAIL


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
