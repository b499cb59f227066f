"""Words for networks: the table of `core.contract.architectures` in the person's language, and the names of encoders."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, Optional

from qgis.PyQt.QtCore import QCoreApplication, QLocale

from ..core.contract.architectures import MODEL_CLASS, Architecture, architecture_of
from ..core.contract.card import CONFIG_FILE, ModelCard
from .sentences import architecture_texts

translate = QCoreApplication.translate

MAX_CONFIG_BYTES = 256 * 1024
# What can be chosen in the dock; a model may have any other one.
ENCODERS = {
    "tu-tf_efficientnet_lite0": "EfficientNet-Lite0",
    "mobilenet_v2": "MobileNetV2",
    "resnet18": "ResNet-18",
    "resnet34": "ResNet-34",
    "resnet50": "ResNet-50",
    "efficientnet-b0": "EfficientNet-B0",
    "vgg16": "VGG-16",
    "mit_b0": "Mix Transformer B0",
}


def title(row: Architecture) -> str:
    """What the network is called."""
    return architecture_texts().get(row.key, (row.title, "", ""))[0]


def summary(row: Architecture) -> str:
    """What it is, in one sentence."""
    return architecture_texts().get(row.key, ("", row.summary, ""))[1]


def needs(row: Architecture) -> str:
    """What it asks of images and labels; may be empty."""
    return architecture_texts().get(row.key, ("", "", row.needs))[2]


def sight(row: Architecture) -> str:
    """How far it looks, in words."""
    if row.context == "global":
        return translate("Landweave", "the whole tile")
    return translate("Landweave", "the surroundings of each pixel")


def relative_time(row: Architecture) -> str:
    """Its time as a multiple of a U-Net's: "1.4 ×"."""
    return translate("Landweave", "{n} ×").format(n=QLocale().toString(row.relative_time, "f", 1))


def parameters(row: Architecture) -> str:
    """Its size: "14.3 million"."""
    return translate("Landweave", "{n} million").format(n=QLocale().toString(row.parameters_millions, "f", 1))


def row_of_package(folder: str, card: ModelCard) -> Optional[Architecture]:
    """The table's row of an installed model; None where the table does not list its network (ONNX)."""
    found = architecture_of(read_network(folder))
    return found if found is not None else architecture_of({MODEL_CLASS: card.architecture})


def read_network(folder: str) -> Dict[str, Any]:
    """The network's configuration as it stands in a package or a folder of smp; empty where there is none to read."""
    path = os.path.join(folder, CONFIG_FILE)
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > MAX_CONFIG_BYTES:
            return {}
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def encoder_title(name: str) -> str:
    """What an encoder is called."""
    return ENCODERS.get(name, name)
