"""Every run's card, newest first. Nothing here moves by itself when a result arrives."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.document.changes import DocumentChange, MaskChanged
from fluxfill_studio.fill.request import Result, ResultId
from fluxfill_studio.history.history import HistoryChanged, Run, RunId, Tile
from fluxfill_studio.providers.contract import Provider
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.links import Links
from fluxfill_studio.ui.panels.card import Card
from fluxfill_studio.ui.panels.decision import Decision
from fluxfill_studio.ui.panels.drag_out import DragOut
from fluxfill_studio.ui.panels.faces import failed
from fluxfill_studio.ui.panels.large_view import large_side, show_large
from fluxfill_studio.ui.panels.recovered_panel import RecoveredPanel
from fluxfill_studio.ui.panels.tile import ResultTile
from fluxfill_studio.ui.panels.tile_face import Phase
from fluxfill_studio.ui.panels.tile_menu import TileMenu, show
from fluxfill_studio.ui.thumbnails import Thumbnails, of_result, shrunk
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.labels import label
from fluxfill_studio.ui.widgets.scroll_column import ScrollColumn


class ResultsPanel(QWidget):
    """Scrolls below the Fill block.

    Signals:
        adopt_wished, discard_wished: of the shown result, as the keys do.
        open_wished, save_wished: of a result that is a picture of its own (Result).
    """

    adopt_wished = Signal()
    discard_wished = Signal()
    open_wished = Signal(object)
    save_wished = Signal(object)

    def __init__(
        self,
        providers: Mapping[str, Provider],
        thumbnails: Thumbnails,
        drag_out: DragOut,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._providers = providers
        self._thumbnails = thumbnails
        self._drag_out = drag_out
        self._session: Session | None = None
        self._links = Links()
        self._cards: dict[RunId, Card] = {}
        self._asked: set[ResultId] = set()
        self._enlarged: Result | None = None
        self._show_discarded = False
        self._recovered: RecoveredPanel | None = None
        self.setProperty("surface", "panel")
        self.setAccessibleName(_("Results"))
        self.discarded = push("", self._toggle_discarded, kind="link")
        self.empty = label(
            _("What Generate makes appears here, to compare and adopt."), tone="second", wrap=True
        )
        self._column = QVBoxLayout()
        self._column.setSpacing(tokens.GAP)
        column = QVBoxLayout()
        column.setSpacing(tokens.GAP)
        column.addLayout(self._column)
        column.addStretch(1)
        self._scroll = ScrollColumn(column)
        self._lay_out()
        # Seconds that pass are no news of the model: they are read once a second.
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        self._refresh_all()

    def offer(self, recovered: RecoveredPanel) -> None:
        """What earlier sessions have left stands below the newest card of an open picture."""
        self._recovered = recovered
        self._place_recovered()
        recovered.allow(self._session is not None)

    def hasHeightForWidth(self) -> bool:
        """Qt: it scrolls, so it takes the height that others leave."""
        return False

    def set_session(self, session: Session | None) -> None:
        """Show another document's runs, or none."""
        self._links.drop()
        self._session = session
        for card in self._cards.values():
            card.hide()
            card.deleteLater()
        self._cards.clear()
        self._asked.clear()
        self._show_discarded = False
        if self._recovered is not None:
            self._recovered.allow(session is not None)
        if session is not None:
            for run in session.history.runs:
                self._add(run)
            self._links.hold(
                session.history.changed.connect(self._history_changed),
                session.choosing.changed.connect(lambda _shown: self._refresh_all()),
                session.document.changed.connect(self._document_changed),
            )
        self._refresh_all()

    def tiles(self) -> list[ResultTile]:
        """The tiles in sight, as they are read: newest card first."""
        seen: list[ResultTile] = []
        for card in reversed(self._cards.values()):
            seen += card.refresh(show_discarded=self._show_discarded)
        return seen

    # -- following ----------------------------------------------------------------------------

    def _history_changed(self, change: HistoryChanged) -> None:
        session = self._session
        assert session is not None
        if change.run not in self._cards:
            self._add(next(run for run in session.history.runs if run.id == change.run))
        card = self._cards[change.run]
        known = len(card.widgets)
        self._refresh(card)
        self._refresh_head()
        if fresh := card.widgets[known:]:  # somebody has just asked for them
            self._reveal(fresh[0])

    def _document_changed(self, change: DocumentChange) -> None:
        """No tile says anything of the mask, which changes at every move of the pen."""
        if not isinstance(change, MaskChanged):
            self._soon.start()

    def _add(self, run: Run) -> None:
        assert self._session is not None
        card = Card(self._session, run, self._providers, self._wire, self._wire_decision)
        self._cards[run.id] = card
        self._column.insertWidget(0, card)
        self._place_recovered()

    def _place_recovered(self) -> None:
        if self._recovered is not None:
            self._column.removeWidget(self._recovered)
            self._column.insertWidget(min(1, self._column.count()), self._recovered)

    def _reveal(self, widget: QWidget) -> None:
        """Bring it into sight, as soon as it has its place."""
        room = tokens.TARGET + tokens.GAP  # a card's head above its first tile
        QTimer.singleShot(0, widget, lambda: self._scroll.ensureWidgetVisible(widget, 0, room))

    def _refresh_all(self) -> None:
        for card in self._cards.values():
            self._refresh(card)
        self._refresh_head()

    def _refresh(self, card: Card) -> None:
        card.refresh(show_discarded=self._show_discarded)
        for tile in card.run.tiles:
            if tile.result is not None and tile.result.id not in self._asked:
                self._ask_picture(card.tile(tile), tile)

    def _refresh_head(self) -> None:
        session = self._session
        runs = session.history.runs if session else []
        hidden = sum(tile.discarded for run in runs for tile in run.tiles)
        words = _("Hide discarded") if self._show_discarded else _("Show discarded ({n})")
        self.discarded.setText(words.format(n=hidden))
        self.discarded.setAccessibleName(self.discarded.text())
        self.discarded.setVisible(hidden > 0)
        self.empty.setVisible(not runs)
        running = bool(session and session.filling.running)
        if running != self._clock.isActive():
            (self._clock.start if running else self._clock.stop)()

    def _tick(self) -> None:
        for card in self._cards.values():
            if any(widget.face.phase is Phase.RUNNING for widget in card.widgets):
                self._refresh(card)
        self._refresh_head()

    def _ask_picture(self, widget: ResultTile, tile: Tile) -> None:
        session = self._session
        assert session is not None
        assert tile.result is not None
        self._asked.add(tile.result.id)

        def keep(picture: QPixmap) -> None:
            if session is self._session:
                widget.show_picture(picture)

        self._thumbnails.ask(of_result(session, tile.result), keep)

    # -- acting -------------------------------------------------------------------------------

    def _wire(self, widget: ResultTile, tile: Tile) -> None:
        session = self._session
        assert session is not None
        widget.clicked.connect(lambda _on: self._click(widget, tile))
        widget.adopt_wished.connect(lambda: self._adopt(tile))
        widget.discard_wished.connect(lambda: self._discard(tile))
        widget.stop_wished.connect(lambda: session.filling.cancel(tile.request))
        widget.walk_wished.connect(lambda by: self._walk(widget, by))
        widget.menu_wished.connect(lambda point: self._open_menu(tile, point))
        widget.drag_wished.connect(lambda: self._drag_out.begin(widget, session, tile))

    def _wire_decision(self, decision: Decision, tile: Tile) -> None:
        session = self._session
        assert session is not None
        filling, request = session.filling, tile.request
        if not self.underMouse():  # nothing moves under a hand
            self._reveal(decision)
        decision.check_wished.connect(lambda: filling.check(request))
        decision.resubmit_wished.connect(lambda: filling.resubmit(request))
        decision.drop_wished.connect(lambda: filling.drop(request))

    def _click(self, widget: ResultTile, tile: Tile) -> None:
        if self._session is None:
            return
        if tile.result is not None:
            self._session.choosing.toggle(tile.result.id)
            if tile.request.native:  # unless it becomes a double click
                self._enlarged = tile.result
                self._enlarge.start()
        else:
            self._open_menu(tile, widget.mapToGlobal(widget.rect().center()))

    def _adopt(self, tile: Tile) -> None:
        """A discarded one comes back first; a picture of its own is opened instead."""
        if self._session is None or tile.result is None:
            return
        if tile.discarded:
            self._session.choosing.restore(tile.result.id)
        elif tile.request.native:
            self._enlarge.stop()
            self.open_wished.emit(tile.result)
        elif show(self._session, tile.result):
            self.adopt_wished.emit()

    def _show_large(self) -> None:
        session, result = self._session, self._enlarged
        if session is None or result is None:
            return
        window, icc = self.window(), session.document.icc
        side = large_side(window)

        def keep(picture: QPixmap) -> None:
            if session is self._session:
                show_large(window, picture)

        self._thumbnails.ask(lambda: shrunk(result.pixels, icc, side), keep)

    def _discard(self, tile: Tile) -> None:
        if self._session is None or tile.result is None or tile.discarded:
            return
        if tile.request.native:
            self._session.choosing.discard(tile.result.id)
        elif show(self._session, tile.result):
            self.discard_wished.emit()

    def _walk(self, widget: ResultTile, by: int) -> None:
        seen = self.tiles()
        place = seen.index(widget) + by
        if not 0 <= place < len(seen):
            return
        target = seen[place]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(target)
        if target.face.mark is not None and not target.face.shown:
            target.click()

    def _open_menu(self, tile: Tile, point: QPoint) -> None:
        if self._session is not None and (tile.result is not None or failed(self._session, tile)):
            self.menu(tile).popup(point)

    def menu(self, tile: Tile) -> TileMenu:
        """What can be done with one tile's result, or instead of it."""
        assert self._session is not None
        menu = TileMenu(self, self._session, tile)
        menu.adopt_wished.connect(lambda: self._adopt(tile))
        menu.discard_wished.connect(lambda: self._discard(tile))
        menu.open_wished.connect(lambda: self.open_wished.emit(tile.result))
        menu.save_wished.connect(lambda: self.save_wished.emit(tile.result))
        return menu

    def _toggle_discarded(self) -> None:
        self._show_discarded = not self._show_discarded
        self._refresh_all()

    # -- putting together ---------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._refresh_all)
        waits = QApplication.doubleClickInterval()
        self._enlarge = QTimer(self, singleShot=True, interval=waits)
        self._enlarge.timeout.connect(self._show_large)
        head = QHBoxLayout()
        head.setContentsMargins(tokens.PAD, tokens.TIGHT, tokens.PAD, 0)
        head.addWidget(label(_("Results"), tokens.TEXT, tokens.STRONG), 1)
        head.addWidget(self.discarded)
        body = QVBoxLayout()
        body.setContentsMargins(tokens.PAD, 0, tokens.PAD, 0)
        body.addWidget(self.empty)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.GAP)
        rows.addLayout(head)
        rows.addLayout(body)
        rows.addWidget(self._scroll, 1)
