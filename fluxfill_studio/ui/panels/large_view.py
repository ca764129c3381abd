"""A picture that the canvas cannot show, large, in the middle of the window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.ui.widgets.popover import Popover

SHARE = 0.8
"""Of the window's width and height, at most."""


def large_side(window: QWidget) -> int:
    """The longest side such a picture can have there, in device pixels."""
    return round(SHARE * max(window.width(), window.height()) * window.devicePixelRatioF())


def show_large(window: QWidget, picture: QPixmap) -> None:
    """Open `picture` over `window`; closes with Enter, Esc or a click elsewhere."""
    ratio = window.devicePixelRatioF()
    room = QSize(round(SHARE * window.width() * ratio), round(SHARE * window.height() * ratio))
    if picture.width() > room.width() or picture.height() > room.height():
        smooth = Qt.TransformationMode.SmoothTransformation
        picture = picture.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, smooth)
    picture.setDevicePixelRatio(ratio)
    held = QLabel()
    held.setPixmap(picture)
    view = Popover(window, _("The result, large"), held)
    view.adjustSize()
    middle = window.mapToGlobal(window.rect().center())
    view.move(middle - view.rect().center())
    view.show()
