"""Keys that Qt's shortcuts cannot serve: those that act while held, and those known by place."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget

REPEAT_MS = 40
"""X11 may report a held key as released and pressed again at once: that is no release."""
BRACKETS = ("[", "]")
PLACED = (*BRACKETS, *"1234567890")
"""Keys meant by their place: as on a US keyboard, whatever a layout writes on them."""
_SCAN_CODES = {
    "win32": (0x1A, 0x1B, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
    "darwin": (33, 30, 18, 19, 20, 21, 23, 22, 26, 28, 25, 29),
}.get(sys.platform, (34, 35, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19))
_AT_PLACE: dict[int, str] = dict(zip(_SCAN_CODES, PLACED, strict=True))
LETTERS = "QWERTYUIOPASDFGHJKLZXCVBNM"
"""Meant by their place where a layout writes no Latin letters."""
_LETTER_CODES = {
    "win32": (*range(0x10, 0x1A), *range(0x1E, 0x27), *range(0x2C, 0x33)),
    "darwin": (
        *(12, 13, 14, 15, 17, 16, 32, 34, 31, 35),
        *(0, 1, 2, 3, 5, 4, 38, 40, 37),
        *(6, 7, 8, 9, 11, 45, 46),
    ),
}.get(sys.platform, (*range(24, 34), *range(38, 47), *range(52, 59)))  # fmt: skip
_LETTER_AT: dict[int, str] = dict(zip(_LETTER_CODES, LETTERS, strict=True))
_LATIN = 0x24F
"""The last of the code points that Latin letters have."""
_TYPING = (QLineEdit, QPlainTextEdit, QAbstractSpinBox)
_Modifier = Qt.KeyboardModifier
_MODIFIERS = (
    _Modifier.ShiftModifier
    | _Modifier.ControlModifier
    | _Modifier.AltModifier
    | _Modifier.MetaModifier
)
_MODIFIER_KEYS = {
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_unknown,
}


def key_text(event: QKeyEvent) -> str:
    """The portable text of the key that is pressed; empty for modifiers alone."""
    key, modifiers = Qt.Key(event.key()), event.modifiers() & _MODIFIERS
    if key in _MODIFIER_KEYS:
        return ""
    placed = placed_key(event)
    if placed:
        key = Qt.Key(ord(placed))
    elif _is_sign(event.text()):
        modifiers &= ~_Modifier.ShiftModifier  # was needed to write the sign: it is part of it
    return QKeySequence(QKeyCombination(modifiers, key)).toString(
        QKeySequence.SequenceFormat.PortableText
    )


def placed_key(event: QKeyEvent) -> str:
    """Which key of `PLACED` or `LETTERS` is meant by its place; empty if none or not known.

    AltGr writes a sign of its own: then the sign is meant.
    """
    if event.text() in BRACKETS:
        return event.text()
    if event.modifiers() & _Modifier.GroupSwitchModifier:
        return ""
    # macOS numbers its keys by place in what Qt calls the virtual key.
    code = event.nativeVirtualKey() if sys.platform == "darwin" else event.nativeScanCode()
    if not (event.nativeScanCode() or event.nativeVirtualKey()):
        return ""
    letter = _LETTER_AT.get(code, "") if _LATIN < event.key() < Qt.Key.Key_Escape.value else ""
    return _AT_PLACE.get(code, letter)


def _physical(event: QKeyEvent) -> int:
    """The same at press and release, though AltGr or Shift may have gone in between."""
    return event.nativeScanCode() or event.key()


def _is_sign(text: str) -> bool:
    return bool(text.strip()) and text.isprintable() and not text.isalnum()


def _watch(watcher: QObject) -> QGuiApplication:
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    app.installEventFilter(watcher)
    return app


class PlacedKeys(QObject):
    """Runs actions whose keys are meant by place; `find` gives the action of a key text.

    Serves `window` alone, and does nothing while `busy` (a stroke) or while text is typed.
    """

    def __init__(
        self,
        window: QWidget,
        find: Callable[[str], QAction | None],
        busy: Callable[[], bool],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._find = find
        self._busy = busy
        _watch(self)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        """Qt: before the key could be taken for the letter that the layout writes there."""
        # Every event of the program passes here, each move of the pen too: the quickest test first.
        if not isinstance(event, QKeyEvent) or event.type() == QEvent.Type.KeyRelease:
            return False
        if not self._serves(target):
            return False
        action = self._find(key_text(event)) if placed_key(event) else None
        if action is None:
            return False
        event.accept()  # of an override: no shortcut, send the press
        repeated = event.isAutoRepeat() and not action.autoRepeat()
        if event.type() == QEvent.Type.KeyPress and not repeated:
            action.trigger()
        return True

    def _serves(self, target: QObject) -> bool:
        return (
            isinstance(target, QWidget)
            and target.window() is self._window
            and not isinstance(target, _TYPING)
            and QApplication.activeModalWidget() is None
            and not self._busy()
        )


class HoldKeys(QObject):
    """Watches the keyboard of the program: a key runs what `find` gives for it, then `let_go`.

    It lets go when it is released or the program loses the keyboard, and does nothing while
    `busy` (a stroke), while text is typed, or under a dialog.
    """

    def __init__(
        self,
        parent: QObject,
        find: Callable[[str], Callable[[], object] | None],
        let_go: Callable[[], object],
        busy: Callable[[], bool],
    ) -> None:
        super().__init__(parent)
        self._find = find
        self._end = let_go
        self._busy = busy
        self._held = 0
        self._soon = QTimer(self, singleShot=True, interval=REPEAT_MS)
        self._soon.timeout.connect(self._let_go)
        _watch(self).applicationStateChanged.connect(lambda _state: self._let_go())

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        """Qt: see presses and releases before the focused widget does."""
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.KeyPress:
            return self._press(event)
        released = event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat()
        if released and _physical(event) == self._held:
            self._soon.start()
        return False

    def _press(self, event: QKeyEvent) -> bool:
        hold = self._find(key_text(event))
        typing = isinstance(QApplication.focusWidget(), _TYPING)
        if hold is None or typing or self._busy() or QApplication.activeModalWidget() is not None:
            return False
        self._soon.stop()
        if not event.isAutoRepeat() and not self._held:
            self._held = _physical(event)
            hold()
        return True

    def _let_go(self) -> None:
        if self._held:
            self._held = 0
            self._end()
