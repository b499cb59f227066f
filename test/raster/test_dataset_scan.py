"""Folders as people and programs lay them out, and what is wrong with single files of them."""

import json

import numpy as np
import pytest
import rasterio
from landweave.core.contract.errors import WARNINGS, Cancelled, JobError
from landweave.core.raster.datasets.masks import read_mask
from landweave.core.raster.datasets.scan import scan_dataset
from PIL import Image
from rasterio.transform import from_origin

SIZE = (24, 20)  # rows, cols


def image(path, seed=1, size=SIZE):
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (*size, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def mask(path, values=(0, 1, 2), seed=1, size=SIZE):
    """Columns of class values; the returned array is what the file holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    stored = np.repeat(np.array(values, np.uint8), -(-size[1] // len(values)))[: size[1]]
    stored = np.tile(np.roll(stored, seed), (size[0], 1))
    Image.fromarray(stored).save(path)
    return stored


def raster(path, bands=4, dtype="uint16", alpha=False, crs="EPSG:32633"):
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(2).integers(0, 200, (bands, *SIZE)).astype(dtype)
    with rasterio.open(path, "w", driver="GTiff", height=SIZE[0], width=SIZE[1], count=bands, dtype=dtype, crs=crs,
                       transform=from_origin(500000, 5000000, 0.5, 0.5), **({"alpha": "yes"} if alpha else {})) as file:
        file.write(pixels)


def codes(scan, level=None):
    return [f.code for f in scan.findings if level is None or f.level == level]


def finding(scan, code):
    found = [f for f in scan.findings if f.code == code]
    assert len(found) == 1, codes(scan)
    return found[0]


def paired(scan, root):
    return {(p.image[len(str(root)) + 1:], p.mask[len(str(root)) + 1:], p.split) for p in scan.pairs}


LAYOUTS = {
    "images and masks": [("images/a.png", "masks/a.png", "train"), ("images/b.png", "masks/b.png", "train")],
    "imgs with _mask": [("data/imgs/0c_01.jpg", "data/masks/0c_01_mask.gif", "train")],
    "carvana as unpacked": [("train/x_01.jpg", "train_masks/x_01_mask.gif", "train")],
    "unet membrane": [("train/image/0.png", "train/label/0.png", "train")],
    "camvid": [("train/0001TP.png", "trainannot/0001TP.png", "train"), ("val/0016E5.png", "valannot/0016E5.png", "val"),
               ("test/S.png", "testannot/S.png", "test")],
    "camvid with _L": [("train/0001TP.png", "train_labels/0001TP_L.png", "train"), ("val/9.png", "val_labels/9_L.png", "val")],
    "deepglobe": [("train/119_sat.jpg", "train/119_mask.png", "train"), ("valid/12_sat.jpg", "valid/12_mask.png", "val")],
    "inria": [("train/images/vienna1.tif", "train/gt/vienna1.tif", "train")],
    "images/train": [("images/train/a.png", "masks/train/a.png", "train"), ("images/val/a.png", "masks/val/a.png", "val")],
    "nested by kind": [("Train/Urban/images_png/1.png", "Train/Urban/masks_png/1.png", "train"),
                       ("Train/Rural/images_png/1.png", "Train/Rural/masks_png/1.png", "train")],
    "tiles with equal names": [("Tile 1/images/p_1.jpg", "Tile 1/masks/p_1.png", "train"),
                               ("Tile 2/images/p_1.jpg", "Tile 2/masks/p_1.png", "train")],
    "prefixes": [("img_1.png", "mask_1.png", "train"), ("img_2.png", "mask_2.png", "train")],
    "deepness": [("tile_img_0_1.png", "tile_mask_0_1.png", "train"), ("tile_img_1_1.png", "tile_mask_1_1.png", "train")],
    "voc": [("JPEGImages/2007_1.jpg", "SegmentationClass/2007_1.png", "train")],
    "words in image names": [("images/image_part_1.jpg", "masks/image_part_1.png", "train")],
    "masks beside images": [("images/7.png", "images/7_mask.png", "train")],
    "ground truth": [("image/서울 1.png", "ground_truth/서울 1.png", "train")],
    "x and y": [("x_train/1.png", "y_train/1.png", "train")],
    "masks elsewhere": [("oam/t-1.png", "derived_masks/t-1.png", "train")],
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(tmp_path, name):
    for number, (image_path, mask_path, _split) in enumerate(LAYOUTS[name]):
        image(tmp_path / image_path, number)
        mask(tmp_path / mask_path, seed=number)
    scan = scan_dataset(tmp_path)
    assert paired(scan, tmp_path) == set(LAYOUTS[name])
    assert scan.usable
    assert codes(scan, "warning") == []
    assert scan.labels() == {"0": "class 0", "1": "class 1", "2": "class 2"}


def test_a_beginners_dataset(tmp_path):
    for number in range(3):
        image(tmp_path / f"images/{number}.png", number)
        stored = mask(tmp_path / f"masks/{number}.png", (0, 255), number)
    scan = scan_dataset(tmp_path)
    assert (scan.layout, scan.mask_kind, scan.bands, scan.dtype) == ("folders", "index", 3, "uint8")
    assert [(c.value, c.name, c.codes) for c in scan.classes] == [(0, "background", ("0",)), (1, "foreground", ("255",))]
    assert sum(c.pixels for c in scan.classes) == 3 * SIZE[0] * SIZE[1]
    np.testing.assert_array_equal(read_mask(scan.pairs[2].mask, scan), stored // 255)
    assert scan.findings == ()
    assert scan.band_names == ("red", "green", "blue")


def test_facts_are_json(tmp_path):
    image(tmp_path / "images/a.png")
    mask(tmp_path / "masks/a.png")
    image(tmp_path / "images/b.png")
    facts = json.loads(json.dumps(scan_dataset(tmp_path).facts()))
    assert facts["pairs"] == {"train": 1, "val": 0, "test": 0}
    assert facts["smallest"] == facts["largest"] == list(SIZE)
    assert facts["findings"][0]["data"]["paths"] == ["images/b.png"]


def test_globs(tmp_path):
    image(tmp_path / "one/a.png")
    mask(tmp_path / "two/a.png")
    mask(tmp_path / "masks/a.png", (5, 6))
    scan = scan_dataset(tmp_path, "one/*", "two/*")
    assert paired(scan, tmp_path) == {("one/a.png", "two/a.png", "train")}
    assert paired(scan_dataset(tmp_path, "one/*"), tmp_path) == {("one/a.png", "masks/a.png", "train")}


# -- lists --------------------------------------------------------------------------------------------------------


def test_list_files(tmp_path):
    for name in "abcd":
        image(tmp_path / f"images/{name}.png")
        mask(tmp_path / f"masks/{name}.png")
    (tmp_path / "train.txt").write_text("a\nimages/b.png\nnot_there\n")
    (tmp_path / "val.txt").write_text("c\n")
    scan = scan_dataset(tmp_path)
    assert scan.layout == "lists"
    assert {(i, s) for i, _, s in paired(scan, tmp_path)} == {("images/a.png", "train"), ("images/b.png", "train"),
                                                              ("images/c.png", "val")}
    assert finding(scan, "dataset.unlisted").data["paths"] == ["images/d.png"]
    assert finding(scan, "dataset.listed_missing").data["paths"] == ["not_there"]


def test_a_list_of_other_things_is_ignored(tmp_path):
    image(tmp_path / "images/a.png")
    mask(tmp_path / "masks/a.png")
    (tmp_path / "train.txt").write_text("tile_0_0\ntile_0_1\n")
    scan = scan_dataset(tmp_path)
    assert len(scan.pairs) == 1
    assert "train.txt" in finding(scan, "dataset.list_unknown").message


def test_a_list_of_pairs_joins_other_names(tmp_path):
    image(tmp_path / "JPEGImages/a.jpg")
    mask(tmp_path / "SegmentationClass/z.png")
    (tmp_path / "train.txt").write_text("/JPEGImages/a.jpg /SegmentationClass/z.png\n")
    assert paired(scan_dataset(tmp_path), tmp_path) == {("JPEGImages/a.jpg", "SegmentationClass/z.png", "train")}


def test_cvat_export(tmp_path):
    image(tmp_path / "JPEGImages/a.jpg")
    (tmp_path / "SegmentationClass").mkdir()
    colors = np.zeros((*SIZE, 3), np.uint8)
    colors[:, 10:] = (10, 128, 0)
    Image.fromarray(colors).save(tmp_path / "SegmentationClass/a.png")
    image(tmp_path / "SegmentationObject/a.png")
    (tmp_path / "labelmap.txt").write_text("# label:color_rgb:parts:actions\nbackground:0,0,0::\nroad:10,128,0::\n")
    (tmp_path / "ImageSets/Segmentation").mkdir(parents=True)
    (tmp_path / "ImageSets/Segmentation/default.txt").write_text("a\n")
    scan = scan_dataset(tmp_path)
    assert (scan.layout, scan.mask_kind) == ("cvat", "color")
    assert scan.colors() == {"#000000": "background", "#0a8000": "road"}
    np.testing.assert_array_equal(read_mask(scan.pairs[0].mask, scan), (colors[..., 1] > 0).astype(np.uint8))
    assert scan.findings == ()


def test_esri_classified_tiles(tmp_path):
    for number in range(2):
        raster(tmp_path / f"images/{number:012d}.tif", bands=3, dtype="uint8")
        mask(tmp_path / f"labels/{number:012d}.tif", (0, 3))
    (tmp_path / "map.txt").write_text("".join(f"images\\{n:012d}.tif  labels\\{n:012d}.tif\n" for n in range(2)))
    (tmp_path / "stats.txt").write_text("images = 2 *3*20*24\n")
    (tmp_path / "esri_model_definition.emd").write_text(json.dumps(
        {"MetaDataMode": "Classified_Tiles", "Classes": [{"Value": 3, "Name": "Building", "Color": [205, 1, 2]}]}))
    scan = scan_dataset(tmp_path)
    assert (scan.layout, len(scan.pairs)) == ("esri", 2)
    assert [(c.value, c.name, c.color) for c in scan.classes] == [(0, "background", "#000000"), (3, "Building", "#cd0102")]
    assert "EPSG" in scan.pairs[0].crs_wkt or "UTM" in scan.pairs[0].crs_wkt
    assert codes(scan) == ["dataset.background_added"]


def test_esri_zero_is_unlabelled_where_there_are_several_classes(tmp_path):
    raster(tmp_path / "images/1.tif", bands=3, dtype="uint8")
    mask(tmp_path / "labels/1.tif", (0, 1, 2, 2))
    (tmp_path / "esri_model_definition.emd").write_text(json.dumps(
        {"Classes": [{"Value": 1, "Name": "Road", "Color": [1, 2, 3]}, {"Value": 2, "Name": "Roof", "Color": [9, 9, 9]}]}))
    scan = scan_dataset(tmp_path)
    assert [c.value for c in scan.classes] == [1, 2]
    assert finding(scan, "dataset.zero_ignored").data["percent"] == 25.0
    assert set(np.unique(read_mask(scan.pairs[0].mask, scan))) == {1, 2, 255}


# -- faults of files ----------------------------------------------------------------------------------------------


def test_missing_partners_in_both_directions(tmp_path):
    for name in "ab":
        image(tmp_path / f"images/{name}.png")
    for name in "bc":
        mask(tmp_path / f"masks/{name}.png")
    scan = scan_dataset(tmp_path)
    assert len(scan.pairs) == 1
    assert "images/a.png" in finding(scan, "dataset.missing_mask").message
    assert "masks/c.png" in finding(scan, "dataset.missing_image").message
    assert scan.usable


def test_equal_names_in_other_folders_are_no_partners(tmp_path):
    image(tmp_path / "Tile 1/images/p.png")
    image(tmp_path / "Tile 2/images/p.png")
    mask(tmp_path / "Tile 2/masks/p.png")
    mask(tmp_path / "Tile 3/masks/p.png")
    scan = scan_dataset(tmp_path)
    assert paired(scan, tmp_path) == {("Tile 2/images/p.png", "Tile 2/masks/p.png", "train")}
    assert codes(scan, "warning") == ["dataset.missing_mask", "dataset.missing_image"]


def test_two_masks_for_one_image(tmp_path):
    image(tmp_path / "images/a.png")
    mask(tmp_path / "masks/a.png")
    mask(tmp_path / "masks/a.tif")
    assert finding(scan_dataset(tmp_path), "dataset.duplicate_mask").data["paths"] == ["masks/a.tif"]


def test_a_test_folder_without_masks(tmp_path):
    image(tmp_path / "train/image/0.png")
    mask(tmp_path / "train/label/0.png")
    image(tmp_path / "test/0.png")
    scan = scan_dataset(tmp_path)
    assert finding(scan, "dataset.split_unlabelled").data == {"split": "test", "count": 1}
    assert "dataset.missing_mask" not in codes(scan)


def test_other_size_than_the_image(tmp_path):
    for name in "ab":
        image(tmp_path / f"images/{name}.png")
    mask(tmp_path / "masks/a.png")
    mask(tmp_path / "masks/b.png", size=(12, 10))
    scan = scan_dataset(tmp_path)
    assert [p.image[-5:] for p in scan.pairs] == ["a.png"]
    assert finding(scan, "dataset.size").data["paths"] == ["masks/b.png"]


def test_damaged_files(tmp_path):
    for name in "abc":
        image(tmp_path / f"images/{name}.png")
        mask(tmp_path / f"masks/{name}.png", size=SIZE)
    (tmp_path / "images/a.png").write_bytes(b"no picture")
    whole = (tmp_path / "masks/b.png").read_bytes()
    (tmp_path / "masks/b.png").write_bytes(whole[: len(whole) // 2])
    scan = scan_dataset(tmp_path)
    assert set(finding(scan, "dataset.unreadable").data["paths"]) == {"images/a.png", "masks/b.png"}
    assert len(scan.pairs) == 1


def test_other_band_count(tmp_path):
    for name in "abc":
        raster(tmp_path / f"images/{name}.tif")
        mask(tmp_path / f"masks/{name}.png")
    raster(tmp_path / "images/b.tif", bands=3)
    raster(tmp_path / "images/c.tif", bands=5, alpha=True)
    scan = scan_dataset(tmp_path)
    assert (scan.bands, scan.dtype) == (4, "uint16")
    assert finding(scan, "dataset.bands").data["paths"] == ["images/b.tif"]
    assert [len(p.bands) for p in scan.pairs] == [4, 4]  # alpha is no band


def test_other_number_type_is_said(tmp_path):
    raster(tmp_path / "images/a.tif")
    raster(tmp_path / "images/b.tif", dtype="float32")
    for name in "ab":
        mask(tmp_path / f"masks/{name}.png")
    scan = scan_dataset(tmp_path)
    assert scan.dtype == "mixed"
    assert finding(scan, "dataset.types").data["count"] == 1
    assert len(scan.pairs) == 2


def test_palette_picture_as_image(tmp_path):
    for name in "ab":
        image(tmp_path / f"images/{name}.png")
        mask(tmp_path / f"masks/{name}.png")
    Image.open(tmp_path / "images/a.png").convert("P", palette=Image.Palette.ADAPTIVE).save(tmp_path / "images/a.png")
    scan = scan_dataset(tmp_path)
    assert finding(scan, "dataset.palette_image").data["paths"] == ["images/a.png"]
    assert len(scan.pairs) == 1


@pytest.mark.parametrize(("files", "code"), [
    ([], "dataset.empty"), (["images/a.png"], "dataset.no_masks"), (["masks/a.png"], "dataset.no_images"),
    (["images/a.png", "masks/q.png"], "dataset.no_partners"),
])
def test_nothing_to_learn_from(tmp_path, files, code):
    for file in files:
        mask(tmp_path / file)
    scan = scan_dataset(tmp_path)
    assert codes(scan, "error") == [code]
    assert not scan.usable
    assert (scan.pairs, scan.classes) == ((), ())
    assert scan.facts()["smallest"] == [0, 0]


def test_all_files_faulty(tmp_path):
    image(tmp_path / "images/a.png")
    mask(tmp_path / "masks/a.png", size=(5, 5))
    scan = scan_dataset(tmp_path)
    assert codes(scan) == ["dataset.size", "dataset.nothing_left"]
    assert not scan.usable


def test_folder_that_is_not_there(tmp_path):
    with pytest.raises(JobError) as raised:
        scan_dataset(tmp_path / "nowhere")
    assert raised.value.code == "data.missing"


def test_absolute_glob_is_refused(tmp_path):
    with pytest.raises(JobError) as raised:
        scan_dataset(tmp_path, "/images/*")
    assert raised.value.code == "job.invalid"


def test_stops_when_asked(tmp_path):
    for name in "ab":
        image(tmp_path / f"images/{name}.png")
        mask(tmp_path / f"masks/{name}.png")
    seen = []
    with pytest.raises(Cancelled):
        scan_dataset(tmp_path, report=lambda done, total: seen.append((done, total)), cancelled=lambda: len(seen) >= 1)
    assert seen == [(0, 2)]


def test_most_limits_what_is_decoded(tmp_path):
    for number in range(6):
        image(tmp_path / f"images/{number}.png")
        mask(tmp_path / f"masks/{number}.png")
    scan = scan_dataset(tmp_path, most=2)
    assert (scan.counted_masks, len(scan.pairs)) == (2, 6)
    assert sum(c.pixels for c in scan.classes) == 2 * SIZE[0] * SIZE[1]


def test_sentences_have_what_they_need(tmp_path):
    """No placeholder stays open in any finding of this file's faults."""
    for name in "abc":
        image(tmp_path / f"images/{name}.png")
    mask(tmp_path / "masks/a.png", (0, 7, 9))
    mask(tmp_path / "masks/b.png", size=(3, 3))
    (tmp_path / "classes.csv").write_text("name,value\nwater,0\nroad,7\n")
    (tmp_path / "labels.json").write_text("{")
    for found in scan_dataset(tmp_path).findings:
        assert found.code in WARNINGS
        assert "{" not in found.message


@pytest.mark.real
def test_dubai(real_data):
    """54 tiles with equal names in each folder; some masks are RGB, some have a palette; the table beside them is another's."""
    scan = scan_dataset(real_data / "train_dubai_hitl", most=12)
    assert len(scan.pairs) == 54
    assert scan.mask_kind == "color"
    assert {"#3c1098", "#8429f6", "#6ec1e4", "#fedd3a", "#e2a929"} <= set(scan.colors())
    assert finding(scan, "dataset.class_file_unlike").data["path"] == "classes_upstream.json"


@pytest.mark.real
def test_banepa(real_data):
    scan = scan_dataset(real_data / "train_banepa_buildings", most=4)
    assert len(scan.pairs) == 36
    assert all(pair.crs_wkt for pair in scan.pairs)
    assert scan.labels() == {"0": "background", "1": "foreground"}
