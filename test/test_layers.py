"""Who may import whom (docs/design.md), read from the imports themselves."""

import ast
import configparser
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
HEAVY = {"torch", "torchvision", "rasterio", "numpy", "segmentation_models_pytorch", "timm", "scipy", "shapely",
         "pyogrio", "pyproj"}
# room -> (own packages it may import, outside packages it must not)
ROOMS = {
    "core/contract": ({"core.contract"}, HEAVY | {"qgis", "osgeo"}),
    "core/client": ({"core.contract", "core.client"}, HEAVY | {"qgis", "osgeo"}),
    "core/raster": ({"core.contract", "core.raster"}, {"qgis", "torch", "segmentation_models_pytorch", "timm"}),
    "core/scenes": ({"core.contract", "core.scenes"}, {"qgis", "torch", "segmentation_models_pytorch", "timm"}),
    "models": ({"core.contract", "core.raster", "core.scenes", "models"}, {"qgis"}),
    "core/engine": ({"core.contract", "core.raster", "core.scenes", "core.engine", "models"}, {"qgis"}),
    "ui": ({"core.contract", "core.client", "ui"}, HEAVY),
}


def imports(path):
    """(own module or None, outside package or None) of each import statement in a file."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield None, alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            for alias in node.names:
                yield f"{module}.{alias.name}", None
        elif isinstance(node, ast.ImportFrom):
            yield None, (node.module or "").split(".")[0]


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_imports_only_what_it_may(room):
    own, forbidden = ROOMS[room]
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    for path in files:
        for module, outside in imports(path):
            if module is not None:
                assert any(module == allowed or module.startswith(allowed + ".") for allowed in own), f"{path}: {module}"
            else:
                assert outside not in forbidden, f"{path}: {outside}"
                assert outside != "landweave", f"{path}: only relative imports"


def test_the_package_itself_imports_nothing():
    tree = ast.parse((ROOT / "__init__.py").read_text(encoding="utf-8"))
    assert not [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]


def test_metadata_has_the_version():
    from landweave.core.contract.version import VERSION

    metadata = configparser.ConfigParser()
    metadata.read(ROOT / "metadata.txt", encoding="utf-8")
    assert metadata["general"]["version"] == VERSION
    assert metadata["general"]["qgisMaximumVersion"] == "4.99"
