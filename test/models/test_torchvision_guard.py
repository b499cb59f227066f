"""smp must be importable in a fresh process, and nothing may reach for the network."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from landweave.models import torchvision_guard

ROOT = Path(__file__).resolve().parents[2]
BOOT = f"import sys; sys.path.insert(0, {str(ROOT / 'test')!r}); import conftest; "


def _run(code):
    environment = {key: value for key, value in os.environ.items() if key != "HF_HUB_OFFLINE"}
    return subprocess.run([sys.executable, "-c", BOOT + code], capture_output=True, text=True, env=environment, timeout=120)


def test_smp_imports_in_a_fresh_process_and_stays_offline():
    done = _run(
        "from landweave.models import torchvision_guard as g; g.install(); g.install(); import segmentation_models_pytorch, os;"
        "import huggingface_hub; print(os.environ['HF_HUB_OFFLINE'], huggingface_hub.constants.HF_HUB_OFFLINE)"
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["1", "True"]


def test_operators_that_exist_are_not_declared_again():
    done = _run(
        "import torch; torch.library.define('torchvision::nms', '(Tensor dets, Tensor scores, float iou_threshold) -> Tensor');"
        "from landweave.models import torchvision_guard as g; g.install(); import torchvision; print('fine')"
    )
    assert done.stdout.strip() == "fine", done.stderr[-2000:]


def test_other_failures_of_torchvision_are_not_hidden(monkeypatch):
    def broken(name):
        raise RuntimeError("something else")

    monkeypatch.delitem(sys.modules, "torchvision", raising=False)
    monkeypatch.setattr(torchvision_guard.importlib, "import_module", broken)
    with pytest.raises(RuntimeError, match="something else"):
        torchvision_guard.install()
