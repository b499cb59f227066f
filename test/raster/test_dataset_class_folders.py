"""Images that lie in a folder of their class, as sets for classifying patches do; what looks like it and is not."""

import numpy as np
import pytest
from landweave.core.raster.datasets.scan import read_classes, scan_dataset
from landweave.test.raster.test_dataset_scan import SIZE, codes, finding, image, mask


def class_folders(root, names=("Forest", "River", "highway"), count=3, prefix=""):
    for number, name in enumerate(names):
        for i in range(count):
            image(root / prefix / name / f"{name}_{i}.png", seed=10 * number + i)


def test_each_image_is_of_the_class_of_its_folder(tmp_path):
    class_folders(tmp_path)
    scan = scan_dataset(tmp_path)
    assert (scan.layout, scan.usable, scan.mask_kind) == ("classes", True, "index")
    assert [item.name for item in scan.classes] == ["Forest", "River", "highway"]
    assert [item.pixels for item in scan.classes] == [3 * SIZE[0] * SIZE[1]] * 3
    for pair in scan.pairs:
        value = next(item.value for item in scan.classes if item.name == pair.label)
        assert np.array_equal(read_classes(pair, scan), np.full(SIZE, value))
    said = finding(scan, "dataset.class_folders")
    assert said.level == "info"
    assert "Forest, highway, River" in said.message or "Forest, River, highway" in said.message


def test_train_and_test_folders_above_the_classes(tmp_path):
    class_folders(tmp_path, prefix="train")
    class_folders(tmp_path, count=2, prefix="test")
    scan = scan_dataset(tmp_path)
    assert scan.layout == "classes"
    assert {name: len(scan.split(name)) for name in ("train", "val", "test")} == {"train": 9, "val": 0, "test": 6}
    assert len(scan.classes) == 3


def test_counting_a_part_still_knows_all_classes(tmp_path):
    class_folders(tmp_path, names=[f"class {i}" for i in range(12)], count=1)
    assert len(scan_dataset(tmp_path, most=4).classes) == 12


def test_a_damaged_image_is_named_and_left_out(tmp_path):
    class_folders(tmp_path)
    (tmp_path / "River" / "River_0.png").write_bytes(b"no picture")
    scan = scan_dataset(tmp_path)
    assert len(scan.pairs) == 8
    assert "River_0.png" in finding(scan, "dataset.unreadable").message


@pytest.mark.parametrize("names", [("images", "more images"), ("one",), ("train", "test")])
def test_folders_that_name_no_class_are_images_without_masks(tmp_path, names):
    class_folders(tmp_path, names=names)
    scan = scan_dataset(tmp_path)
    assert scan.layout != "classes"
    assert "dataset.no_masks" in codes(scan, "error")


def test_folders_at_different_depths_are_no_classes(tmp_path):
    class_folders(tmp_path, names=("north", "south"))
    image(tmp_path / "north" / "deep" / "a.png")
    assert scan_dataset(tmp_path).layout != "classes"


def test_with_masks_the_folders_are_places(tmp_path):
    for name in ("Seoul", "Busan"):
        image(tmp_path / name / "images" / "a.png")
        mask(tmp_path / name / "masks" / "a.png")
    scan = scan_dataset(tmp_path)
    assert scan.layout == "folders"
    assert len(scan.pairs) == 2
