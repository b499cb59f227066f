"""Model packages as folders of a person: measured, renamed, copied, deleted. Standard library only, so no engine is needed.

Everything is whole or not at all: a card is replaced in one step, a copy gets its name when it is complete, and what is deleted
first loses its name. Nothing beside a package is ever touched.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import uuid
from contextlib import contextmanager
from dataclasses import replace
from typing import Iterator, List

from .card import CARD_FILE, CONFIG_FILE, WEIGHTS_FILE, ModelCard, card_to_json, load_card
from .errors import JobError

ONNX_FILE = "model.onnx"
README_FILE = "README.md"
# All that a package may consist of. The card comes first, so that a copy fails early where it is no package.
PACKAGE_FILES = (CARD_FILE, CONFIG_FILE, README_FILE, "training.json", "LICENSE", "LICENSE.txt", "NOTICE", WEIGHTS_FILE,
                 ONNX_FILE)

SHIPPED_FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "models")
MAX_FOLDER_NAME = 80
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # Windows opens devices under these


def package_files(folder: str) -> List[str]:
    """The names of a package's files that are there, in a fixed order; links and other things do not count."""
    return [name for name in PACKAGE_FILES if _is_file(os.path.join(folder, name))]


def foreign_files(folder: str) -> List[str]:
    """What else is in the folder, sorted. Raises `JobError` ("model.missing")."""
    try:
        names = os.listdir(folder)
    except OSError as error:
        raise JobError("model.missing", path=folder, reason=error.strerror or str(error)) from error
    ours = package_files(folder)
    return sorted(name for name in names if name not in ours)


def package_size_bytes(folder: str) -> int:
    """What a package takes on the disk; 0 where there is none."""
    try:
        return sum(os.path.getsize(os.path.join(folder, name)) for name in package_files(folder))
    except OSError:  # a file went in this moment, so the package is going
        return 0


def is_shipped(folder: str) -> bool:
    """Whether the package came with Landweave and will be replaced with it."""
    inside = os.path.realpath(SHIPPED_FOLDER)
    return os.path.realpath(folder).startswith(inside + os.sep)


def folder_name(name: str) -> str:
    """A model's name as a folder's: without what any file system refuses, spaces as underscores; "model" if nothing is left."""
    text = re.sub(r'[\\/:*?"<>|\x00-\x1f\x7f]+', " ", name)
    text = re.sub(r"\s+", "_", text.strip())[:MAX_FOLDER_NAME].strip("._ ")
    return f"model_{text}" if _RESERVED.fullmatch(text) else text or "model"


def free_folder(home: str, name: str) -> str:
    """A folder below `home` for a model of this name that does not exist yet: "name", "name_2", "name_3" ..."""
    base = os.path.join(home, folder_name(name))
    path, number = base, 1
    while os.path.lexists(path):
        number += 1
        path = f"{base}_{number}"
    return path


def rename_model(folder: str, name: str, home: str = "") -> str:
    """Give a model another name; its folder too if it lies in `home`. Returns where the package is then.

    Raises `JobError`: "job.invalid" (no name), "model.*", "model.shipped", "output.*". The card is written first: a folder that
    cannot be moved keeps its place, which is no failure.
    """
    card = load_card(folder)
    _check_mine(folder)
    renamed = _named(card, name)
    _write_card(folder, renamed)
    in_home = bool(home) and os.path.realpath(os.path.dirname(os.path.abspath(folder))) == os.path.realpath(home)
    if not in_home or os.path.basename(os.path.abspath(folder)) == folder_name(renamed.name):
        return folder
    target = free_folder(home, renamed.name)
    try:
        os.rename(folder, target)
    except OSError:  # open in another program (Windows), or a folder that may not be written
        return folder
    return target


