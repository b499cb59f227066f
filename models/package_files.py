"""A model package as files: written whole or not at all, and as one zip for sharing."""

from __future__ import annotations

import os
import shutil
import stat
import uuid
import zipfile
import zlib
from collections.abc import Callable, Iterable

from ..core.contract.card import CARD_FILE, CONFIG_FILE, MAX_CARD_BYTES, WEIGHTS_FILE, load_card
from ..core.contract.errors import JobError
from ..core.contract.model_store import ONNX_FILE, PACKAGE_FILES, README_FILE, new_folder, output_error, package_files
from .safetensors_header import MAX_WEIGHT_BYTES

__all__ = ["README_FILE", "copy_files", "new_folder", "pack", "unpack_files", "write_text"]

MAX_TEXT_BYTES = MAX_CARD_BYTES
# How large each file of a package may be. README and licences are not needed for it to work.
_FILES = {name: MAX_WEIGHT_BYTES if name in (WEIGHTS_FILE, ONNX_FILE) else MAX_TEXT_BYTES for name in PACKAGE_FILES}
_MAX_MEMBERS = 1000  # of a zip, with everything that file managers add
# Real weights hardly shrink in a zip. What grows more than this is made to fill a disk.
_MAX_GROWTH, _GROWTH_FREE_BYTES = 100, 1 << 20
# What zipfile raises for damaged, encrypted and unknown members.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # equal packages give equal zips
_CHUNK_BYTES = 1 << 20


def write_text(path: str, text: str) -> None:
    """Write UTF-8 with plain line ends on every system, so that checksums of packages do not depend on it."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def pack(folder: str, zip_path: str) -> None:
    """Write the package `folder` as one zip, whole or not at all. Raises `JobError` ("model.*", "output.*")."""
    card = load_card(folder)
    names = package_files(folder)
    missing = _missing(names) or ([card.weights.file] if card.weights.file not in names else [])
    if missing:
        raise JobError("model.missing", path=folder, reason=f"{missing[0]} is not there")
    target = os.path.abspath(zip_path)
    temporary = f"{target}.{uuid.uuid4().hex[:12]}.partial"
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name in names:
                info = zipfile.ZipInfo(name, _ZIP_TIME)
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                with open(os.path.join(folder, name), "rb") as source, archive.open(info, "w", force_zip64=True) as sink:
                    shutil.copyfileobj(source, sink, _CHUNK_BYTES)
        os.replace(temporary, target)
    except OSError as error:
        raise output_error(error, os.path.dirname(target)) from error
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def unpack_files(zip_path: str, folder: str, verify: Callable[[str], object]) -> None:
    """Unpack a zipped package into the new folder `folder`, if `verify` (given the unpacked folder) raises nothing.

    Only the files of a package are accepted, at the top or in one directory; sizes are counted while writing, whatever the
    archive claims. Raises `JobError`: "model.missing", "model.unsafe", "model.invalid", "output.*", and what `verify` raises.
    """
    _refuse_existing(folder)
    try:
        if not stat.S_ISREG(os.stat(zip_path).st_mode):
            raise JobError("model.invalid", path=zip_path, reason="it is no ordinary file")
        archive = zipfile.ZipFile(zip_path)
    except OSError as error:
        raise JobError("model.missing", path=zip_path, reason=error.strerror or str(error)) from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise JobError("model.invalid", path=zip_path, reason=f"it is no whole zip archive ({error})") from error
    with archive:
        members = _members(archive, zip_path)
        with new_folder(folder) as temporary:
            for name in (name for name in PACKAGE_FILES if name in members):  # small ones first, so that a lie is found early
                _extract(archive, members[name], os.path.join(temporary, name), zip_path)
                if name == CARD_FILE:
                    load_card(temporary)
            verify(temporary)


def copy_files(source: str, folder: str, verify: Callable[[str], object]) -> None:
    """Copy a package into the new folder `folder`, if `verify` (given the copy) raises nothing. What is no file of a package,
    and links, stay behind. Raises `JobError`: "output.*", and what `verify` raises.
    """
    _refuse_existing(folder)
    with new_folder(folder) as temporary:
        for name in package_files(source):
            if os.path.getsize(os.path.join(source, name)) > _FILES[name]:
                raise JobError("model.invalid", path=source, reason=f"'{name}' in it is larger than {_FILES[name]} bytes")
            shutil.copyfile(os.path.join(source, name), os.path.join(temporary, name), follow_symlinks=False)
        verify(temporary)


def _refuse_existing(folder: str) -> None:
    if os.path.lexists(folder):
        raise JobError("output.locked", path=folder, reason="something is there already")


def _missing(names: Iterable[str]) -> list[str]:
    """What these files lack to be a package: one with a network's configuration and weights, or one with an ONNX file."""
    found = set(names)
    wanted = (CARD_FILE, CONFIG_FILE, ONNX_FILE if ONNX_FILE in found else WEIGHTS_FILE)
    return [name for name in wanted if name not in found]


def _members(archive: zipfile.ZipFile, zip_path: str) -> dict[str, zipfile.ZipInfo]:
    """The archive's files by their name in the package."""
    members: dict[str, zipfile.ZipInfo] = {}
    directories: set[str] = set()
    entries = archive.infolist()
    if len(entries) > _MAX_MEMBERS:
        raise JobError("model.unsafe", path=zip_path, reason=f"it holds {len(entries)} files")
    for info in entries:
        directory, _, name = info.filename.rpartition("/")
        if info.is_dir() or directory.startswith("__MACOSX") or name == ".DS_Store":
            continue
        if name not in _FILES or "/" in directory or "\\" in directory or directory in ("..", ".") or ":" in directory:
            raise JobError("model.unsafe", path=zip_path, reason=f"it holds '{info.filename[:80]}', which is no part of a model")
        _check_member(info, name, zip_path)
        if name in members:
            raise JobError("model.invalid", path=zip_path, reason=f"it holds '{name}' twice")
        members[name] = info
        directories.add(directory)
    missing = _missing(members)
    if missing or len(directories) > 1:
        reason = f"it holds no {missing[0]}" if missing else "it holds files of several folders"
        raise JobError("model.invalid", path=zip_path, reason=reason)
    return members


def _check_member(info: zipfile.ZipInfo, name: str, zip_path: str) -> None:
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        raise JobError("model.unsafe", path=zip_path, reason=f"'{name}' in it is a link or no ordinary file")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # what the others raise, and take, has no limit
        raise JobError("model.invalid", path=zip_path, reason=f"'{name}' in it is packed in an unusual way")
    if info.file_size > _FILES[name]:
        raise JobError("model.invalid", path=zip_path, reason=f"'{name}' in it is larger than {_FILES[name]} bytes")
    if info.file_size > _GROWTH_FREE_BYTES + _MAX_GROWTH * info.compress_size:
        reason = f"'{name}' in it would grow from {info.compress_size} to {info.file_size} bytes"
        raise JobError("model.unsafe", path=zip_path, reason=reason)


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, zip_path: str) -> None:
    left = min(info.file_size, _FILES[os.path.basename(path)])
    try:
        with archive.open(info) as source, open(path, "wb") as sink:
            while chunk := source.read(_CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise JobError("model.invalid", path=zip_path, reason=f"'{info.filename[:80]}' in it is too large")
                sink.write(chunk)
    except _UNREADABLE as error:
        raise JobError("model.invalid", path=zip_path, reason=f"'{info.filename[:80]}' cannot be unpacked ({error})") from error
