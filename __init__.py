"""Landweave: turn imagery into maps with U-Nets that you train yourself, inside QGIS.

Nothing is imported at module level: QGIS imports this package in its own process and the engine imports it in
another one that has no QGIS; each takes only its own rooms (docs/design.md). The Python API is in `core/engine/api.py`.
"""


def classFactory(iface):  # noqa: N802 - the name is fixed by QGIS
    """Called once by QGIS to build the plugin. `iface` is the running QgisInterface."""
    from .plugin import LandweavePlugin

    return LandweavePlugin(iface)


# The names of the Python API, as in `core/engine/api.py`; a list of its own, so that asking for any other name imports nothing.
_API = (
    "Cancelled", "EngineError", "JobError", "LandweaveError", "PolygonOptions", "RasterSource", "Region", "Result",
    "check_model", "check_model_job", "evaluate", "evaluate_job", "export_chips", "export_chips_job", "export_model",
    "export_model_job", "import_model", "import_model_job", "list_models", "plan", "plan_job", "polygonize", "polygonize_job",
    "run", "segment", "segment_job", "suggest", "suggest_job", "train", "train_job",
)


def __getattr__(name):
    """`landweave.segment(...)` and the other functions of the Python API, imported when one is asked for."""
    if name in _API:
        from .core.engine import api

        return getattr(api, name)
    raise AttributeError(f"module 'landweave' has no attribute '{name}'")


def __dir__():
    return sorted({*globals(), *_API})
