"""The ring round the control that has the focus: only a key brings the focus to a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QWidget
from shiboken6 import isValid

from fluxfill_studio.ui import theme, tokens

RINGED = (QAbstractButton, QAbstractSlider)
"""Fields with a caret show their focus by themselves."""
SPACE = tokens.FOCUS_RING + tokens.FOCUS_GAP
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show)


class FocusRing(QWidget):
    """Follows the focus through one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._target: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        """Qt: the control moved, or went away."""
        if event.type() in _FOLLOWED and target is self._target and isValid(self):
            self._place()
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
        if isinstance(now, RINGED) and now.window() is self._window:
            self._target = now
            self.setParent(now.parentWidget())
            now.installEventFilter(self)
            self._place()

    def _place(self) -> None:
        assert self._target is not None
        self.setGeometry(self._target.geometry().adjusted(-SPACE, -SPACE, SPACE, SPACE))
        self.setVisible(self._target.isVisible())
        self.raise_()

    def _leave(self) -> None:
        if self._target is not None and isValid(self._target):
            self._target.removeEventFilter(self)
        self._target = None
        self.setParent(self._window)  # never die with a panel
        self.hide()