def duplicate_model(folder: str, name: str, home: str) -> str:
    """Copy a model under another name into a new folder of `home`, which is returned; its card names the first as parent.

    Raises `JobError`: "job.invalid", "model.*", "output.*".
    """
    card = load_card(folder)
    origin = f"{card.name} {card.version} ({card.weights.sha256[:12]})"  # as a training names what it started from
    copy = replace(_named(card, name), parent=origin)
    target = free_folder(home, copy.name)
    with new_folder(target) as temporary:
        for file in package_files(folder):
            if file != CARD_FILE:
                shutil.copyfile(os.path.join(folder, file), os.path.join(temporary, file))
        _write_card(temporary, copy)
    return target


def delete_model(folder: str) -> None:
    """Delete a package, also a damaged one. Refused where the folder holds anything else, is a link, or is no package.

    Raises `JobError`: "model.missing", "model.foreign" (names what else is there), "model.shipped", "output.*".
    """
    path = os.path.abspath(folder)
    if os.path.islink(path) or not _is_file(os.path.join(path, CARD_FILE)):
        reason = "it is a link" if os.path.islink(path) else f"{CARD_FILE} is not there"
        raise JobError("model.missing", path=folder, reason=reason)
    _check_mine(path)
    others = foreign_files(path)
    if others:
        raise JobError("model.foreign", path=folder, files=", ".join(others[:5]) + (" ..." if len(others) > 5 else ""))
    aside = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{uuid.uuid4().hex[:12]}.deleted")
    try:
        os.rename(path, aside)
    except OSError as error:
        raise output_error(error, os.path.dirname(path)) from error
    shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def new_folder(folder: str) -> Iterator[str]:
    """A temporary folder that takes the name `folder` when the block ends well, in place of a package there; else it goes.

    Raises `JobError` ("output.read_only", "output.disk_full", "output.locked").
    """
    target = os.path.abspath(folder)
    parent = os.path.dirname(target)
    try:
        os.makedirs(parent, exist_ok=True)
        temporary = os.path.join(parent, f".{os.path.basename(target)}.{uuid.uuid4().hex[:12]}.partial")
        os.mkdir(temporary)
    except OSError as error:
        raise output_error(error, parent) from error
    try:
        yield temporary
        _swap(temporary, target)
    except OSError as error:
        raise output_error(error, parent) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _is_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def _check_mine(folder: str) -> None:
    if is_shipped(folder):
        raise JobError("model.shipped", path=folder)


def _named(card: ModelCard, name: str) -> ModelCard:
    renamed = replace(card, name=" ".join(name.split()))
    problem = renamed.problem()
    if problem:
        raise JobError("job.invalid", reason=problem)
    return renamed


def _write_card(folder: str, card: ModelCard) -> None:
    path = os.path.join(folder, CARD_FILE)
    partial = f"{path}.{uuid.uuid4().hex[:12]}.partial"
    try:
        with open(partial, "w", encoding="utf-8", newline="\n") as file:
            file.write(card_to_json(card))
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        raise output_error(error, folder) from error
    finally:
        if os.path.exists(partial):
            os.remove(partial)


def _swap(temporary: str, target: str) -> None:
    """Give the finished folder its name. An old package steps aside first and comes back if the new one cannot take its place."""
    if not os.path.lexists(target):
        os.rename(temporary, target)
        return
    if os.path.islink(target) or not os.path.isdir(target):
        raise JobError("output.locked", path=target, reason="it is no folder")
    others = foreign_files(target)
    if others:
        raise JobError("output.locked", path=target, reason=f"it holds '{others[0]}', which is no part of a model")
    aside = f"{temporary}.old"
    try:
        os.rename(target, aside)
    except OSError as error:
        raise JobError("output.locked", path=target, reason=error.strerror or str(error)) from error
    try:
        os.rename(temporary, target)
    except OSError:
        os.rename(aside, target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def output_error(error: OSError, folder: str) -> JobError:
    """Why nothing could be written there, as "output.disk_full" or "output.read_only"."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return JobError("output.disk_full", path=folder, free_mb=shutil.disk_usage(folder).free // 1_000_000)
    return JobError("output.read_only", path=folder, reason=error.strerror or str(error))
