"""Keys that act while they are held: before (A, \\) and the original (Shift+A)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit

HOLD_KEYS = (Qt.Key.Key_A, Qt.Key.Key_Backslash)
REPEAT_MS = 40
"""X11 may report a held key as released and pressed again at once: that is no release."""
_TYPING = (QLineEdit, QPlainTextEdit, QAbstractSpinBox)


class HoldKeys(QObject):
    """Watches the keyboard of the program; `hold(view)` is told "before", "original" or "".

    A held key lets go when it is released or the program loses the keyboard, and it does
    nothing while `busy` (a stroke) or while text is typed.
    """

    def __init__(
        self, parent: QObject, hold: Callable[[str], None], busy: Callable[[], bool]
    ) -> None:
        super().__init__(parent)
        self._hold = hold
        self._busy = busy
        self._held = 0
        self._soon = QTimer(self, singleShot=True, interval=REPEAT_MS)
        self._soon.timeout.connect(self._let_go)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.installEventFilter(self)
        app.applicationStateChanged.connect(lambda _state: self._let_go())

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        """Qt: see presses and releases before the focused widget does."""
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.KeyPress:
            return self._press(event)
        released = event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat()
        if released and event.key() == self._held:
            self._soon.start()
        return False

    def _press(self, event: QKeyEvent) -> bool:
        if event.key() not in HOLD_KEYS or isinstance(QApplication.focusWidget(), _TYPING):
            return False
        others = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if others != Qt.KeyboardModifier.NoModifier or self._busy():
            return False
        self._soon.stop()
        if not event.isAutoRepeat() and not self._held:
            self._held = event.key()
            shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._hold("original" if shifted else "before")
        return True

    def _let_go(self) -> None:
        if self._held:
            self._held = 0
            self._hold("")
