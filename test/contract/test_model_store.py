"""Packages of a person: measured, renamed, copied, deleted; whole or not at all, and nothing beside them."""

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from landweave.core.contract import model_store
from landweave.core.contract.card import (
    Band,
    ClassInfo,
    InputInfo,
    ModelCard,
    Tiling,
    Weights,
    card_to_json,
    load_card,
)
from landweave.core.contract.errors import JobError

CARD = ModelCard(
    "landweave-model", 1, "Fields of Jeju", "1.2", "CC0-1.0", "", "Unet", "resnet18", (Band("red", "red"),),
    InputInfo("uint8", 0.3, 0.2, 0.5), (), (ClassInfo(0, "land", "#aabbcc"), ClassInfo(1, "field", "#00ff00")),
    Tiling(32, 64, 320, 512), (), Weights("model.safetensors", "sha256:" + "ab" * 32))


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


@pytest.fixture
def model(home):
    """A package as the store sees it; it never looks into the weights."""
    return make(home / "Fields_of_Jeju")


def make(folder):
    folder.mkdir()
    (folder / "model.json").write_text(card_to_json(CARD), encoding="utf-8")
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"w" * 1000)
    (folder / "README.md").write_text("# Fields")
    return folder


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def refused(code, call, *arguments):
    with pytest.raises(JobError) as caught:
        call(*arguments)
    assert caught.value.code == code, caught.value.message
    return caught.value


def test_size_counts_the_files_of_a_package(model):
    expected = sum(path.stat().st_size for path in model.iterdir())
    (model / "holiday.jpg").write_bytes(b"x" * 500)
    assert model_store.package_size_bytes(str(model)) == expected
    assert model_store.package_size_bytes(str(model / "nowhere")) == 0


@pytest.mark.parametrize(("name", "folder"), [
    ("Fields of Jeju", "Fields_of_Jeju"),
    ("a/b\\c:d*?", "a_b_c_d"), ("../../etc", "etc"), ("...", "model"), ("제주 밭", "제주_밭"),
    ("CON", "model_CON"), ("nul.txt", "model_nul.txt"), ("x" * 300, "x" * 80), ("a\nb\x00", "a_b"), (" .hidden", "hidden"),
])
def test_a_name_as_a_folder(name, folder):
    assert model_store.folder_name(name) == folder


def test_a_free_folder_is_free(home):
    first = model_store.free_folder(str(home), "a b")
    assert first == str(home / "a_b")
    (home / "a_b").mkdir()
    (home / "a_b_2").symlink_to(home / "nowhere")
    assert model_store.free_folder(str(home), "a b") == str(home / "a_b_3")


def test_rename_in_our_home_moves_the_folder_too(model, home):
    before = tree(model)
    where = model_store.rename_model(str(model), "  Orchards  of Jeju ", str(home))
    assert where == str(home / "Orchards_of_Jeju")
    assert load_card(where) == replace(CARD, name="Orchards of Jeju")
    after = tree(where)
    assert {name: data for name, data in after.items() if name != "model.json"} == {
        name: data for name, data in before.items() if name != "model.json"}
    assert [path.name for path in home.iterdir()] == ["Orchards_of_Jeju"]


def test_rename_elsewhere_keeps_the_folder(model, tmp_path):
    assert model_store.rename_model(str(model), "Orchards", str(tmp_path)) == str(model)
    assert load_card(str(model)).name == "Orchards"


def test_rename_to_a_name_that_is_taken_gets_a_folder_of_its_own(model, home):
    (home / "Orchards").mkdir()
    assert model_store.rename_model(str(model), "Orchards", str(home)) == str(home / "Orchards_2")
    assert list((home / "Orchards").iterdir()) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_names_that_are_none(model, name):
    before = tree(model)
    refused("job.invalid", model_store.rename_model, str(model), name)
    refused("job.invalid", model_store.duplicate_model, str(model), name, str(model.parent))
    assert tree(model.parent) == {f"{model.name}/{file}": data for file, data in before.items()}


def test_a_rename_that_fails_leaves_the_old_card(model, monkeypatch):
    before = tree(model)

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(model_store.os, "replace", full)
    refused("output.disk_full", model_store.rename_model, str(model), "Orchards")
    assert tree(model) == before


def test_a_folder_that_cannot_move_keeps_its_place(model, home, monkeypatch):
    def locked(*_args):
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(model_store.os, "rename", locked)
    assert model_store.rename_model(str(model), "Orchards", str(home)) == str(model)
    assert load_card(str(model)).name == "Orchards"


