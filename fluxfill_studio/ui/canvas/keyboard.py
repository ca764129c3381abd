"""The keys that mean something to the canvas itself, before the window's shortcuts see them.

Space is the hand. While a shape waits, Enter completes it and Backspace takes its last point;
arrows move what the tool lets them move. During a gesture every other key waits for its end,
and Alt with a letter opens no menu while a pen is near.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

if TYPE_CHECKING:
    from fluxfill_studio.ui.canvas.handling import Handling
    from fluxfill_studio.ui.canvas.input import CanvasInput

FAR = 10  # picture pixels that Shift and an arrow move

_Key, _Modifier = Qt.Key, Qt.KeyboardModifier
_ENTER = (_Key.Key_Return, _Key.Key_Enter)
_ARROWS = {
    _Key.Key_Left: (-1, 0),
    _Key.Key_Right: (1, 0),
    _Key.Key_Up: (0, -1),
    _Key.Key_Down: (0, 1),
}
_MODIFIERS = (_Key.Key_Shift, _Key.Key_Alt, _Key.Key_Control, _Key.Key_Meta, _Key.Key_AltGr)


class CanvasKeys:
    """Reads the keys of one view."""

    def __init__(self, view: Handling, pointer: CanvasInput) -> None:
        self._view = view
        self._pointer = pointer

    def wants(self, event: QKeyEvent) -> bool:
        """Whether the canvas takes this key though it is a shortcut elsewhere."""
        key, tool = event.key(), self._view.tool
        if self._view.busy:
            return key != _Key.Key_Escape
        if event.modifiers() & _Modifier.AltModifier and self._view.pen_near:
            return True
        if tool is None or self._view.document is None:
            return False
        bare = event.modifiers() & ~_Modifier.KeypadModifier == _Modifier.NoModifier
        if tool.waiting and bare and (key in _ENTER or key == _Key.Key_Backspace):
            return True
        return key in _ARROWS and _is_step(event)

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key that went down; False if it means nothing here."""
        key = event.key()
        if key == _Key.Key_Space or key in _MODIFIERS:
            return self._held(event)
        if self._view.busy:
            return True
        if key in _ENTER:
            return self._view.complete()
        if key == _Key.Key_Backspace:
            return self._view.step_back()
        return key in _ARROWS and _is_step(event) and self._step(event)

    def release(self, event: QKeyEvent) -> bool:
        """A key went up."""
        return (event.key() == _Key.Key_Space or event.key() in _MODIFIERS) and self._held(event)

    def _held(self, event: QKeyEvent) -> bool:
        """Space and the modifiers count while they are held; Alt alone goes no further."""
        if event.isAutoRepeat():
            return True
        if event.key() == _Key.Key_Space:
            self._pointer.space = event.type() == QEvent.Type.KeyPress
            self._view.gesture_changed()
        self._pointer.keys_changed(event.modifiers())
        return event.key() in (_Key.Key_Space, _Key.Key_Alt)

    def _step(self, event: QKeyEvent) -> bool:
        """Let the tool move something; a tool that has nothing leaves the key to its action."""
        far = FAR if event.modifiers() & _Modifier.ShiftModifier else 1
        dx, dy = _ARROWS[Qt.Key(event.key())]
        if not self._view.nudge(dx * far, dy * far):
            keys = event.modifiers() & ~_Modifier.KeypadModifier
            pressed = QKeySequence(QKeyCombination(keys, Qt.Key(event.key())))
            for action in self._view.actions():
                if pressed in action.shortcuts():
                    action.trigger()
        return True


def _is_step(event: QKeyEvent) -> bool:
    """With nothing held but Shift; the arrows themselves may count as keypad."""
    allowed = _Modifier.ShiftModifier | _Modifier.KeypadModifier
    return not event.modifiers() & ~allowed
