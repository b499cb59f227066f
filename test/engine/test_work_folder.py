"""Finished blocks: taken over only by the same run, only whole, and never by two runs at once."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from landweave.core.contract.errors import JobError
from landweave.core.engine.blocks import FinishedBlock, block_key
from landweave.core.engine.cutting import Cutting
from landweave.core.engine.file_lock import FileLock
from landweave.core.engine.work_folder import Begun, WorkFolder, look
from landweave.core.raster.class_file import write_whole
from landweave.core.raster.grid import Window

CUTTING = Cutting(160, 32, 96, 192, 1)
IDENTITY = {"raster": {"path": "a.tif"}, "weights": "00"}
NOTHING = Begun(None, {}, 0)
BLOCKS = [Window(0, 192 * i, 192, 192) for i in range(4)]


def begin(folder, count=3):
    """A run that was interrupted after `count` blocks."""
    work = WorkFolder(folder, "map")
    with work.held():
        work.open(IDENTITY, CUTTING, NOTHING)
        for number, block in enumerate(BLOCKS[:count]):
            content = f"block {number}".encode() * 20
            name = f"classes_{block_key(block)}.tif"
            write_whole(work.path / name, content)
            import zlib

            work.record(FinishedBlock(block, {name: zlib.crc32(content)}, (number, 10)))
    return work.path


def test_the_same_run_takes_over_blocks_and_cutting(tmp_path):
    path = begin(tmp_path)
    begun = look(path, IDENTITY)
    assert begun == Begun(CUTTING, {block_key(b): (i, 10) for i, b in enumerate(BLOCKS[:3])}, 0)
    again = WorkFolder(tmp_path, "map")
    with again.held():
        again.open(IDENTITY, CUTTING, begun)
        assert [again.is_finished(b) for b in BLOCKS] == [True, True, True, False]
        assert again.counts(2).tolist() == [0 + 1 + 2, 30]


def test_another_run_takes_over_nothing_and_says_how_much_goes(tmp_path):
    path = begin(tmp_path)
    other = {**IDENTITY, "weights": "11"}
    begun = look(path, other)
    assert begun == Begun(None, {}, 3)
    again = WorkFolder(tmp_path, "map")
    with again.held():
        again.open(other, CUTTING, begun)
        assert not any(again.is_finished(b) for b in BLOCKS)
        assert sorted(p.name for p in path.iterdir()) == ["lock", "run.json"]
    assert look(path, IDENTITY) == NOTHING


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_torn_journal_loses_one_block_and_no_later_one(tmp_path, cut):
    path = begin(tmp_path)
    journal = path / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-cut])
    begun = look(path, IDENTITY)
    whole = 3 if cut == 1 else 2  # without its line break the last line is still whole
    assert len(begun.blocks) == whole
    again = WorkFolder(tmp_path, "map")
    with again.held():
        again.open(IDENTITY, CUTTING, begun)
        write_whole(path / "new.tif", b"x")
        again.record(FinishedBlock(BLOCKS[3], {"new.tif": 0x8CDC1683}, (7, 7)))
    assert list(look(path, IDENTITY).blocks) == [block_key(b) for b in [*BLOCKS[:whole], BLOCKS[3]]]


@pytest.mark.parametrize("spoil", [lambda p: p.unlink(), lambda p: p.write_bytes(p.read_bytes()[:-1]),
                                   lambda p: p.write_bytes(b"B" + p.read_bytes()[1:])])
def test_a_missing_or_changed_file_is_an_unfinished_block(tmp_path, spoil):
    path = begin(tmp_path)
    spoil(path / f"classes_{block_key(BLOCKS[1])}.tif")
    assert list(look(path, IDENTITY).blocks) == [block_key(BLOCKS[0]), block_key(BLOCKS[2])]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"identity": {}}', '{"identity": {"raster": 1}, "cutting": 3}'])
def test_an_unreadable_run_is_another_run(tmp_path, text):
    path = begin(tmp_path)
    (path / "run.json").write_text(text)
    assert look(path, IDENTITY) == Begun(None, {}, 3)


def test_lines_that_are_no_entries_are_passed_over(tmp_path):
    path = begin(tmp_path, 1)
    with (path / "journal.jsonl").open("a") as file:
        for line in ("[]", "7", json.dumps({"block": "x"}), json.dumps({"block": "x", "files": [], "counts": []}), "\x00"):
            file.write(line + "\n")
    assert list(look(path, IDENTITY).blocks) == [block_key(BLOCKS[0])]


def test_removing_ends_the_holding_and_leaves_nothing(tmp_path):
    path = begin(tmp_path)
    (path / "folder").mkdir()
    work = WorkFolder(tmp_path, "map")
    with work.held():
        work.remove()
    assert not path.exists()


HOLDER = textwrap.dedent("""
    import importlib.util, pathlib, sys
    spec = importlib.util.spec_from_file_location("file_lock", sys.argv[1])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    print(module.FileLock(pathlib.Path(sys.argv[2])).take(), flush=True)
    sys.stdin.read()
""")


def test_a_folder_in_use_is_refused_until_its_holder_dies(tmp_path):
    path = begin(tmp_path)
    lock_file = Path(sys.modules[FileLock.__module__].__file__)
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, lock_file, path / "lock"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline() == "0\n"
        work = WorkFolder(tmp_path, "map")
        with pytest.raises(JobError) as failure, work.held():
            pytest.fail("the folder was given twice")
        assert (failure.value.code, failure.value.data["pid"]) == ("output.in_use", holder.pid)
        assert len(look(path, IDENTITY).blocks) == 3  # and nothing was thrown away
    finally:
        holder.kill()
        holder.wait()
    with work.held():
        assert (path / "lock").read_text() == str(os.getpid())
    assert not (path / "lock").exists()


def test_a_lock_left_by_the_dead_is_no_lock(tmp_path):
    (tmp_path / "lock").write_text("1")
    lock = FileLock(tmp_path / "lock")
    assert lock.take() == 0
    assert FileLock(tmp_path / "lock").take() == os.getpid()
    lock.release()
    assert FileLock(tmp_path / "lock").take() == 0


def test_a_run_that_is_refused_leaves_no_empty_folder(tmp_path):
    work = WorkFolder(tmp_path, "map")
    with work.held():
        assert work.path.is_dir()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(JobError), work.held():
        raise JobError("output.disk_small", path=str(tmp_path), needed_mb=2, free_mb=1)
    assert list(tmp_path.iterdir()) == []
    path = begin(tmp_path)
    with pytest.raises(JobError), WorkFolder(tmp_path, "map").held():
        raise JobError("output.disk_small", path=str(tmp_path), needed_mb=2, free_mb=1)
    assert len(look(path, IDENTITY).blocks) == 3


def test_a_folder_that_goes_while_it_is_taken_is_made_again(tmp_path, monkeypatch):
    work, take = WorkFolder(tmp_path, "map"), FileLock.take

    def late(lock):
        monkeypatch.setattr(FileLock, "take", take)
        work.path.rmdir()
        return take(lock)

    monkeypatch.setattr(FileLock, "take", late)
    with work.held():
        assert work.path.is_dir()
