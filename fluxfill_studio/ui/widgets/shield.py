"""Catches the clicks that come a moment too late for what has just left."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from fluxfill_studio.ui import tokens


class Shield(QWidget):
    """Nothing to see; hidden unless something has left its place within the last moment."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self._over = QTimer(self, singleShot=True, interval=tokens.LATE_MS)
        self._over.timeout.connect(self.hide)
        self.hide()

    def cover(self, place: QRect) -> None:
        """Lie over `place`, in the parent's coordinates, and over all else there, for a moment."""
        self.setGeometry(place)
        self.show()
        self.raise_()
        self._over.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a row of clicks ends here as a whole."""
        event.accept()
        self._over.start()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: as above."""
        self.mousePressEvent(event)
