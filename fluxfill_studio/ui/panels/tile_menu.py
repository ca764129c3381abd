"""What can be done with one result, or where there is none, as a menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.fill.outpaint import NONE
from fluxfill_studio.fill.request import FillRequest, Result
from fluxfill_studio.history.history import Tile
from fluxfill_studio.studio.endings import Remedy, remedy_words
from fluxfill_studio.studio.session import Session


class TileMenu(QMenu):
    """Built anew for every opening; an act that cannot be done says why in its tooltip.

    Signals:
        adopt_wished: adopt, or restore a discarded one.
        discard_wished: out of sight.
        open_wished, save_wished: of a picture of its own.
    """

    adopt_wished = Signal()
    discard_wished = Signal()
    open_wished = Signal()
    save_wished = Signal()

    def __init__(self, parent: QWidget, session: Session, tile: Tile) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)
        self.setAccessibleName(_("Result"))
        self.aboutToHide.connect(self.deleteLater)
        if tile.discarded:
            self._add(_("Restore"), self.adopt_wished.emit)
        elif tile.result is not None:
            self._add_result(session, tile.result)
        else:
            self._add_remedies(session, tile.request)
        self.addSeparator()
        request, seed = tile.request, tile.request.params.seed
        self._add(_("Use settings"), lambda: session.form.follow(request))
        self._add(_("Use seed {seed}").format(seed=seed), lambda: session.form.set(seed=seed))
        extended = request.outpaint != NONE
        no_mask = _("An extension has no painted mask.") if extended else None
        self._add(_("Take mask"), lambda: session.masking.take(request), no_mask)

    def _add_result(self, session: Session, result: Result) -> None:
        choosing = session.choosing
        if result.request.native:
            self._add(_("Open as a picture"), self.open_wished.emit)
            self._add(_("Save as PNG…"), self.save_wished.emit)
        else:
            self._add(_("Adopt"), self.adopt_wished.emit, choosing.why_not_adopt(result))
        kept = choosing.why_not_discard(result.id)
        self._add(_("Discard"), self.discard_wished.emit, kept)

    def _add_remedies(self, session: Session, request: FillRequest) -> None:
        """The likeliest first, then the same once more."""
        found = session.filling.ending_of(request)
        likely = found.remedy if found is not None else None
        for remedy in dict.fromkeys((likely, Remedy.AGAIN)):
            if remedy is not None:
                self._add(remedy_words(remedy), partial(session.filling.remedy, remedy, request))

    def _add(self, words: str, run: Callable[[], object], why_not: str | None = None) -> None:
        action = self.addAction(words)
        action.setEnabled(why_not is None)
        action.setToolTip(why_not or words)
        action.triggered.connect(lambda _on: run())


def show(session: Session, result: Result) -> bool:
    """Make sure that `result` is the one shown."""
    if session.choosing.shown != result.id:
        session.choosing.show(result.id)
    return session.choosing.shown == result.id
