"""The card of one run: what was asked, and a tile per variation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from fluxfill_studio.fill.request import FillRequest, RequestId
from fluxfill_studio.history.history import Run, Tile
from fluxfill_studio.providers.contract import Provider
from fluxfill_studio.studio.cost import Cost
from fluxfill_studio.studio.endings import Ending
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.decision import Decision
from fluxfill_studio.ui.panels.faces import (
    about,
    face,
    failure,
    price_of,
    title,
    unknown_words,
)
from fluxfill_studio.ui.panels.failure import Failure
from fluxfill_studio.ui.panels.tile import SHAPE, ResultTile
from fluxfill_studio.ui.panels.tile_face import Phase
from fluxfill_studio.ui.widgets.flow_grid import FOCUS_EDGE, FlowGrid
from fluxfill_studio.ui.widgets.labels import ElidedLabel


class Card(QFrame):
    """Follows its run; tiles keep their widgets for good, so focus and place stay.

    `wire` is called once with every new tile widget and its tile; `ask` with every new decision.
    """

    def __init__(
        self,
        session: Session,
        run: Run,
        providers: Mapping[str, Provider],
        wire: Callable[[ResultTile, Tile], None],
        ask: Callable[[Decision, Tile], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.run = run
        self._session = session
        self._wire, self._ask = wire, ask
        self._providers = providers
        self._tiles: dict[RequestId, ResultTile] = {}
        self._decisions: dict[RequestId, Decision] = {}
        self._failures: dict[Ending, Failure] = {}
        self.setProperty("kind", "card")
        words = title(run, providers)
        self.setAccessibleName(words)
        self._grid = FlowGrid(SHAPE)
        self._about = ElidedLabel(size=tokens.CAPTION, tone="second")
        self._rows = rows = QVBoxLayout(self)
        side = tokens.GAP - 1 - FOCUS_EDGE  # the card's own edge and the grid's make it a gap
        rows.setContentsMargins(side, tokens.GAP, side, side)
        rows.setSpacing(tokens.HAIR)
        for label in (ElidedLabel(words, tokens.LABEL, tokens.STRONG), self._about):
            label.setContentsMargins(FOCUS_EDGE, 0, FOCUS_EDGE, 0)
            rows.addWidget(label)
        rows.addWidget(self._grid)

    def tile(self, tile: Tile) -> ResultTile:
        """The widget of one tile."""
        return self._tiles[tile.request.id]

    @property
    def widgets(self) -> list[ResultTile]:
        """Every tile's widget, in order."""
        return list(self._tiles.values())

    def decision(self, tile: Tile) -> Decision | None:
        """The question about one tile, while there is one."""
        return self._decisions.get(tile.request.id)

    def refresh(self, *, show_discarded: bool) -> list[ResultTile]:
        """Show what the model says now; the tiles that are in sight."""
        self._about.setText(about(self._session, self.run, self._providers))
        seen = []
        for tile in self.run.tiles:
            widget = self._tiles.get(tile.request.id)
            if widget is None:
                widget = self._tiles[tile.request.id] = ResultTile(self._grid)
                self._wire(widget, tile)
            widget.show_face(face(self._session, self.run, tile, self._providers))
            self._refresh_decision(widget, tile)
            if show_discarded or not tile.discarded:
                seen.append(widget)
        self._refresh_failures()
        self._grid.set_tiles(seen)
        self.setHidden(not seen)
        return seen

    def _refresh_decision(self, widget: ResultTile, tile: Tile) -> None:
        wanted = widget.face.phase is Phase.UNKNOWN
        shown = self._decisions.get(tile.request.id)
        if wanted and shown is None:
            price = price_of(self._session, tile.request, self._providers)
            shown = self._decisions[tile.request.id] = Decision(Cost.of([price]))
            self._rows.addWidget(shown)
            self._ask(shown, tile)
        if wanted and shown is not None:
            job, number = self._session.filling.job(tile.request), widget.face.number
            shown.words.setText(unknown_words(tile, job, number, len(self.run.tiles)))
        elif shown is not None and not wanted:
            _drop(self._decisions.pop(tile.request.id))

    def _refresh_failures(self) -> None:
        """A line for each reason, with the numbers of its tiles."""
        empty: dict[Ending, list[int]] = {}
        for number, tile in enumerate(self.run.tiles, start=1):
            if (found := failure(self._session, tile)) is not None:
                empty.setdefault(found, []).append(number)
        for gone in set(self._failures) - set(empty):
            _drop(self._failures.pop(gone))
        for found, numbers in empty.items():
            shown = self._failures.get(found)
            if shown is None:
                shown = self._failures[found] = Failure(found)
                request = self.run.tiles[numbers[0] - 1].request
                shown.help_wished.connect(partial(self._help, found, request))
                self._rows.addWidget(shown)
            which = f"{', '.join(map(str, numbers))}: " if len(self.run.tiles) > 1 else ""
            shown.words.setText(which + found.text)

    def _help(self, found: Ending, request: FillRequest) -> None:
        if found.remedy is not None:
            self._session.filling.remedy(found.remedy, request)


def _drop(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()