def test_a_duplicate_is_equal_but_for_name_and_parent(model, home):
    (model / "holiday.jpg").write_bytes(b"x")
    before = tree(model)
    where = model_store.duplicate_model(str(model), "Copy", str(home))
    assert where == str(home / "Copy")
    assert load_card(where) == replace(CARD, name="Copy", parent="Fields of Jeju 1.2 (sha256:ababa)")
    assert (home / "Copy" / "model.safetensors").read_bytes() == before["model.safetensors"]
    assert not (home / "Copy" / "holiday.jpg").exists()
    assert tree(model) == before
    assert sorted(path.name for path in home.iterdir()) == ["Copy", "Fields_of_Jeju"]


def test_a_duplicate_that_fails_leaves_nothing(model, home, monkeypatch):
    before = tree(home)

    def full(*_args, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(model_store.shutil, "copyfile", full)
    refused("output.disk_full", model_store.duplicate_model, str(model), "Copy", str(home))
    assert tree(home) == before
    assert [path.name for path in home.iterdir()] == ["Fields_of_Jeju"]


def test_delete(model, home):
    (home / "other").mkdir()
    model_store.delete_model(str(model))
    assert [path.name for path in home.iterdir()] == ["other"]


def test_a_damaged_package_can_be_deleted(model):
    (model / "model.json").write_text("{")
    (model / "config.json").unlink()
    model_store.delete_model(str(model))
    assert not model.exists()


@pytest.mark.parametrize("make_stranger", [
    lambda folder: (folder / "holiday.jpg").write_bytes(b"x"), lambda folder: (folder / "more").mkdir(),
    lambda folder: (folder / "LICENSE").symlink_to(folder / "config.json"), lambda folder: os.mkfifo(folder / "NOTICE"),
])
def test_a_folder_with_other_things_is_not_deleted(model, make_stranger):
    make_stranger(model)
    before = sorted(path.name for path in model.iterdir())
    error = refused("model.foreign", model_store.delete_model, str(model))
    assert any(name in error.message for name in ("holiday.jpg", "more", "LICENSE", "NOTICE"))
    assert sorted(path.name for path in model.iterdir()) == before


def test_what_is_no_package_is_not_deleted(home, model, tmp_path):
    (home / "photos").mkdir()
    refused("model.missing", model_store.delete_model, str(home / "photos"))
    refused("model.missing", model_store.delete_model, str(home / "nowhere"))
    link = tmp_path / "link"
    link.symlink_to(model)
    refused("model.missing", model_store.delete_model, str(link))
    assert (model / "model.json").exists()
    assert (home / "photos").exists()


def test_the_shipped_model_is_neither_renamed_nor_deleted_but_copied(home, monkeypatch, tmp_path):
    shipped = tmp_path / "plugin" / "models"
    shipped.mkdir(parents=True)
    monkeypatch.setattr(model_store, "SHIPPED_FOLDER", str(shipped))
    ours = make(shipped / "default")
    before = tree(shipped)
    assert "belongs to Landweave" in refused("model.shipped", model_store.rename_model, str(ours), "Mine").message
    refused("model.shipped", model_store.delete_model, str(ours))
    where = model_store.duplicate_model(str(ours), "Mine", str(home))
    assert load_card(where).name == "Mine"
    assert tree(shipped) == before


def test_our_own_model_counts_as_shipped():
    default = os.path.join(model_store.SHIPPED_FOLDER, "default")
    assert model_store.is_shipped(default)
    assert load_card(default).name
    assert model_store.foreign_files(default) == []


def test_a_folder_that_cannot_be_written_says_so(model, monkeypatch):
    def read_only(*_args, **_options):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(model_store.os, "rename", read_only)
    assert "Permission denied" in refused("output.read_only", model_store.delete_model, str(model)).message
    monkeypatch.undo()
    monkeypatch.setattr(model_store.os, "replace", read_only)
    refused("output.read_only", model_store.rename_model, str(model), "Other")
    assert sorted(tree(model)) == ["README.md", "config.json", "model.json", "model.safetensors"]


def test_numbers_that_are_none_are_refused_before_they_can_be_written(model):
    card = json.loads((model / "model.json").read_text())
    for text in ("NaN", "1e999", "-Infinity"):
        (model / "model.json").write_text(json.dumps(card).replace('"metrics": {}', f'"metrics": {{"miou": {text}}}'))
        assert "not finite" in refused("model.invalid", load_card, str(model)).message
