"""What can be done with one result, as a menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.fill.outpaint import NONE
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import Result
from fluxfill_studio.history.history import Tile
from fluxfill_studio.studio.session import Session

PARAMETERS = [field.name for field in fields(FillParams) if field.name not in ("prompt", "seed")]


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
        assert tile.result is not None
        result, choosing = tile.result, session.choosing
        self.setToolTipsVisible(True)
        self.setAccessibleName(_("Result"))
        self.aboutToHide.connect(self.deleteLater)
        if tile.discarded:
            self._add(_("Restore"), self.adopt_wished.emit)
        else:
            if result.request.native:
                self._add(_("Open as a picture"), self.open_wished.emit)
                self._add(_("Save as PNG…"), self.save_wished.emit)
            else:
                self._add(_("Adopt"), self.adopt_wished.emit, choosing.why_not_adopt(result))
            kept = choosing.why_not_discard(result.id)
            self._add(_("Discard"), self.discard_wished.emit, kept)
        self.addSeparator()
        seed = result.request.params.seed
        self._add(_("Use settings"), lambda: use_settings(session, result))
        self._add(_("Use seed {seed}").format(seed=seed), lambda: session.form.set(seed=seed))
        extended = result.request.outpaint != NONE
        no_mask = _("An extension has no painted mask.") if extended else None
        self._add(_("Take mask"), lambda: session.masking.take(result.request), no_mask)

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


def use_settings(session: Session, result: Result) -> None:
    """Copy service, prompt, parameters and what was filled into the Fill block; not the seed."""
    request, values = result.request, dict(session.form.wishes.values)
    asked = {name: getattr(request.params, name) for name in PARAMETERS}
    values[request.provider] = {name: value for name, value in asked.items() if value is not None}
    changes: dict[str, object] = {
        "providers": (request.provider,),
        "prompt": request.params.prompt,
        "values": values,
        "extend": request.outpaint != NONE,
        "native": request.native,
    }
    if request.outpaint != NONE:
        changes["preset"] = request.outpaint
    session.form.set(**changes)
