"""The main window: puts canvas and panels together around one session.

It holds widgets and the wishes of the moment (tool, compare, folded panels); the work itself
lies in `Session`. Every user action is a method here or an operation of the session.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from fluxfill_studio.core.geometry import Size
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.imaging.pixels import Pixels, has_alpha
from fluxfill_studio.settings.table import SURROUND, THEME, Setting
from fluxfill_studio.studio.notices import Notice, Tone
from fluxfill_studio.studio.session import Session
from fluxfill_studio.studio.studio import Studio
from fluxfill_studio.ui import theme
from fluxfill_studio.ui.actions import Actions
from fluxfill_studio.ui.asides import Asides
from fluxfill_studio.ui.bars import Bars
from fluxfill_studio.ui.bindings import native
from fluxfill_studio.ui.canvas.layers import Layers
from fluxfill_studio.ui.commands import specs
from fluxfill_studio.ui.comparing import Comparing
from fluxfill_studio.ui.drawing import Drawing
from fluxfill_studio.ui.files import Files, release_clipboard
from fluxfill_studio.ui.generating import Generating
from fluxfill_studio.ui.keys import HoldKeys, PlacedKeys
from fluxfill_studio.ui.layout import Layout
from fluxfill_studio.ui.links import Links
from fluxfill_studio.ui.masks import Masks
from fluxfill_studio.ui.recovered import Recovered
from fluxfill_studio.ui.shell import Shell
from fluxfill_studio.ui.tasks import Tasks
from fluxfill_studio.ui.toolbox import Toolbox

PROGRAM = "FluxFill Studio"


class Window(QObject):
    """The editor round one session, or round none.

    Attributes:
        shell: the window on screen.
        studio: the program without its window.
        session: what is open, or None.
        tasks: every coroutine that the window started.
        layout: the widgets in their places.
        bars: options bar and tool bar in step with the rest.
        drawing: canvas, tool and overlay in step with the session.
        comparing: the split line and the held "before".
        files: opening, pasting, exporting.
        recovered: fills of earlier sessions.
        masks: acts, operations and files of the mask.
        generating: the press of Generate.
        toolbox: the tools in their groups.
        asides: dialogs that do not hold up the work.
        actions: every user action with its keys.
    """

    def __init__(self, shell: Shell, studio: Studio, on_closed: Callable[[], None]) -> None:
        super().__init__(shell)
        self._told: set[str] = set()
        self.shell = shell
        self.studio = studio
        self.session: Session | None = None
        self._on_closed, self._left = on_closed, False
        self._links = Links()  # to the session's notices
        theme.apply(self._app(), studio.settings.text(THEME))
        self.tasks = Tasks(self.notify)
        self.drawing = Drawing(self)
        self.canvas = self.drawing.canvas
        self.files = Files(self)
        self.comparing = Comparing(self)
        self.recovered = Recovered(self)
        self.masks = Masks(self)
        self.generating = Generating(self)
        self.toolbox = Toolbox(self)
        self.asides = Asides(self)
        self.actions = Actions(shell, self.canvas, specs(self), studio.settings)
        self.layout = Layout(self)
        self.bars = Bars(self)
        self.drawing.follow()
        self._studio_links = Links()
        self._studio_links.hold(
            studio.notices.connect(self.notify),
            studio.withdrawn.connect(lambda notice: self.layout.notices.withdraw(notice)),
        )
        self._drop_settings = studio.settings.changed.connect(self._follow_setting)
        self.canvas.hand_changed.connect(lambda _hand: self.check_tool(self.toolbox.in_hand))
        self._listen_to_keys()
        shell.close_wished.connect(self.wish_close)
        shell.dropped.connect(self.files.drop)
        self.layout.notices.keyboard_left.connect(self.to_canvas)
        self._refresh()
        self.to_canvas()

    # -- session ------------------------------------------------------------------------------

    def set_session(self, session: Session | None, layers: Layers | None = None) -> None:
        """Show another session, or none; the one before is closed, as the user agreed to unless
        the program is being ended from outside.
        """
        self.comparing.close()
        self._links.drop()
        old, self.session = self.session, session
        self.layout.set_session(session)
        self.bars.set_session(session)
        self.layout.stage.show_canvas(session is not None)
        self.drawing.set_session(session, layers)
        self.masks.set_session(session)
        if old is not None:
            old.close(consented=session is not None or self._left)
        if session is not None:
            withdraw = self.layout.notices.withdraw
            self._links.hold(
                session.notices.connect(self.notify), session.withdrawn.connect(withdraw)
            )
        self._refresh()
        self.to_canvas()

    def show_preview(self, pixels: Pixels, size: Size) -> None:
        """Something to look at while the whole picture is decoded."""
        self.layout.stage.show_canvas(True)
        self.canvas.set_to_screen(None)
        self.canvas.set_preview(pixels, size)

    def end_preview(self) -> None:
        """The picture could not be opened: back to what there was."""
        self.drawing.set_session(self.session, self.drawing.layers)
        self.layout.stage.show_canvas(self.session is not None)

    def notify(self, notice: Notice) -> None:
        """One line for the user."""
        self.layout.notices.post(notice)

    def notify_once(self, notice: Notice) -> None:
        """One line that is said the first time only, as long as the program runs."""
        if notice.text not in self._told:
            self._told.add(notice.text)
            self.notify(notice)

    # -- questions that actions ask -----------------------------------------------------------

    def has_session(self) -> bool:
        """Whether a picture is open."""
        return self.session is not None

    def has_alpha(self) -> bool:
        """Whether the open picture has transparency."""
        return self.session is not None and has_alpha(self.session.document.pixels)

    def has_shown(self) -> bool:
        """Whether a result is shown."""
        return self.session is not None and self.session.choosing.shown is not None

    def can_accept(self) -> bool:
        """Whether Enter has something to accept: an open operation, or a shown result."""
        return self.masks.adjusting or self.has_shown()

    def has_results(self) -> bool:
        """Whether any result can be shown."""
        return self.session is not None and bool(self.session.history.visible())

    def extends(self) -> bool:
        """Whether the next fill grows the canvas instead of filling the mask."""
        return self.session is not None and self.session.form.wishes.extend

    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        if self.session is None:
            return False
        open_ = self._waits() or self.masks.adjusting
        return open_ or self.session.document.undo.undo_name is not None

    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        if self.session is None:
            return False
        return self._waits() or self.session.document.undo.redo_name is not None

    # -- acts ---------------------------------------------------------------------------------

    def check_tool(self, tool_id: str) -> None:
        """Mark the tool in hand."""
        self.toolbox.note(tool_id)
        for letter, group in self.toolbox.groups.items():
            if len(group) > 1:
                self.actions.lend(f"group_{letter}", self.toolbox.last(letter))
        self.actions.refresh_ticks()
        self.bars.show_tool()

    def undo(self) -> None:
        """Take the newest act back; of a shape that waits, its last point."""
        if not self.canvas.step_back() and self.session is not None:
            self.session.undo()

    def redo(self) -> None:
        """Do it again; of a shape that waits, the point taken back last."""
        if not self.canvas.step_again() and self.session is not None:
            self.session.redo()

    def generate(self) -> None:
        """Freeze and send; if off, say why."""
        self.generating.press()

    def adopt(self) -> None:
        """Keep what the open operation shows, or make the shown result part of the picture.

        If it cannot be, say why.
        """
        if self.masks.apply():
            return
        session, shown = self.session, self.session.choosing.shown if self.session else None
        if session is None or shown is None:
            return
        reason = session.choosing.why_not_adopt(session.history.result(shown))
        if reason is not None:
            self.notify(Notice(reason, Tone.WARNING))
            return
        self.comparing.close()
        session.choosing.adopt()
        self.to_canvas()

    def discard(self) -> None:
        """Put the shown result out of sight; if it must stay, say why."""
        session, shown = self.session, self.session.choosing.shown if self.session else None
        if session is None or shown is None:
            return
        reason = session.choosing.why_not_discard(shown)
        if reason is not None:
            self.notify(Notice(reason, Tone.WARNING))
        else:
            session.choosing.discard()
        self.to_canvas()

    def step_result(self, by: int) -> None:
        """Show the next or previous result."""
        if self.session is not None:
            self.session.choosing.step(by)

    def escape(self) -> None:
        """Leave the first of: gesture, compare, operation, result, text field, error, fold."""
        if self.canvas.cancel_gesture() or self.comparing.close():
            return
        if self.masks.cancel():
            self.to_canvas()
            return
        if self.session is not None and self.session.choosing.shown is not None:
            self.session.choosing.hide()
            return
        if self.canvas.hasFocus() and not self.layout.notices.close_error() and self.layout.folded:
            self.toggle_panels()
        self.to_canvas()

    def to_canvas(self) -> None:
        """Give the canvas the keyboard, or what stands in its place."""
        (self.canvas if self.session else self.layout.empty).setFocus()

    def to_prompt(self) -> None:
        """Give the prompt the keyboard, if the provider reads it."""
        if not self.layout.fill.focus_prompt() and self.session is not None:
            name = self.session.filling.capability.name
            self.notify(Notice(_("{name} reads no prompt.").format(name=name)))

    def toggle_extend(self) -> None:
        """Grow the canvas with the next fill, or fill the mask again."""
        if self.session is not None:
            self.session.form.set(extend=not self.extends())

    def toggle_panels(self) -> None:
        """The canvas alone, or with everything round it."""
        self.layout.fold(not self.layout.folded)
        if self.layout.folded:
            keys = self.actions.bindings
            back = [native(key) for name in ("fold", "escape") for key in keys.keys(name)[:1]]
            words = _("The canvas alone. Back with {keys}, or in the View menu.")
            self.notify_once(Notice(words.format(keys=", ".join(back))))

    def toggle_side(self) -> None:
        """Fill and results away, or back."""
        self.layout.side.toggle()

    # -- the end ------------------------------------------------------------------------------

    def wish_close(self) -> None:
        """The user wants to leave; asks first if work would be lost."""
        self.tasks.spawn(self._leave())

    async def close(self) -> None:
        """Stop what the window started and remember how it looked."""
        self.layout.remember()
        self._drop_settings()
        self._studio_links.drop()
        self.bars.close()
        await self.tasks.close()
        release_clipboard()
        self.set_session(None)

    async def _leave(self) -> None:
        if await self.files.may_leave():
            self._left = True
            self._on_closed()

    # -- private ------------------------------------------------------------------------------

    def _waits(self) -> bool:
        tool = self.canvas.tool
        return tool is not None and tool.waiting

    def _listen_to_keys(self) -> None:
        def busy() -> bool:
            return self.drawing.busy

        PlacedKeys(self.shell, self.actions.with_key, busy)
        HoldKeys(self.shell, self.actions.held_by, lambda: self.comparing.hold(""), busy)

    def _follow_setting(self, setting: Setting) -> None:
        if setting is THEME:
            theme.apply(self._app(), self.studio.settings.text(THEME))
        if setting in (THEME, SURROUND):
            self.drawing.recolour()
        self.actions.refresh_ticks()

    def _refresh(self) -> None:
        name = plain(self.session.name) if self.session else ""
        self.shell.setWindowTitle(
            _("{name} – {program}").format(name=name, program=PROGRAM) if name else PROGRAM
        )
        if self.session is None:
            self.layout.empty.set_recent(self.studio.recent())

    @staticmethod
    def _app() -> QApplication:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        return app
