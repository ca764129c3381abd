"""The parameters folded to one line, which opens all of them beside the panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.providers.contract import Capability
from fluxfill_studio.studio.form import Form
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.parameter_sheet import ParameterSheet, parameter_words
from fluxfill_studio.ui.widgets.buttons import ICON_SPACE, PushButton
from fluxfill_studio.ui.widgets.popover import BESIDE, Popover


class ParameterLine(PushButton):
    """Nothing below it moves: the sheet lies over the canvas.

    Signals:
        done: Enter in a field of the sheet; the focus should go back to the canvas.
        limited: what was typed there was out of a range; tells that in words (str).
    """

    done = Signal()
    limited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "chevron_right", parent)
        self._form: Form | None = None
        self._capabilities: tuple[Capability, ...] = ()
        self._words = ""
        self.setProperty("kind", "fold")
        self.setFixedHeight(tokens.CONTROL)
        self.setAccessibleName(_("Parameters"))
        self.clicked.connect(lambda _on: self.open_sheet())

    def show_form(self, form: Form | None, capabilities: Sequence[Capability]) -> None:
        """Show what is set for these services."""
        self._form, self._capabilities = form, tuple(capabilities)
        self._words = parameter_words(form.wishes, capabilities) if form else _("Parameters")
        self.setAccessibleName(_("Parameters: {words}").format(words=self._words))
        self.setToolTip(self._words)
        self._fit()

    def open_sheet(self) -> ParameterSheet | None:
        """Every field, to the left of the panel; None without a picture."""
        if self._form is None:
            return None
        sheet = ParameterSheet(self._form, self._capabilities)
        drop = self._form.changed.connect(lambda _wishes: sheet.refresh())
        popover = Popover(self, _("Parameters"), sheet)
        popover.closed.connect(lambda: drop())
        sheet.done.connect(popover.close)
        sheet.done.connect(self.done)
        sheet.limited.connect(self.limited)
        popover.open_at(self._beside(popover) - BESIDE)
        return sheet

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width, perhaps other words."""
        super().resizeEvent(event)
        self._fit()

    def _beside(self, popover: Popover) -> QPoint:
        """Where its corner must be: left of the panel, and not below the window."""
        popover.adjustSize()
        corner = self.mapToGlobal(QPoint(-tokens.PAD - popover.width(), 0))
        window = self.window()
        foot = window.mapToGlobal(QPoint(0, window.height() - tokens.PAD)).y()
        return QPoint(corner.x(), min(corner.y(), foot - popover.height()))

    def _fit(self) -> None:
        room = self.width() - tokens.SMALL_ICON - ICON_SPACE - tokens.GAP
        elided = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(elided)
