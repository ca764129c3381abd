"""The Fill block: what the next press of Generate asks for, and the press itself."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QMargins, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.document.changes import DocumentChange, MaskChanged
from fluxfill_studio.providers.contract import Capability, Provider
from fluxfill_studio.providers.local import LOCAL
from fluxfill_studio.settings.options import Option
from fluxfill_studio.studio.form import MAX_VARIATIONS, Wishes
from fluxfill_studio.studio.money import Money
from fluxfill_studio.studio.notices import Notice
from fluxfill_studio.studio.services import KeyState, Services
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.links import Links
from fluxfill_studio.ui.panels.key_block import KeyBlock, locked_words
from fluxfill_studio.ui.panels.option_fields import SwitchOption
from fluxfill_studio.ui.panels.parameter_line import ParameterLine
from fluxfill_studio.ui.panels.preset_grid import PresetGrid
from fluxfill_studio.ui.panels.press_block import PressBlock, quote_of
from fluxfill_studio.ui.panels.prompt_block import PromptBlock
from fluxfill_studio.ui.panels.sent_notes import SentNotes
from fluxfill_studio.ui.panels.service_row import ServiceRow
from fluxfill_studio.ui.widgets.labels import label
from fluxfill_studio.ui.widgets.scroll_column import ScrollColumn
from fluxfill_studio.ui.widgets.segmented import SegmentedChoice
from fluxfill_studio.ui.widgets.stepper import Stepper

HIGH, LOW = 316, 272
"""Of all above Generate, whatever it shows: so Generate never moves. What needs more, as a key that
is asked for, scrolls.
"""
SHORT_WINDOW = 800
"""Below this height of the window the results need the room."""
PROMPT_LINES, BESIDE_NOTES = 3, 2


class FillPanel(QWidget):
    """A form of fixed height, and Generate below it.

    Signals:
        to_canvas: the canvas should have the focus now.
        generate_wished: the main button was pressed.
        settings_wished: id of the service whose settings should open; empty: those of all.
    """

    to_canvas = Signal()
    generate_wished = Signal()
    settings_wished = Signal(str)

    def __init__(
        self,
        providers: Mapping[str, Provider],
        services: Services,
        money: Money,
        spawn: Callable[[Coroutine[Any, Any, object]], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._providers, self._services, self._spawn = providers, services, spawn
        self._money = money
        self._session: Session | None = None
        self._asked, self._low = "", False
        self._links = Links()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self.setProperty("surface", "panel")
        self.setAccessibleName(_("Fill"))
        self.service = ServiceRow(providers, services)
        self.key = KeyBlock(services, spawn)
        self.mode = SegmentedChoice(_("What to fill"), (_("Fill mask"), _("Extend canvas")))
        self.native = SwitchOption(self._native_option())
        self.presets = PresetGrid(self.native)
        self.prompt_block = PromptBlock()
        self.prompt = self.prompt_block.field
        self.variations = Stepper(_("Variations"), 1, MAX_VARIATIONS)
        self.parameters = ParameterLine()
        self.notes = SentNotes()
        self.press = PressBlock()
        self.generate = self.press.generate
        self._lay_out()
        self._connect()
        self.refresh()

    def set_session(self, session: Session | None) -> None:
        """Show the wishes of another document, or of none."""
        self._links.drop()
        self._session = session
        if session is not None:
            self._links.hold(
                session.form.changed.connect(lambda _wishes: self.refresh()),
                session.filling.asking.connect(lambda _price: self.refresh()),
                session.document.changed.connect(self._document_changed),
                session.choosing.changed.connect(lambda _shown: self._soon.start()),
            )
        self.refresh()

    def fit(self, window: int) -> None:
        """Leave more room to the results in a window of little height."""
        self._low = window < SHORT_WINDOW
        self._form.setFixedHeight(LOW if self._low else HIGH)
        self._soon.start()

    def focus_prompt(self) -> bool:
        """Put the caret into the prompt; False if no service reads one."""
        if self.prompt.isEnabled():
            self.prompt.setFocus()
        return self.prompt.isEnabled()

    def ask_key(self, provider: str) -> None:
        """Ask for a service's key, whether it has one or not; without a picture, and where none can
        be entered, in its settings.
        """
        if self._session is None or locked_words(
            self._services, self._providers[provider].capability
        ):
            self.settings_wished.emit(provider)
            return
        self._asked = provider
        self.refresh()
        self.key.field.setFocus()

    def refresh(self) -> None:
        """Show what the model says now."""
        session = self._session
        wishes = session.form.wishes if session else Wishes((next(iter(self._providers)),))
        capabilities = [self._providers[name].capability for name in wishes.providers]
        self.service.show_wishes(wishes)
        self.key.ask(self._keyless(wishes) if session else None)
        self.prompt_block.show_services(capabilities, open_=session is not None)
        transparent = session is not None and session.transparent
        self.notes.show_services(capabilities, transparent=transparent)
        for control in (self.service, self.mode, self.presets, self.variations, self.parameters):
            control.setEnabled(session is not None)
        self.parameters.show_form(session.form if session else None, capabilities)
        if session is None:
            self.prompt_block.show_prompt("", "")
        else:
            self._show_wishes(session, capabilities)
        self._show_press(session, wishes)

    # -- showing ------------------------------------------------------------------------------

    def _keyless(self, wishes: Wishes) -> Capability | None:
        """The service whose key is asked for: the one that is wished, or the first without."""
        state = self._services.state
        missing = [name for name in wishes.providers if state(name) is KeyState.MISSING]
        name = self._asked or next(iter(missing), "")
        return self._providers[name].capability if name else None

    def _show_wishes(self, session: Session, capabilities: Sequence[Capability]) -> None:
        wishes = session.form.wishes
        self.mode.show_choice(int(wishes.extend))
        native = any(wishes.preset in one.native_presets for one in capabilities)
        self.native.setHidden(not (wishes.extend and native))
        self.native.refresh()
        self.presets.setHidden(not wishes.extend)
        if wishes.extend:
            canvas = session.document.canvas
            self.presets.show_choice(wishes.preset, canvas, native=session.filling.native)
        # Presets, a key that is asked for, long notes need the room more than the prompt.
        asking = not self.key.isHidden()
        tight = asking or wishes.extend or (self._low and self.notes.long)
        usual = PROMPT_LINES if self.notes.isHidden() else BESIDE_NOTES
        self.prompt.take(1 if tight else usual)
        self.prompt_block.show_prompt(wishes.prompt, "" if asking else session.filling.stand_in)
        self.variations.show_value(wishes.variations)

    def _show_press(self, session: Session | None, wishes: Wishes) -> None:
        preflight = session.filling.preflight() if session else None
        seconds = preflight.seconds if preflight else None
        quote = quote_of(self._providers, self._services, wishes, seconds)
        reason = session.filling.why_not() if session else _("Open a picture to begin.")
        asked = session.filling.asked if session else None
        same = preflight is not None and preflight.cost == asked
        stopped = reason is not None and reason == self._stopped(wishes)
        self.press.show_press(quote, reason, asked if same else None, stopped=stopped)
        if reason is None:
            self.press.show_preflight(preflight, quote)

    def _stopped(self, wishes: Wishes) -> str | None:
        """Why the monthly stop is in the way."""
        chosen = [self._providers[name].capability for name in wishes.providers]
        return self._money.why_not(chosen, wishes.variations)

    # -- acting -------------------------------------------------------------------------------

    def _wish(self, **changes: object) -> None:
        if self._session is not None:
            self._session.form.set(**changes)

    def _choose(self, providers: tuple[str, ...]) -> None:
        self._asked = ""
        self._wish(providers=providers)

    def _kept(self) -> None:
        self._asked = ""
        self.refresh()
        if not self.focus_prompt():
            self.to_canvas.emit()

    def _tell(self, words: str) -> None:
        if self._session is not None:
            self._session.notices.emit(Notice(words))

    def _document_changed(self, change: DocumentChange) -> None:
        if not isinstance(change, MaskChanged) or change.final:
            self._soon.start()

    def _native_option(self) -> Option:
        return Option(
            "native",
            _("Service's own"),
            lambda: self._session is not None and self._session.form.wishes.native,
            lambda on: self._wish(native=on),
            tip=_(
                "The service carries the preset out by itself. How far it grows is not known "
                "before, so the answer is a picture of its own."
            ),
        )

    # -- putting together ---------------------------------------------------------------------

    def _lay_out(self) -> None:
        form = QVBoxLayout()
        form.setSpacing(tokens.GAP)
        for widget in (self.service, self.key, self.mode, self.presets):
            form.addWidget(widget)
        form.addWidget(self.prompt_block, 1)
        count = QHBoxLayout()
        count.addWidget(label(_("Variations"), tokens.LABEL, tone="second"), 1)
        count.addWidget(self.variations)
        form.addLayout(count)
        form.addWidget(self.parameters)
        form.addWidget(self.notes)
        self._form = ScrollColumn(form, QMargins(tokens.PAD, 0, tokens.PAD, 0))
        self._form.setFixedHeight(HIGH)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, tokens.PAD, 0, 0)
        rows.setSpacing(tokens.GAP)
        rows.addWidget(self._form)
        rows.addWidget(self.press)
        for folded in (self.key, self.presets):
            folded.hide()

    def _connect(self) -> None:
        self._services.changed.connect(lambda _name: self._soon.start())
        self._services.wanted.connect(self.ask_key)
        drop = self._money.changed.connect(lambda _spent: self._soon.start())
        self.destroyed.connect(lambda: drop())
        self.press.stop_wished.connect(lambda: self.settings_wished.emit(""))
        self.press.pressed.connect(self.generate_wished)
        self.service.chosen.connect(self._choose)
        self.service.settings_wished.connect(self.settings_wished)
        self.service.opened.connect(lambda: self._spawn(self._services.freshen_all()))
        for done in (self.key.kept, self.key.left):
            done.connect(self._kept)
        self.key.local_wished.connect(lambda: self._choose((LOCAL,)))
        self.mode.chosen.connect(lambda place: self._wish(extend=bool(place)))
        self.presets.chosen.connect(lambda preset: self._wish(preset=preset))
        self.prompt_block.chosen.connect(lambda prompt: self._wish(prompt=prompt))
        self.variations.chosen.connect(lambda count: self._wish(variations=count))
        for number in (self.parameters, self.variations.number):
            number.limited.connect(self._tell)
        for left in (self.prompt_block.left, self.variations.done, self.parameters.done):
            left.connect(self.to_canvas)
