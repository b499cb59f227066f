"""Every way that masks are stored in, and the ways that they go wrong in."""

import numpy as np
import pytest
import rasterio
from landweave.core.contract.errors import JobError
from landweave.core.raster.datasets.masks import count_codes, read_mask
from landweave.core.raster.datasets.scan import scan_dataset
from PIL import Image

ROWS, COLS = 40, 48
BUILDING, LAND = (60, 16, 152), (132, 41, 246)
VOC = [*(0, 0, 0), *(128, 0, 0), *(0, 128, 0)]


@pytest.fixture
def truth():
    """Class numbers 0, 1, 2 in blocks of 4 pixels."""
    blocks = np.random.default_rng(5).integers(0, 3, (ROWS // 4, COLS // 4), dtype=np.uint8)
    return np.kron(blocks, np.ones((4, 4), np.uint8))


def dataset(folder, masks, ending="png", **options):
    """Images and masks; a mask is an array or a picture."""
    for name in ("images", "masks"):
        (folder / name).mkdir(exist_ok=True)
    for number, content in enumerate(masks):
        Image.fromarray(np.zeros((ROWS, COLS, 3), np.uint8)).save(folder / f"images/{number}.png")
        picture = content if isinstance(content, Image.Image) else Image.fromarray(content)
        picture.save(folder / f"masks/{number}.{ending}", **options)
    return folder


def palette(indices, colors):
    picture = Image.fromarray(indices, "P")
    picture.putpalette(colors)
    return picture


def rgb(truth, colors):
    return np.array(colors, np.uint8)[truth]


def codes(scan):
    return [f.code for f in scan.findings]


def finding(scan, code):
    found = [f for f in scan.findings if f.code == code]
    assert len(found) == 1, codes(scan)
    return found[0]


def read(scan, number=0):
    return read_mask(scan.pairs[number].mask, scan)


# -- whole numbers ------------------------------------------------------------------------------------------------


def test_index(tmp_path, truth):
    scan = scan_dataset(dataset(tmp_path, [truth]))
    np.testing.assert_array_equal(read(scan), truth)
    assert scan.mask_kind == "index"
    assert len({c.color for c in scan.classes}) == 3


def test_255_is_no_class_beside_small_values(tmp_path, truth):
    stored = truth.copy()
    stored[:10] = 255
    scan = scan_dataset(dataset(tmp_path, [stored]))
    np.testing.assert_array_equal(read(scan), stored)
    assert [c.value for c in scan.classes] == [0, 1, 2]
    assert finding(scan, "dataset.ignored_value").data == {"value": 255, "percent": 25.0}


def test_255_is_a_class_among_grey_levels(tmp_path, truth):
    scan = scan_dataset(dataset(tmp_path, [np.array([0, 128, 255], np.uint8)[truth]]))
    np.testing.assert_array_equal(read(scan), truth)
    assert scan.labels() == {"0": "class 0", "128": "class 128", "255": "class 255"}
    assert "128" in finding(scan, "dataset.grey_values").message


def test_one_black_mask_among_black_and_white(tmp_path, truth):
    white = (truth > 0).astype(np.uint8) * 255
    scan = scan_dataset(dataset(tmp_path, [white, np.zeros_like(white)]))
    np.testing.assert_array_equal(read(scan, 0), white // 255)
    assert not read(scan, 1).any()


def test_one_bit(tmp_path, truth):
    scan = scan_dataset(dataset(tmp_path, [Image.fromarray((truth > 0).astype(np.uint8) * 255).convert("1")]))
    np.testing.assert_array_equal(read(scan), truth > 0)
    assert [c.name for c in scan.classes] == ["background", "foreground"]


def test_greys_saved_as_rgb(tmp_path, truth):
    """What most painting programs make of a black and white mask."""
    scan = scan_dataset(dataset(tmp_path, [np.repeat((truth > 0)[..., None] * np.uint8(255), 3, axis=2)]))
    assert scan.mask_kind == "index"
    assert scan.labels() == {"0": "background", "255": "foreground"}
    np.testing.assert_array_equal(read(scan), truth > 0)


def test_codes_beyond_a_byte(tmp_path, truth):
    scan = scan_dataset(dataset(tmp_path, [np.array([111, 112, 523], np.uint16)[truth]], "tif"))
    assert [(c.value, c.codes) for c in scan.classes] == [(0, ("111",)), (1, ("112",)), (2, ("523",))]
    np.testing.assert_array_equal(read(scan), truth)


def test_nodata_of_a_tiff(tmp_path, truth):
    dataset(tmp_path, [truth], "tif")
    with rasterio.open(tmp_path / "masks/0.tif", "r+") as file:
        file.nodata = 2
    scan = scan_dataset(tmp_path)
    np.testing.assert_array_equal(read(scan), np.where(truth == 2, 255, truth))


def test_whole_numbers_as_floats_and_fractions(tmp_path, truth):
    dataset(tmp_path, [truth.astype(np.float32), truth + np.float32(0.5)], "tif")
    scan = scan_dataset(tmp_path)
    np.testing.assert_array_equal(read(scan), truth)
    assert finding(scan, "dataset.mask_values").data["paths"] == ["masks/1.tif"]


def test_a_table_of_values(tmp_path, truth):
    (tmp_path / "classes.csv").write_text("value;name;color\n0;land;#00ff00\n1;water;#0000ff\n2;unlabelled;#000000\n")
    scan = scan_dataset(dataset(tmp_path, [truth]))
    assert [(c.value, c.name, c.color) for c in scan.classes] == [(0, "land", "#00ff00"), (1, "water", "#0000ff")]
    np.testing.assert_array_equal(read(scan), np.where(truth == 2, 255, truth))
    assert scan.findings == ()


def test_values_that_the_table_lacks(tmp_path, truth):
    (tmp_path / "classes.csv").write_text("value,name\n0,land\n1,water\n2,road\n")
    stored = truth.copy()
    stored[0, :5] = 9
    scan = scan_dataset(dataset(tmp_path, [truth, stored]))
    found = finding(scan, "dataset.unknown_values")
    assert (found.level, found.data["pixels"], found.data["values"], found.data["paths"]) == ("warning", 5, "9", ["masks/1.png"])
    assert (read(scan, 1)[0, :5] == 255).all()


def test_too_many_unknown_values_are_an_error(tmp_path, truth):
    (tmp_path / "classes.csv").write_text("value,name\n0,land\n1,water\n")
    scan = scan_dataset(dataset(tmp_path, [truth]))
    assert finding(scan, "dataset.unknown_values").level == "error"
    assert not scan.usable


def test_a_persons_names(tmp_path, truth):
    scan = scan_dataset(dataset(tmp_path, [truth]), labels={"0": "other", "1": "other", "2": "road"})
    assert [(c.name, c.codes) for c in scan.classes] == [("other", ("0", "1")), ("road", ("2",))]
    np.testing.assert_array_equal(read(scan), np.where(truth == 2, 2, 0))
    assert scan.labels() == {"0": "other", "1": "other", "2": "road"}


@pytest.mark.parametrize("names", [{"labels": {"one": "a"}}, {"colors": {"red": "a"}}])
def test_names_for_what_cannot_be_in_a_mask(tmp_path, truth, names):
    with pytest.raises(JobError) as raised:
        scan_dataset(dataset(tmp_path, [truth]), **names)
    assert raised.value.code == "job.invalid"


# -- palettes and colours -----------------------------------------------------------------------------------------


def test_a_palette_is_read_as_indices_not_as_greys(tmp_path, truth):
    scan = scan_dataset(dataset(tmp_path, [palette(truth, VOC)]))
    assert scan.mask_kind == "palette"
    assert [(c.value, c.color) for c in scan.classes] == [(0, "#000000"), (1, "#800000"), (2, "#008000")]
    np.testing.assert_array_equal(read(scan), truth)


def test_a_palette_with_a_table_of_its_colors(tmp_path, truth):
    (tmp_path / "labelmap.txt").write_text("road:0,128,0::\nroof:128,0,0::\nother:0,0,0::\n")
    scan = scan_dataset(dataset(tmp_path, [palette(truth, VOC)]))
    assert scan.colors() == {"#008000": "road", "#800000": "roof", "#000000": "other"}
    np.testing.assert_array_equal(read(scan), 2 - truth)


def test_palettes_that_differ_are_read_as_colors(tmp_path, truth):
    swapped = [*VOC[6:], *VOC[3:6], *VOC[:3]]
    scan = scan_dataset(dataset(tmp_path, [palette(truth, VOC), palette(2 - truth, swapped)]))
    assert scan.mask_kind == "color"
    np.testing.assert_array_equal(read(scan, 0), read(scan, 1))


def test_palette_and_rgb_mixed(tmp_path, truth):
    colors = [(0, 0, 0), BUILDING, LAND]
    mixed = [palette(truth, [c for color in colors for c in color]), rgb(truth, colors)]
    scan = scan_dataset(dataset(tmp_path, mixed))
    np.testing.assert_array_equal(read(scan, 0), truth)
    np.testing.assert_array_equal(read(scan, 1), truth)


def test_colors_without_a_table(tmp_path, truth):
    scan = scan_dataset(dataset(tmp_path, [rgb(truth, [LAND, BUILDING, (0, 0, 0)])]))
    assert scan.colors() == {"#000000": "#000000", "#3c1098": "#3c1098", "#8429f6": "#8429f6"}
    assert finding(scan, "dataset.names_guessed").level == "info"
    np.testing.assert_array_equal(read(scan), 2 - truth)


def test_colors_with_alpha(tmp_path, truth):
    colors = np.dstack([rgb(truth, [(0, 0, 0), BUILDING, LAND]), (truth > 0) * np.uint8(255)])
    scan = scan_dataset(dataset(tmp_path, [colors]))
    np.testing.assert_array_equal(read(scan), truth)


def test_color_table_of_the_usual_kind(tmp_path, truth):
    (tmp_path / "class_dict.csv").write_text("name,r,g,b\nbuilding,60,16,152\nland,132,41,246\nvoid,0,0,0\n")
    scan = scan_dataset(dataset(tmp_path, [rgb(truth, [BUILDING, LAND, (0, 0, 0)])]))
    assert [(c.value, c.name) for c in scan.classes] == [(0, "building"), (1, "land")]
    np.testing.assert_array_equal(read(scan), np.where(truth == 2, 255, truth))


def test_black_and_white_with_a_color_table(tmp_path, truth):
    """The Massachusetts buildings: RGB masks and a table of black and white, or single bands and the same table."""
    (tmp_path / "label_class_dict.csv").write_text("name,r,g,b\nbackground,0,0,0\nbuilding,255,255,255\n")
    white = (truth > 0) * np.uint8(255)
    scan = scan_dataset(dataset(tmp_path, [np.repeat(white[..., None], 3, axis=2), white]))
    assert [c.name for c in scan.classes] == ["background", "building"]
    for number in (0, 1):
        np.testing.assert_array_equal(read(scan, number), truth > 0)


def test_unknown_colors_are_named_with_count_and_file(tmp_path, truth):
    (tmp_path / "class_dict.csv").write_text("name,r,g,b\na,60,16,152\nb,132,41,246\nc,0,0,0\n")
    good = rgb(truth, [BUILDING, LAND, (0, 0, 0)])
    bad = good.copy()
    bad[0, :7] = (1, 2, 3)
    scan = scan_dataset(dataset(tmp_path, [good, bad]))
    found = finding(scan, "dataset.unknown_colors")
    assert (found.data["pixels"], found.data["values"], found.data["paths"]) == (7, "#010203", ["masks/1.png"])
    assert (read(scan, 1)[0, :7] == 255).all()


def test_palette_saved_as_grey(tmp_path, truth):
    (tmp_path / "class_dict.csv").write_text("name,r,g,b\nland,132,41,246\nbuilding,60,16,152\nroad,110,193,228\n")
    grey = Image.fromarray(rgb(truth, [LAND, BUILDING, (110, 193, 228)])).convert("L")
    scan = scan_dataset(dataset(tmp_path, [grey]))
    assert "masks/0.png" in finding(scan, "dataset.palette_as_grey").message
    assert [c.name for c in scan.classes if (read(scan) == c.value).any()] == ["land", "building", "road"]
    values = {c.name: c.value for c in scan.classes}
    np.testing.assert_array_equal(read(scan), np.array([values["land"], values["building"], values["road"]])[truth])


# -- blur ---------------------------------------------------------------------------------------------------------


def test_black_and_white_jpeg_is_used_without_its_edges(tmp_path):
    white = np.zeros((ROWS, COLS), np.uint8)
    white[8:32, 8:40] = 255
    scan = scan_dataset(dataset(tmp_path, [white], "jpg", quality=90))
    assert scan.labels() == {"0": "background", "255": "foreground"}
    decoded = read(scan)
    assert (decoded == white // 255)[decoded != 255].all()
    assert (decoded != 255).mean() > 0.9
    assert "masks/0.jpg" in finding(scan, "dataset.jpeg_binary").message


@pytest.mark.parametrize("values", [(0, 1, 2), (0, 90, 180)])
def test_other_jpegs_are_refused_with_advice(tmp_path, truth, values):
    dataset(tmp_path, [np.array(values, np.uint8)[truth]], "jpg")
    scan = scan_dataset(tmp_path)
    assert codes(scan) == ["dataset.jpeg_mask", "dataset.nothing_left"]
    assert "PNG or TIFF" in scan.findings[0].message
    with pytest.raises(JobError) as raised:
        read_mask(tmp_path / "masks/0.jpg", scan)
    assert raised.value.code == "data.missing"


def test_color_jpegs_are_refused(tmp_path, truth):
    scan = scan_dataset(dataset(tmp_path, [rgb(truth, [BUILDING, LAND, (0, 0, 0)])], "jpg"))
    assert "dataset.jpeg_mask" in codes(scan)
    assert not scan.usable


def test_resized_black_and_white_keeps_its_two_classes(tmp_path):
    white = np.zeros((ROWS // 2, COLS // 2), np.uint8)
    white[6:14, 6:18] = 255
    scan = scan_dataset(dataset(tmp_path, [Image.fromarray(white).resize((COLS, ROWS), Image.Resampling.BICUBIC)]))
    assert [c.name for c in scan.classes] == ["background", "foreground"]
    assert finding(scan, "dataset.unknown_values").level == "warning"


def test_photographs_as_masks(tmp_path):
    noise = np.random.default_rng(1).integers(0, 256, (ROWS, COLS, 3), dtype=np.uint8)
    scan = scan_dataset(dataset(tmp_path, [noise]))
    assert finding(scan, "dataset.many_colors").level == "error"
    assert not scan.usable
    assert (read(scan) == 255).all()


def test_one_band_a_class_is_no_mask(tmp_path, truth):
    dataset(tmp_path, [truth], "tif")
    with rasterio.open(tmp_path / "masks/0.tif", "w", driver="GTiff", height=ROWS, width=COLS, count=5, dtype="uint8") as file:
        file.write(np.stack([truth == k for k in range(5)]).astype(np.uint8))
    assert "dataset.mask_bands" in codes(scan_dataset(tmp_path))


def test_a_cut_png_is_found(tmp_path):
    """GDAL itself reads it without an error."""
    noise = np.random.default_rng(1).integers(0, 3, (ROWS, COLS), dtype=np.uint8)
    dataset(tmp_path, [noise, noise])
    path = tmp_path / "masks/0.png"
    path.write_bytes(path.read_bytes()[:-200])
    scan = scan_dataset(tmp_path)
    assert finding(scan, "dataset.unreadable").data["paths"] == ["masks/0.png"]
    with pytest.raises(JobError):
        read_mask(path, scan)


def test_counting_agrees_with_numpy():
    codes_ = np.random.default_rng(3).integers(-1, 4, (50, 30)).astype(np.int32)
    values, counts = np.unique(codes_, return_counts=True)
    assert count_codes(codes_) == dict(zip(values.tolist(), counts.tolist()))
    assert count_codes(np.zeros((0, 3), np.int32)) == {}
