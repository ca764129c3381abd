"""Equal tiles in rows: two a row in a narrow panel, more in a wide one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fluxfill_studio.ui import tokens

FOCUS_EDGE = tokens.FOCUS_RING + tokens.FOCUS_GAP
"""Kept free on all sides, so that a tile's focus ring is not cut off."""


class FlowGrid(QWidget):
    """Lays its tiles out by its width and takes the height they need.

    `shape` is height over width of a tile.
    """

    def __init__(self, shape: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape = shape
        self._tiles: list[QWidget] = []

    def set_tiles(self, tiles: Sequence[QWidget]) -> None:
        """Show these, in this order; tiles that are not named are hidden."""
        for tile in self._tiles:
            if tile not in tiles:
                tile.hide()
        self._tiles = list(tiles)
        for tile in self._tiles:
            tile.setParent(self)
            tile.show()
        for first, second in zip(self._tiles, self._tiles[1:], strict=False):
            QWidget.setTabOrder(first, second)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width, other places."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def _arrange(self) -> None:
        gap, edge = tokens.GAP, FOCUS_EDGE
        room = self.width() - 2 * edge
        columns = max(2, (room + gap) // (tokens.TILE + gap))
        width = (room - gap * (columns - 1)) // columns
        height = round(width * self._shape)
        for place, tile in enumerate(self._tiles):
            row, column = divmod(place, columns)
            left, top = edge + column * (width + gap), edge + row * (height + gap)
            tile.setGeometry(left, top, width, height)
        rows = -(-len(self._tiles) // columns)
        self.setFixedHeight(max(0, rows * (height + gap) - gap) + 2 * edge)
