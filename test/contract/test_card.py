"""The card: read with the standard library alone, and refused with the reason when it contradicts itself."""

import json

import pytest
from landweave.core.contract.card import CARD_FILE, MAX_CARD_BYTES, card_from_plain, card_to_json, find_models, load_card
from landweave.core.contract.errors import JobError


def refused(value, code="model.invalid"):
    with pytest.raises(JobError) as caught:
        card_from_plain(value, "/m")
    assert caught.value.code == code
    return caught.value.message


def test_a_good_card_and_back(card):
    loaded = card_from_plain(card, "/m")
    assert loaded.bands[0].common_name == "red"
    assert loaded.tiling.halo == 64
    assert loaded.ignore_value == 255
    assert card_from_plain(json.loads(card_to_json(loaded)), "/m") == loaded


def test_unknown_fields_are_ignored(card):
    card["future"] = {"x": 1}
    card["bands"][0]["gain"] = 2
    assert card_from_plain(card, "/m").name == "Land cover"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c.update(name=" "), "no name"),
        (lambda c: c.update(bands=[], statistics=[], scaling=[]), "no bands"),
        (lambda c: c.update(classes=c["classes"][:1]), "at least 2"),
        (lambda c: c["classes"][1].update(value=2), "0, 1, 2"),
        (lambda c: c["classes"][1].update(color="blue"), "#rrggbb"),
        (lambda c: c["classes"][1].update(color="#12345"), "#rrggbb"),
        (lambda c: c.update(classes=[{"value": v, "name": str(v), "color": "#000000"} for v in range(256)]), "at most 255"),
        (lambda c: c.update(ignore_value=0), "ignore_value"),
        (lambda c: c["tiling"].update(context="both"), "local or global"),
        (lambda c: c["tiling"].update(stride=0), "stride"),
        (lambda c: c["tiling"].update(halo=-1), "halo"),
        (lambda c: c["tiling"].update(tile=1000), "multiple of the stride"),
        (lambda c: c["input"].update(resolution_min_m=0), "resolutions"),
        (lambda c: c["input"].update(resolution_max_m=9), "resolutions"),
        (lambda c: c.update(statistics=c["statistics"][:1]), "statistics for 1 of 2"),
        (lambda c: c["weights"].update(file="../other/model.safetensors"), "beside the card"),
        (lambda c: c["weights"].update(file="model.pt"), ".safetensors"),
        (lambda c: c["weights"].update(sha256="abc"), "checksum"),
        (lambda c: c["scaling"][0].update(type="magic"), "magic"),
        (lambda c: c["scaling"][0].update(mean=[1, 2, 3]), "for 2 bands"),
        (lambda c: c["scaling"][0].update(stddev=[1, 0]), "deviation is zero"),
        (lambda c: c["scaling"][1].update(maximum=[-3]), "range is empty"),
        (lambda c: c.update(bands="red"), "bands: expected a list"),
        (lambda c: c.pop("license"), "license: expected a value"),
        (lambda c: c["input"].update(resolution_m="10 m"), "input.resolution_m: expected a number"),
        (lambda c: c.update(format="other"), "not a model card"),
    ],
)
def test_a_card_that_contradicts_itself(card, change, said):
    change(card)
    assert said in refused(card)


@pytest.mark.parametrize("value", [None, [], "card", 5, {}])
def test_no_card_at_all(value):
    assert "not a model card" in refused(value)


def test_a_card_of_a_newer_version(card):
    card["format_version"] = 2
    card["bands"] = "said in another way"
    assert "format 2" in refused(card, "model.newer")


def write(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD_FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(folder)


def test_load(card, tmp_path):
    card["name"] = "Forêt 森"
    assert load_card(write(tmp_path / "m", json.dumps(card, ensure_ascii=False))).name == "Forêt 森"


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "model.invalid"), ("[" * 200_000, "model.invalid"), (" " * (MAX_CARD_BYTES + 1), "model.invalid"),
     (b"\xff\xfe", "model.missing")],
    ids=["cut", "deep", "large", "binary"],
)  # fmt: skip
def test_a_damaged_file(tmp_path, text, code):
    with pytest.raises(JobError) as caught:
        load_card(write(tmp_path / "m", text))
    assert caught.value.code == code


def test_no_file(tmp_path):
    with pytest.raises(JobError) as caught:
        load_card(str(tmp_path))
    assert caught.value.code == "model.missing"
    assert str(tmp_path) in caught.value.message


def test_find_models(tmp_path):
    for name in ("b", "a"):
        write(tmp_path / "models" / name, "{}")
    (tmp_path / "models" / "no model").mkdir()
    single = write(tmp_path / "single", "{}")
    wanted = [str(tmp_path / "models" / "a"), str(tmp_path / "models" / "b"), single]
    assert find_models((str(tmp_path / "models"), single, single, str(tmp_path / "gone"))) == wanted


def test_a_folder_that_may_not_be_read_hides_no_others(tmp_path, monkeypatch):
    single = write(tmp_path / "single", "{}")
    (tmp_path / "closed").mkdir()

    def listdir(path):
        if path == str(tmp_path / "closed"):
            raise PermissionError(13, "no access", path)
        return []

    monkeypatch.setattr("os.listdir", listdir)
    assert find_models((str(tmp_path / "closed"), single)) == [single]
