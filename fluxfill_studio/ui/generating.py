"""Generate as the user means it: with what stands or is previewed, and never with less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fluxfill_studio.core.text import _
from fluxfill_studio.core.undo import Entry
from fluxfill_studio.studio.notices import Notice, Tone
from fluxfill_studio.studio.session import Session
from fluxfill_studio.tools.base import Tool
from fluxfill_studio.ui.links import Links

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


@dataclass(frozen=True, slots=True)
class _Wish:
    """Send as soon as `tool` has laid what it looks for, on top of the act `newest`."""

    session: Session
    tool: Tool
    newest: tuple[Entry, ...]


class Generating:
    """A press sends at once, or when the tool in hand has found what it still looks for.

    The wish is given up when nothing comes of that: Esc, Undo, another tool, nothing found.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._links = Links()
        self._wish: _Wish | None = None
        self._said: Notice | None = None  # of the shape that stands
        window.canvas.standing_changed.connect(self._stand)

    def press(self) -> None:
        """Freeze and send; if off, say why."""
        window, session = self._window, self._window.session
        if session is None:
            return
        self._give_up()
        window.canvas.complete()
        window.masks.apply()
        tool = window.canvas.tool
        if tool is not None and tool.looking:
            self._wait(session, tool)
        elif tool is not None and tool.waiting:
            text = _("The shape on the picture is not complete. Esc gives it up.")
            self._say(Notice(text, Tone.WARNING))
        else:
            self._send(session)
        window.to_canvas()

    def _wait(self, session: Session, tool: Tool) -> None:
        self._wish = _Wish(session, tool, session.document.undo.entries[-1:])
        self._links.hold(tool.changed.connect(lambda _change: self._look()))
        self._say(Notice(_("Sends as soon as the selection is found. Esc: do not send.")))

    def _stand(self, standing: bool) -> None:
        """For the filling: whether Generate would complete a shape. What was looked for is gone
        or laid if none stands.
        """
        session, layout = self._window.session, self._window.layout
        if session is not None:
            session.filling.standing = standing
            layout.fill.refresh()
            layout.status.refresh()
        if not standing:
            self._unsay()
        self._look()

    def _look(self) -> None:
        wish = self._wish
        if wish is None or wish.tool.looking:
            return
        self._give_up()
        laid = wish.session.document.undo.entries[-1:] != wish.newest
        if laid and wish.session is self._window.session:
            self._send(wish.session)
        elif wish.tool.waiting:
            text = _("Nothing was found there, so nothing was sent.")
            self._window.notify(Notice(text, Tone.WARNING))

    def _give_up(self) -> None:
        self._links.drop()
        self._wish = None
        self._unsay()

    def _say(self, notice: Notice) -> None:
        self._said = notice
        self._window.notify(notice)

    def _unsay(self) -> None:
        """What was said of the shape no longer holds."""
        said, self._said = self._said, None
        if said is not None:
            self._window.layout.notices.withdraw(said)

    def _send(self, session: Session) -> None:
        reason = session.filling.why_not()
        if reason is not None:
            self._window.notify(Notice(reason, Tone.WARNING))
            return
        session.filling.generate()
        asked = session.filling.asked
        if asked is not None and not self._window.layout.fill.isVisible():  # its button would say
            words = _("Press again to send it: {total}.").format(total=asked.words)
            self._window.notify(Notice(words, Tone.WARNING))
