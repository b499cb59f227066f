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


def test_a_fresh_engine_stays_offline_and_loads_only_what_it_needs():
    """Torch's compiler, scipy and pandas take seconds, and a first plan and map need none of them."""
    done = _run(
        "from landweave.models import torchvision_guard as g; g.install(); g.install(); import segmentation_models_pytorch, os;"
        "import huggingface_hub; print(os.environ['HF_HUB_OFFLINE'], huggingface_hub.constants.HF_HUB_OFFLINE)\n"
        "from landweave.core.engine import segment\n"
        "from landweave.models.registry import build_network, weightless\n"
        "with weightless():\n"
        "    build_network({'_model_class': 'Unet', 'encoder_name': 'tu-tf_efficientnet_lite0'}, classes=2, in_channels=3)\n"
        "print([name for name in ('torch._dynamo', 'torch._dynamo.utils', 'sympy', 'scipy', 'pandas') if name in sys.modules])\n"
        "import torch, torchvision\n"
        "print(sys.modules['torchvision.ops.roi_align'].is_compile_supported('cpu'), 'torch._dynamo' in sys.modules,"
        " torch.compiler.disable.__module__)"
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == ["1 True", "[]", "True True torch.compiler"]


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
