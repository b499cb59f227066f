"""A model package as files: written whole or not at all, and as one zip for sharing."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import uuid
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..core.contract.card import CARD_FILE, CONFIG_FILE, MAX_CARD_BYTES, WEIGHTS_FILE, load_card
from ..core.contract.errors import JobError
from .safetensors_header import MAX_WEIGHT_BYTES

README_FILE = "README.md"
MAX_TEXT_BYTES = MAX_CARD_BYTES

# The only files that a package has, and how large each may be. README and licences are not needed for it to work.
_FILES = {
    CARD_FILE: MAX_TEXT_BYTES, CONFIG_FILE: MAX_TEXT_BYTES, WEIGHTS_FILE: MAX_WEIGHT_BYTES, README_FILE: MAX_TEXT_BYTES,
    "LICENSE": MAX_TEXT_BYTES, "LICENSE.txt": MAX_TEXT_BYTES, "NOTICE": MAX_TEXT_BYTES,
}
_NEEDED = (CARD_FILE, CONFIG_FILE, WEIGHTS_FILE)
# What zipfile raises for damaged, encrypted and unknown members.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # equal packages give equal zips
_CHUNK_BYTES = 1 << 20


@contextmanager
def new_folder(folder: str) -> Iterator[str]:
    """A temporary folder that takes the name `folder` when the block ends well, in place of what was there; else it goes.

    Raises `JobError` ("output.read_only", "output.disk_full", "output.locked").
    """
    target = os.path.abspath(folder)
    parent = os.path.dirname(target)
    try:
        os.makedirs(parent, exist_ok=True)
        temporary = os.path.join(parent, f".{os.path.basename(target)}.{uuid.uuid4().hex[:12]}.partial")
        os.mkdir(temporary)
    except OSError as error:
        raise _output_error(error, parent) from error
    try:
        yield temporary
        _swap(temporary, target)
    except OSError as error:
        raise _output_error(error, parent) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write_text(path: str, text: str) -> None:
    """Write UTF-8 with plain line ends on every system, so that checksums of packages do not depend on it."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def pack(folder: str, zip_path: str) -> None:
    """Write the package `folder` as one zip, whole or not at all. Raises `JobError` ("model.*", "output.*")."""
    load_card(folder)
    names = [name for name in _FILES if os.path.isfile(os.path.join(folder, name))]
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise JobError("model.missing", path=folder, reason=f"{missing[0]} is not there")
    target = os.path.abspath(zip_path)
    temporary = f"{target}.{os.getpid()}.partial"
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name in names:
                info = zipfile.ZipInfo(name, _ZIP_TIME)
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                with open(os.path.join(folder, name), "rb") as source, archive.open(info, "w", force_zip64=True) as sink:
                    shutil.copyfileobj(source, sink, _CHUNK_BYTES)
        os.replace(temporary, target)
    except OSError as error:
        raise _output_error(error, os.path.dirname(target)) from error
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def unpack_files(zip_path: str, folder: str, verify: Callable[[str], object]) -> None:
    """Unpack a zipped package into the new folder `folder`, if `verify` (given the unpacked folder) raises nothing.

    Only the files of a package are accepted, at the top or in one directory; sizes are counted while writing, whatever the
    archive claims. Raises `JobError`: "model.missing", "model.unsafe", "model.invalid", "output.*", and what `verify` raises.
    """
    if os.path.lexists(folder):
        raise JobError("output.locked", path=folder, reason="something is there already")
    try:
        archive = zipfile.ZipFile(zip_path)
    except OSError as error:
        raise JobError("model.missing", path=zip_path, reason=error.strerror or str(error)) from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise JobError("model.invalid", path=zip_path, reason=f"it is no whole zip archive ({error})") from error
    with archive:
        members = _members(archive, zip_path)
        with new_folder(folder) as temporary:
            for name, info in members.items():
                _extract(archive, info, os.path.join(temporary, name), _FILES[name], zip_path)
            verify(temporary)


def _members(archive: zipfile.ZipFile, zip_path: str) -> dict[str, zipfile.ZipInfo]:
    """The archive's files by their name in the package."""
    members: dict[str, zipfile.ZipInfo] = {}
    directories: set[str] = set()
    for info in archive.infolist():
        directory, _, name = info.filename.rpartition("/")
        if info.is_dir() or directory.startswith("__MACOSX") or name == ".DS_Store":
            continue
        if name not in _FILES or "/" in directory or "\\" in directory or directory in ("..", ".") or ":" in directory:
            raise JobError("model.unsafe", path=zip_path, reason=f"it holds '{info.filename[:80]}', which is no part of a model")
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
            raise JobError("model.unsafe", path=zip_path, reason=f"'{name}' in it is a link or no ordinary file")
        if name in members:
            raise JobError("model.invalid", path=zip_path, reason=f"it holds '{name}' twice")
        if info.file_size > _FILES[name]:
            raise JobError("model.invalid", path=zip_path, reason=f"'{name}' in it is larger than {_FILES[name]} bytes")
        members[name] = info
        directories.add(directory)
    missing = [name for name in _NEEDED if name not in members]
    if missing or len(directories) > 1:
        reason = f"it holds no {missing[0]}" if missing else "it holds files of several folders"
        raise JobError("model.invalid", path=zip_path, reason=reason)
    return members


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, limit_bytes: int, zip_path: str) -> None:
    left = limit_bytes
    try:
        with archive.open(info) as source, open(path, "wb") as sink:
            while chunk := source.read(_CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise JobError("model.invalid", path=zip_path, reason=f"'{info.filename[:80]}' in it is too large")
                sink.write(chunk)
    except _UNREADABLE as error:
        raise JobError("model.invalid", path=zip_path, reason=f"'{info.filename[:80]}' cannot be unpacked ({error})") from error


def _swap(temporary: str, target: str) -> None:
    """Give the finished folder its name. An old package steps aside first and comes back if the new one cannot take its place."""
    if not os.path.lexists(target):
        os.rename(temporary, target)
        return
    strangers = [] if not os.path.isdir(target) else sorted(name for name in os.listdir(target) if name not in _FILES)
    if strangers or not os.path.isdir(target):
        reason = f"it holds '{strangers[0]}', which is no part of a model" if strangers else "it is no folder"
        raise JobError("output.locked", path=target, reason=reason)
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


def _output_error(error: OSError, folder: str) -> JobError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        free_mb = shutil.disk_usage(folder).free // 1_000_000
        return JobError("output.disk_full", path=folder, free_mb=free_mb)
    return JobError("output.read_only", path=folder, reason=error.strerror or str(error))
