"""The icon set: SVG outlines from `resources/icons`, tinted and drawn for the screen's pixels."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from fluxfill_studio.core.paths import resource
from fluxfill_studio.ui import theme, tokens


def pixmap(name: str, colour: QColor, size: int = tokens.ICON, ratio: float = 1.0) -> QPixmap:
    """The icon in one colour, `size` device-independent pixels wide, sharp at `ratio`."""
    return _drawn(name, colour.name(), size, ratio)


def icon(name: str, colour: str = "text", *, space: int = 0) -> QIcon:
    """Small, for lists and buttons; `colour` names a token. Made anew after a theme switch.

    `space` is kept free at its right, where a style sets words too close.
    """
    made = QIcon()
    for mode, tint in (
        (QIcon.Mode.Normal, theme.colour(colour)),
        (QIcon.Mode.Disabled, theme.colour("disabled")),
        (QIcon.Mode.Selected, theme.colour("on_button")),
    ):
        for ratio in (1.0, 2.0):
            drawn = pixmap(name, tint, tokens.SMALL_ICON, ratio)
            made.addPixmap(_widened(drawn, space) if space else drawn, mode)
    return made


def _widened(drawn: QPixmap, space: int) -> QPixmap:
    ratio = drawn.devicePixelRatio()
    made = QPixmap(drawn.width() + round(space * ratio), drawn.height())
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return made


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    side = round(size * ratio)
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    outline = _outline(name).replace(b"currentColor", colour.encode())
    painter = QPainter(made)
    QSvgRenderer(QByteArray(outline)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


@lru_cache(maxsize=128)
def _outline(name: str) -> bytes:
    return resource("icons", f"{name}.svg").read_bytes()
