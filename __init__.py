"""Landweave: turn imagery into maps with U-Nets that you train yourself, inside QGIS.

Nothing is imported at module level: QGIS imports this package in its own process and the engine imports it in
another one that has no QGIS; each takes only its own rooms (docs/design.md).
"""


def classFactory(iface):  # noqa: N802 - the name is fixed by QGIS
    """Called once by QGIS to build the plugin. `iface` is the running QgisInterface."""
    from .plugin import LandweavePlugin

    return LandweavePlugin(iface)
