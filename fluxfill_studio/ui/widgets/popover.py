"""A small panel over the window, at a point or below a button."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from fluxfill_studio.ui import tokens

BESIDE = QPoint(tokens.PAD, tokens.PAD)


def place_below(widget: QWidget, width: int) -> QPoint:
    """The corner, on the screen, of something so wide that opens below a widget: it does not hang
    over the window's right edge.
    """
    corner = widget.mapToGlobal(QPoint(0, widget.height() + tokens.TIGHT))
    window = widget.window()
    right = window.mapToGlobal(QPoint(window.width() - tokens.PAD, 0)).x()
    return QPoint(min(corner.x(), right - width), corner.y())


class Popover(QFrame):
    """Closes with Enter, Esc or a click elsewhere, which does nothing else.

    Signals:
        closed: it goes away.
    """

    closed = Signal()

    def __init__(self, parent: QWidget, name: str, content: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
        self.setProperty("kind", "popup")
        self.setAccessibleName(name)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(tokens.PAD, tokens.PAD, tokens.PAD, tokens.PAD)
        lines.addWidget(content)

    def open_at(self, place: QPoint) -> None:
        """Show it beside a point of the screen, whole."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(place) or self.screen()
        room = screen.availableGeometry()
        corner = place + BESIDE
        x = max(room.left(), min(corner.x(), room.right() - self.width()))
        y = max(room.top(), min(corner.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()

    def open_below(self, widget: QWidget) -> None:
        """Show it right below a widget, whole; beside the popup that the widget is part of."""
        around = widget.window()
        self.adjustSize()
        if around.windowType() != Qt.WindowType.Popup:
            self.open_at(place_below(widget, self.width()) - BESIDE)
            return
        top = widget.mapToGlobal(QPoint(0, 0)).y()
        right, left = around.x() + around.width(), around.x() - self.width()
        room = around.screen().availableGeometry()
        fits = right + self.width() <= room.right()
        self.open_at(QPoint(right if fits else left, top) - BESIDE)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt."""
        super().closeEvent(event)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter is done; Esc closes every popup."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)
