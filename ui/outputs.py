"""Where results go and what they are called when nobody says otherwise."""

from __future__ import annotations

import itertools
import os
import re
from typing import List

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QStandardPaths

from ..core.contract.card import ModelCard
from . import layers

PLUGIN_FOLDER = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
MAX_NAME = 80


def is_writable_folder(folder: str) -> bool:
    """Whether files can be made in `folder`; the plugin's own folder does not count: QGIS replaces it on updates."""
    if not folder or not os.path.isdir(folder):
        return False
    inside_plugin = os.path.realpath(folder) == PLUGIN_FOLDER or os.path.realpath(folder).startswith(PLUGIN_FOLDER + os.sep)
    return os.access(folder, os.W_OK | os.X_OK) and not inside_plugin


def default_folder(layer: QgsRasterLayer) -> str:
    """Beside the raster, else beside the project, else the person's documents, else the home folder."""
    return next(filter(is_writable_folder, _folders(layer)), os.path.expanduser("~"))


def _folders(layer: QgsRasterLayer) -> List[str]:
    beside = ""
    if layer.isValid() and layer.providerType() == "gdal" and not layers.needs_export(layer):
        path = layers.file_source(layer)[0]
        beside = os.path.dirname(path) if os.path.isfile(path) else ""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return [beside, QgsProject.instance().homePath(), documents]


def default_name(layer: QgsRasterLayer, card: ModelCard, folder: str) -> str:
    """Layer and model, with a number where `folder` holds a map of that name: what was made before is not replaced unasked.

    Safe for files everywhere.
    """
    stem = file_name(f"{layer.name()}_{card.name}") or "landweave"
    return free_name(stem, folder, ".tif")


def free_name(stem: str, folder: str, ending: str) -> str:
    """`stem`, or with the first number from 2 on with which no file of that ending is in `folder`."""
    names = itertools.chain([stem], (f"{stem}_{number}" for number in itertools.count(2)))
    return next(name for name in names if not os.path.exists(os.path.join(folder, name + ending)))


def file_name(text: str) -> str:
    """`text` without what file systems refuse, spaces as underscores."""
    text = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", text)
    return re.sub(r"\s+", "_", text.strip())[:MAX_NAME].strip("._ ")
