"""The ring round the control that has the focus: only a key brings the focus to a button."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QWidget,
)
from shiboken6 import isValid

from fluxfill_studio.ui import theme, tokens

RINGED = (QAbstractButton, QAbstractSlider, QComboBox)
"""Fields with a caret show their focus by themselves."""
SPACE = tokens.FOCUS_RING + tokens.FOCUS_GAP
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show)


class FocusRing(QWidget):
    """Follows the focus through every window of the program; at home in `window`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        """Qt: the control moved, perhaps with what it lies in, or went away."""
        if event.type() in _FOLLOWED and isValid(self) and self._target is not None:
            if event.type() == QEvent.Type.Hide:
                self._leave()
            else:
                self._place(self._target)
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the ring, one pixel off the control."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), tokens.FOCUS_RING))
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(area, tokens.RADIUS + 2, tokens.RADIUS + 2)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if not isValid(self._window):  # the focus moves once more while a window is torn down
            return
        self._leave()
        if isinstance(now, RINGED) and not now.isWindow():
            self._target = now
            around = list(_around(now))
            self._watched = [now, *around[:-1]]
            self.setParent(around[-1])
            for widget in self._watched:
                widget.installEventFilter(self)
            self._place(now)

    def _place(self, target: QWidget) -> None:
        home = self.parentWidget()
        assert home is not None
        self.setGeometry(_wanted(target, home))
        self.setVisible(target.isVisible())
        self.raise_()

    def _leave(self) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched, self._target = [], None
        if isValid(self._window):
            self.setParent(self._window)  # never die with a panel
        self.hide()


def _around(target: QWidget) -> Iterator[QWidget]:
    """The widgets that hold the control, up to one with room for its ring."""
    home: QWidget | None = target.parentWidget()
    while home is not None:
        yield home
        scrolls = isinstance(home.parentWidget(), QAbstractScrollArea)
        # What scrolls cuts the ring off as it does the control.
        if scrolls or home.isWindow() or home.rect().contains(_wanted(target, home)):
            return
        home = home.parentWidget()


def _wanted(target: QWidget, home: QWidget) -> QRect:
    """Where the ring lies in `home`, which holds the control."""
    place = QRect(target.mapTo(home, QPoint(0, 0)), target.size())
    return place.adjusted(-SPACE, -SPACE, SPACE, SPACE)
