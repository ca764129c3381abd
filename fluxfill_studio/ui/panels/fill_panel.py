"""The Fill block: what the next press of Generate asks for, and the press itself."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.document.changes import DocumentChange, MaskChanged
from fluxfill_studio.providers.contract import Capability, Provider
from fluxfill_studio.studio.form import MAX_VARIATIONS
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.links import Links
from fluxfill_studio.ui.panels.preset_grid import PresetGrid
from fluxfill_studio.ui.panels.seed_row import SeedRow
from fluxfill_studio.ui.panels.service_row import ServiceRow
from fluxfill_studio.ui.panels.wording import generate_words, preflight_words
from fluxfill_studio.ui.widgets.fitting_button import FittingButton
from fluxfill_studio.ui.widgets.labels import ElidedLabel, label
from fluxfill_studio.ui.widgets.segmented import SegmentedChoice
from fluxfill_studio.ui.widgets.stepper import Stepper
from fluxfill_studio.ui.widgets.text_edit import GrowingTextEdit

REASON_LINES = 2
"""Kept free below Generate, so that nothing moves when the reason comes or goes."""


class FillPanel(QWidget):
    """Never scrolls; Generate never moves while runs go on.

    Signals:
        to_canvas: the canvas should have the focus now.
        generate_wished: the main button was pressed.
    """

    to_canvas = Signal()
    generate_wished = Signal()

    def __init__(self, providers: Mapping[str, Provider], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._providers = providers
        self._session: Session | None = None
        self._links = Links()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self.setProperty("surface", "panel")
        self.setAccessibleName(_("Fill"))
        self.service = ServiceRow(providers)
        self.mode = SegmentedChoice(_("What to fill"), (_("Fill mask"), _("Extend canvas")))
        self.presets = PresetGrid()
        self.prompt = GrowingTextEdit(_("Prompt"))
        self.limits = label(size=tokens.LABEL, tone="second", wrap=True)
        self.variations = Stepper(_("Variations"), 1, MAX_VARIATIONS)
        self.seed = SeedRow()
        self.preflight = ElidedLabel(size=tokens.LABEL, tone="second")
        self.generate = FittingButton("generate")
        self.generate.setProperty("kind", "main")
        self.generate.setProperty("tall", "true")
        self.reason = label(size=tokens.LABEL, wrap=True, lines=REASON_LINES)
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
                session.document.changed.connect(self._document_changed),
                session.choosing.changed.connect(lambda _shown: self._soon.start()),
            )
        self.refresh()

    def focus_prompt(self) -> bool:
        """Put the caret into the prompt; False if the service does not read one."""
        if self.prompt.isEnabled():
            self.prompt.setFocus()
        return self.prompt.isEnabled()

    def refresh(self) -> None:
        """Show what the model says now."""
        session = self._session
        first = next(iter(self._providers.values())).capability
        capability = session.filling.capability if session else first
        self.service.show_service(capability)
        self._show_prompt(capability)
        for control in (self.mode, self.presets, self.variations, self.seed):
            control.setEnabled(session is not None)
        if session is not None:
            self._show_wishes(session)
        self._show_press(session, capability)

    # -- showing ------------------------------------------------------------------------------

    def _show_prompt(self, capability: Capability) -> None:
        reads = capability.reads_prompt
        self.prompt.setEnabled(reads and self._session is not None)
        self.prompt.setPlaceholderText(
            _("What should appear, in words")
            if reads
            else _("Not used by {name}").format(name=capability.name)
        )
        self.prompt.fit()
        self.limits.setText("" if reads else capability.limits)
        self.limits.setToolTip("\n".join(capability.failings))
        self.limits.setHidden(reads)

    def _show_wishes(self, session: Session) -> None:
        wishes = session.form.wishes
        self.mode.show_choice(int(wishes.extend))
        self.presets.setHidden(not wishes.extend)
        if wishes.extend:
            self.presets.show_choice(wishes.preset, session.document.canvas)
        if self.prompt.toPlainText() != wishes.prompt:
            was = self.prompt.blockSignals(True)
            self.prompt.setPlainText(wishes.prompt)
            self.prompt.blockSignals(was)
        self.variations.show_value(wishes.variations)
        self.seed.show_seed(wishes.seed)

    def _show_press(self, session: Session | None, capability: Capability) -> None:
        reason = session.filling.why_not() if session else _("Open a picture to begin.")
        preflight = session.filling.preflight() if session else None
        variations = session.form.wishes.variations if session else capability.variations
        seconds = preflight.seconds if preflight else None
        seconds = seconds and seconds * variations
        self.generate.set_words(*generate_words(capability, variations, seconds))
        self.generate.setAccessibleDescription(reason or "")
        self.generate.setEnabled(reason is None)
        self.reason.setText(reason or "")
        words = preflight_words(preflight.box, seconds) if preflight else ""
        standing = session is not None and session.filling.standing
        self.preflight.setText(words or (_("Sends what is selected") if standing else ""))

    # -- acting -------------------------------------------------------------------------------

    def _wish(self, **changes: object) -> None:
        if self._session is not None:
            self._session.form.set(**changes)

    def _document_changed(self, change: DocumentChange) -> None:
        if not isinstance(change, MaskChanged) or change.final:
            self._soon.start()

    # -- putting together ---------------------------------------------------------------------

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(tokens.PAD, tokens.PAD, tokens.PAD, tokens.TIGHT)
        rows.setSpacing(tokens.GAP)
        for widget in (self.service, self.mode, self.presets, self.prompt, self.limits):
            rows.addWidget(widget)
        count = QHBoxLayout()
        count.addWidget(label(_("Variations"), tokens.LABEL, tone="second"), 1)
        count.addWidget(self.variations)
        rows.addLayout(count)
        rows.addWidget(self.seed)
        rows.addWidget(self.preflight)
        rows.addWidget(self.generate)
        rows.addWidget(self.reason)
        self.presets.hide()
        self.preflight.setFixedHeight(self.preflight.fontMetrics().lineSpacing())

    def _connect(self) -> None:
        self.generate.clicked.connect(lambda _on: self.generate_wished.emit())
        self.service.chosen.connect(lambda provider: self._wish(provider=provider))
        self.mode.chosen.connect(lambda place: self._wish(extend=bool(place)))
        self.presets.chosen.connect(lambda preset: self._wish(preset=preset))
        self.prompt.textChanged.connect(lambda: self._wish(prompt=self.prompt.toPlainText()))
        self.variations.chosen.connect(lambda count: self._wish(variations=count))
        self.seed.chosen.connect(lambda seed: self._wish(seed=seed))
        for left in (self.prompt.left, self.variations.done, self.seed.done):
            left.connect(self.to_canvas)
