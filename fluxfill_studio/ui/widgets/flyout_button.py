"""One place for several tools: it shows the one used last, and holds the others behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QMenu, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.ui import icons, theme
from fluxfill_studio.ui.widgets.buttons import IconButton, named, with_key

HOLD_MS = 350
CORNER = 5


class FlyoutButton(IconButton):
    """A click runs the action in sight; holding, a right click or the menu key lists them all.

    `faces` are icons with their actions; the one that is checked comes into sight.
    """

    def __init__(self, faces: Sequence[tuple[str, QAction]], parent: QWidget | None = None) -> None:
        super().__init__(faces[0][0], "", parent=parent)
        self._faces = tuple(faces)
        self._current = faces[0][1]
        self._available = True
        self._timer = QTimer(self, singleShot=True, interval=HOLD_MS)
        self._timer.timeout.connect(self._held)
        self.clicked.connect(lambda _checked: self._current.trigger())
        for _icon, action in self._faces:
            action.changed.connect(self._follow)
        self._follow()

    def set_available(self, available: bool) -> None:
        """Off while there is nothing to act on; the actions keep their keys."""
        self._available = available
        self._follow()

    def open_menu(self) -> None:
        """Every action with its icon and key, beside the button."""
        menu = QMenu(self)
        menu.setAccessibleName(self.accessibleName())
        for icon, action in self._faces:
            name, key = named(action)
            entry = menu.addAction(icons.icon(icon), f"{name}\t{key}" if key else name)
            entry.setCheckable(True)
            entry.setChecked(action.isChecked())
            entry.triggered.connect(lambda _on, action=action: action.trigger())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(self.width(), 0)))

    def nextCheckState(self) -> None:
        """Qt: the actions decide whether it is checked."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: the menu comes if the button stays down."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._timer.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: soon enough for a click."""
        self._timer.stop()
        super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: right click, menu key."""
        self.open_menu()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: with a mark in the corner: there is more."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self._tint()))
        right, bottom = self.width() - 5, self.height() - 5
        corner = [(right, bottom - CORNER), (right, bottom), (right - CORNER, bottom)]
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corner]))

    def _held(self) -> None:
        self.setDown(False)
        self.open_menu()

    def _follow(self) -> None:
        for icon, action in self._faces:
            if action.isChecked():
                self._current = action
                self.set_icon(icon)
        name, key = named(self._current)
        self.rename(name)
        behind = [with_key(*named(a)) for _icon, a in self._faces if a is not self._current]
        more = _("Hold for: {tools}").format(tools=", ".join(behind))
        self.setToolTip(f"{with_key(name, key)}\n{more}")
        self.setEnabled(self._current.isEnabled() and self._available)
        self.setCheckable(True)
        self.setChecked(self._current.isChecked())
