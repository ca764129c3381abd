"""The card of one run: what was asked, and a tile per variation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from fluxfill_studio.fill.request import RequestId
from fluxfill_studio.history.history import Run, Tile
from fluxfill_studio.providers.contract import Provider
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.faces import about, face, title
from fluxfill_studio.ui.panels.tile import SHAPE, ResultTile
from fluxfill_studio.ui.widgets.flow_grid import FOCUS_EDGE, FlowGrid
from fluxfill_studio.ui.widgets.labels import ElidedLabel


class Card(QFrame):
    """Follows its run; tiles keep their widgets for good, so focus and place stay.

    `wire` is called once with every new tile widget and its tile.
    """

    def __init__(
        self,
        session: Session,
        run: Run,
        providers: Mapping[str, Provider],
        wire: Callable[[ResultTile, Tile], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.run = run
        self._session = session
        self._wire = wire
        provider = providers.get(run.request.provider)
        self._free = provider is not None and provider.capability.price_usd is None
        self._tiles: dict[RequestId, ResultTile] = {}
        self.setProperty("kind", "card")
        words = title(run, providers)
        self.setAccessibleName(words)
        self._grid = FlowGrid(SHAPE)
        rows = QVBoxLayout(self)
        side = tokens.GAP - 1 - FOCUS_EDGE  # the card's own edge and the grid's make it a gap
        rows.setContentsMargins(side, tokens.GAP, side, side)
        rows.setSpacing(tokens.HAIR)
        for label in (
            ElidedLabel(words, tokens.LABEL, tokens.STRONG),
            ElidedLabel(about(run, providers), tokens.CAPTION, tone="second"),
        ):
            label.setContentsMargins(FOCUS_EDGE, 0, FOCUS_EDGE, 0)
            rows.addWidget(label)
        rows.addWidget(self._grid)

    def tile(self, tile: Tile) -> ResultTile:
        """The widget of one tile."""
        return self._tiles[tile.request.id]

    def refresh(self, *, show_discarded: bool) -> list[ResultTile]:
        """Show what the model says now; the tiles that are in sight."""
        seen = []
        for tile in self.run.tiles:
            widget = self._tiles.get(tile.request.id)
            if widget is None:
                widget = self._tiles[tile.request.id] = ResultTile(self._grid)
                self._wire(widget, tile)
            widget.show_face(face(self._session, self.run, tile, self._free))
            if show_discarded or not tile.discarded:
                seen.append(widget)
        self._grid.set_tiles(seen)
        self.setHidden(not seen)
        return seen
