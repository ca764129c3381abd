"""A field that takes a key instead of letters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from fluxfill_studio.core.text import _
from fluxfill_studio.ui.keys import key_text


class KeyField(QLineEdit):
    """While it has the focus the next key is its value; Tab and Esc keep their meaning.

    Signals:
        caught: a key's portable text; modifiers alone are none.
    """

    caught = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setPlaceholderText(_("Click here, then press a key"))
        self.setAccessibleName(_("New key"))

    def event(self, event: QEvent) -> bool:
        """Qt: every key comes here, also one that is a shortcut."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: take the key."""
        leaves = (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if event.key() in leaves and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            event.ignore()
            return
        text = key_text(event)
        if text and not event.isAutoRepeat():
            self.caught.emit(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: say that it listens."""
        self.setPlaceholderText(_("Press a key"))
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: say how to make it listen."""
        self.setPlaceholderText(_("Click here, then press a key"))
        super().focusOutEvent(event)
