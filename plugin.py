"""The plugin as QGIS sees it: builds the parts, connects them, and undoes all of it in reverse order."""

from __future__ import annotations

import contextlib
import logging
import os
from typing import Any, Callable, List, Optional

from qgis.core import Qgis, QgsApplication, QgsMessageLog, QgsSettings
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QLocale, Qt, QTranslator
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

translate = QCoreApplication.translate
ROOT = os.path.dirname(os.path.abspath(__file__))


class LandweavePlugin:
    """Wiring only. Every registration is followed by its own undo; `unload()` runs them backwards, whatever fails."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.provider: Any = None
        self.dock: Any = None
        self.action: Optional[QAction] = None
        self.controller: Any = None
        self.trainer: Any = None
        self.labeller: Any = None
        self.modeller: Any = None
        self.engine: Any = None
        self._translator: Optional[QTranslator] = None
        self._undo = contextlib.ExitStack()

    def initProcessing(self) -> None:  # noqa: N802 - the name is fixed by QGIS
        """Called by `qgis_process`, which needs no dock, and by `initGui`."""
        if self.provider is not None:
            return
        self._install_translator()
        from .ui.processing.provider import LandweaveProvider

        self.provider = LandweaveProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)
        self._later(self._remove_provider)

    def initGui(self) -> None:  # noqa: N802 - the name is fixed by QGIS
        """Called once when the plugin is switched on in a QGIS window."""
        self._install_log()
        self._install_translator()
        self._start_engine_host()
        self._build_dock()
        self._build_action()
        self.initProcessing()

    def unload(self) -> None:
        """Called when the plugin is switched off and when QGIS quits."""
        self._undo.close()

    def _later(self, undo: Callable[[], None]) -> None:
        """Push an undo that is logged, not raised: the ones below it must run in any case."""

        def safely() -> None:
            try:
                undo()
            except Exception:  # border: unload must get to its end
                logging.getLogger(__name__).exception("an undo of unload failed")

        self._undo.callback(safely)

    # the parts, in the order in which they need each other

    def _install_log(self) -> None:
        logger = logging.getLogger(__package__)
        handler = MessageLogHandler()
        logger.addHandler(handler)
        level, propagate = logger.level, logger.propagate
        logger.setLevel(logging.INFO)

        def undo() -> None:
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagate

        self._later(undo)

    def _install_translator(self) -> None:
        path = next(filter(os.path.isfile, _translation_files(qgis_locale())), "")
        translator = QTranslator()
        if self._translator is None and path and translator.load(path) and QCoreApplication.installTranslator(translator):
            self._translator = translator  # Qt does not keep it alive
            self._later(self._remove_translator)

    def _start_engine_host(self) -> None:
        from .ui.engine import EngineHost

        self.engine = EngineHost()
        self._later(self._close_engine)

    def _build_dock(self) -> None:
        from .ui.dock import LandweaveDock
        from .ui.label_page import LabelPage
        from .ui.models_page import ModelsPage
        from .ui.segment_page import SegmentPage
        from .ui.segment_run import SegmentController
        from .ui.train_page import TrainPage

        page, label_page, train_page = SegmentPage(self.iface.mapCanvas()), LabelPage(), TrainPage()
        models_page = ModelsPage()
        pages = {
            translate("Landweave", "Segment"): page,
            translate("Landweave", "Label"): label_page,
            translate("Landweave", "Train"): train_page,
            translate("Landweave", "Models"): models_page,
        }
        self.dock = LandweaveDock(pages, self.iface.mainWindow())
        self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self._later(self._remove_dock)
        self._later(page.remove)
        self.controller = SegmentController(self.iface, page, self.engine)
        self._later(self._close_controller)
        self._build_training(train_page, page)
        self._build_labelling(label_page, train_page)
        self._build_models(models_page, page)
        self.dock.hide()
        self.controller.plan()

    def _build_training(self, page: Any, segment_page: Any) -> None:
        from .ui.train_run import TrainController

        self.trainer = TrainController(self.iface, page, self.engine)
        self._later(self._close_trainer)
        self.trainer.set_up_requested.connect(self.controller.set_up)
        self.trainer.models_changed.connect(segment_page.model.reload)

        def use(folder: str) -> None:
            segment_page.model.add_folder(folder)
            self.dock.show_page(segment_page)

        self.trainer.model_chosen.connect(use)

    def _build_labelling(self, page: Any, train_page: Any) -> None:
        from .ui.label_run import LabelController

        self.labeller = LabelController(self.iface, page, self.engine)
        self._later(self._close_labeller)
        self.labeller.set_up_requested.connect(self.controller.set_up)
        self.trainer.labels = self.labeller

        def train(path: str) -> None:
            train_page.set_label_project(path)
            self.dock.show_page(train_page)

        self.labeller.train_requested.connect(train)

    def _build_models(self, page: Any, segment_page: Any) -> None:
        from .ui.models_run import ModelsController

        self.modeller = ModelsController(self.iface, page, self.engine)
        self._later(self._close_modeller)
        self.modeller.set_up_requested.connect(self.controller.set_up)
        self.trainer.models_changed.connect(page.reload)
        for reload in (segment_page.model.reload, self.trainer.page.start.reload, self.labeller.page.reload_models):
            self.modeller.models_changed.connect(reload)

        def use(folder: str) -> None:
            segment_page.model.reload(folder)
            self.dock.show_page(segment_page)

        def install(paths: List[str]) -> None:
            self.dock.show_page(page)
            self.modeller.install(paths)

        self.modeller.model_chosen.connect(use)
        self.dock.models_dropped.connect(install)

    def _build_action(self) -> None:
        icon = QIcon(os.path.join(ROOT, "resources", "icons", "landweave.svg"))
        self.action = QAction(icon, translate("Landweave", "Landweave"), self.iface.mainWindow())
        self.action.setObjectName("landweaveAction")
        self.action.setToolTip(translate("Landweave", "Map imagery with neural networks"))
        self.action.setCheckable(True)
        self.dock.setToggleVisibilityAction(self.action)
        self.iface.addToolBarIcon(self.action)  # the Raster toolbar is hidden in a new profile
        self.iface.addPluginToRasterMenu(translate("Landweave", "&Landweave"), self.action)
        self._later(self._remove_action)

    # their undos

    def _remove_translator(self) -> None:
        translator, self._translator = self._translator, None
        QCoreApplication.removeTranslator(translator)

    def _remove_provider(self) -> None:
        provider, self.provider = self.provider, None
        if provider is not None and not sip.isdeleted(provider):
            QgsApplication.processingRegistry().removeProvider(provider)

    def _close_engine(self) -> None:
        engine, self.engine = self.engine, None
        engine.close()
        engine.deleteLater()

    def _remove_dock(self) -> None:
        dock, self.dock = self.dock, None
        self.iface.removeDockWidget(dock)
        dock.deleteLater()

    def _close_controller(self) -> None:
        controller, self.controller = self.controller, None
        controller.close()
        controller.deleteLater()

    def _close_trainer(self) -> None:
        trainer, self.trainer = self.trainer, None
        trainer.close()
        trainer.deleteLater()

    def _close_labeller(self) -> None:
        labeller, self.labeller = self.labeller, None
        labeller.close()
        labeller.deleteLater()

    def _close_modeller(self) -> None:
        modeller, self.modeller = self.modeller, None
        modeller.close()
        modeller.deleteLater()

    def _remove_action(self) -> None:
        action, self.action = self.action, None
        self.iface.removePluginRasterMenu(translate("Landweave", "&Landweave"), action)
        self.iface.removeToolBarIcon(action)
        action.deleteLater()


def qgis_locale() -> str:
    """The language that QGIS shows itself in, such as "ko" or "de_AT".

    QGIS says so itself, except in programs that show no language (qgis_process): there the settings decide, as in QGIS: the
    chosen language counts only with its override flag, the system's otherwise.
    """
    running = str(QgsApplication.instance().translation() or "")
    if running:
        return running
    settings = QgsSettings()
    chosen = str(settings.value("locale/userLocale", "") or "")
    overridden = bool(settings.value("locale/overrideFlag", False, type=bool))
    return chosen if overridden and chosen else str(QLocale().name())


def _translation_files(locale: str) -> List[str]:
    """Candidates for a locale such as "de_AT": with the country first, then the language alone."""
    names = [locale, locale.split("_")[0]]
    return [os.path.join(ROOT, "resources", "i18n", f"landweave_{name}.qm") for name in names]


class MessageLogHandler(logging.Handler):
    """Shows the plugin's log in QGIS's log panel."""

    LEVELS = ((logging.ERROR, Qgis.MessageLevel.Critical), (logging.WARNING, Qgis.MessageLevel.Warning))

    def emit(self, record: logging.LogRecord) -> None:
        """Called by `logging` from any thread; QgsMessageLog is thread-safe."""
        level = next((shown for least, shown in self.LEVELS if record.levelno >= least), Qgis.MessageLevel.Info)
        QgsMessageLog.logMessage(self.format(record), "Landweave", level, False)
