"""Before and after: the split line (Y), and the keys that show "before" while they are held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fluxfill_studio.core.text import _
from fluxfill_studio.document.states import ROOT
from fluxfill_studio.imaging.pyramid import Layer
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui.canvas.layers import layer_of
from fluxfill_studio.ui.links import Links

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


class Comparing:
    """Two slots on the canvas: the current picture and the shown result, or, while no result is
    shown, the picture as opened and the current one.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._links = Links()
        self._open = False

    @property
    def open(self) -> bool:
        """Whether the split line stands."""
        return self._open

    def toggle(self) -> None:
        """Open or close the split line."""
        if not self.close():
            self._show()

    def close(self) -> bool:
        """Close the split line; False if there was none."""
        self._links.drop()
        if not self._open:
            return False
        self._open = False
        self._window.canvas.set_compare(None, None)
        self._window.actions.refresh_ticks()
        return True

    def hold(self, view: str) -> None:
        """Show "before" or "original" as long as a key is held; "" lets go."""
        session = self._window.session
        if session is None:
            return
        canvas = self._window.canvas
        original = view == "original" or session.choosing.shown is None
        if view and original and not self._open:
            labels = (_("Original"), _("Current"))
            canvas.set_compare(self._original(session), self._current(), labels)
        canvas.hold_before(bool(view))
        if not view and not self._open:
            canvas.set_compare(None, None)

    def _show(self) -> None:
        session = self._window.session
        if session is None:
            return
        self._open = True
        self._window.actions.refresh_ticks()
        self._refresh(session)
        self._links.hold(
            session.choosing.changed.connect(lambda _shown: self._refresh(session)),
            session.document.changed.connect(lambda _change: self._refresh(session)),
        )

    def _refresh(self, session: Session) -> None:
        canvas = self._window.canvas
        if session.choosing.shown is None:
            labels = (_("Original"), _("Current"))
            canvas.set_compare(self._original(session), self._current(), labels)
            return
        result = session.history.result(session.choosing.shown)
        piece = session.choosing.piece(result)
        after = canvas.layer_with([piece], session.choosing.canvas_of(result))
        canvas.set_compare(self._current(), after, (_("Current"), _("Result")))

    def _current(self) -> Layer | None:
        return self._window.canvas.layer_with(())

    def _original(self, session: Session) -> Layer:
        document = session.document
        return layer_of(document.pixels_of(ROOT), document.states[ROOT].canvas)
