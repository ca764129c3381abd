"""Options one below the other: at the pointer after a right click, or below a button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from fluxfill_studio.core.text import _
from fluxfill_studio.settings.options import Option
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.option_row import OptionRow

FIRST = 3  # options at the pointer; the bar has all of them
BESIDE = QPoint(tokens.PAD, tokens.PAD)
_CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QSlider)


class OptionsPopup(QFrame):
    """A popup; closes with Enter, Esc or a click elsewhere, which does nothing else.

    Attributes:
        row: the fields.
    """

    def __init__(self, parent: QWidget, options: Sequence[Option], *, large: bool) -> None:
        """`large`: a pen or finger must hit the controls."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
        self.setProperty("kind", "popup")
        self.setAccessibleName(_("Options"))
        self.row = OptionRow(options, vertical=True)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(tokens.PAD, tokens.PAD, tokens.PAD, tokens.PAD)
        lines.addWidget(self.row)
        if large:
            for control in self.row.findChildren(QWidget):
                if isinstance(control, _CONTROLS):
                    control.setFixedHeight(tokens.TOUCH)
                    _let_grow(control)
        self.adjustSize()

    def open_at(self, place: QPoint) -> None:
        """Show it beside a point of the screen, whole."""
        screen = QGuiApplication.screenAt(place) or self.screen()
        room = screen.availableGeometry()
        corner = place + BESIDE
        x = max(room.left(), min(corner.x(), room.right() - self.width()))
        y = max(room.top(), min(corner.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        first = self.row.findChild(QAbstractSpinBox)
        if isinstance(first, QAbstractSpinBox):  # a number typed now is the size
            first.setFocus()
            first.selectAll()

    def open_below(self, widget: QWidget) -> None:
        """Show it right below a widget, whole."""
        self.open_at(widget.mapToGlobal(QPoint(0, widget.height() + tokens.TIGHT)) - BESIDE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter is done; Esc closes every popup."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)


def _let_grow(control: QWidget) -> None:
    """The field round a control must not be lower than it."""
    field = control.parentWidget()
    if field is not None and not isinstance(field, OptionRow):
        field.setMinimumHeight(tokens.TOUCH)
