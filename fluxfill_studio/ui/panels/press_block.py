"""The foot of the Fill block: what the next press sends, the press itself, why it is off."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.providers.contract import Provider
from fluxfill_studio.studio.cost import Cost
from fluxfill_studio.studio.form import Wishes
from fluxfill_studio.studio.press import Preflight
from fluxfill_studio.studio.services import Services
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.wording import (
    SOFT,
    Quote,
    generate_words,
    preflight_words,
)
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.fitting_button import FittingButton
from fluxfill_studio.ui.widgets.labels import Sign, label

LINES = 2
"""Kept free below Generate, so that nothing moves when the words change."""


def quote_of(
    providers: Mapping[str, Provider],
    services: Services,
    wishes: Wishes,
    seconds: float | None = None,
) -> Quote:
    """What a press with these wishes comes to; `seconds`: how long it takes."""
    chosen, n = wishes.providers, wishes.variations
    paid = [name for name in chosen if providers[name].capability.paid or services.price(name)]
    return Quote(len(chosen), n, tuple(map(services.price, paid)), seconds)


class PressBlock(QWidget):
    """The main button, and below it why it is off, or else what it would send.

    Signals:
        pressed: the main button was pressed.
        stop_wished: the monthly stop should be changed.
    """

    pressed = Signal()
    stop_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.warning = Sign("warning", "warning")
        self.words = label(size=tokens.LABEL, wrap=True, lines=LINES)
        self.stop = push(_("Change…"), self.stop_wished.emit, kind="link")
        self.stop.setAccessibleName(_("Change the monthly stop"))
        self.stop.setProperty("low", "true")
        self.generate = FittingButton("generate")
        self.generate.setProperty("kind", "main")
        self.generate.setProperty("tall", "true")
        line = QHBoxLayout()
        line.setSpacing(tokens.TIGHT)
        line.addWidget(self.warning, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.words, 1)
        line.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignTop)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(tokens.PAD, 0, tokens.PAD, tokens.TIGHT)
        rows.setSpacing(tokens.GAP)
        rows.addWidget(self.generate)
        rows.addLayout(line)
        self.warning.hide()
        self.stop.hide()
        self.generate.clicked.connect(lambda _on: self.pressed.emit())

    def show_press(
        self, quote: Quote, reason: str | None, asked: Cost | None, *, stopped: bool = False
    ) -> None:
        """What the button reads; `reason`: why it is off; `asked`: it must be pressed again;
        `stopped`: the monthly stop is the reason.
        """
        self.stop.setVisible(stopped)
        if asked is None:
            self.generate.set_words(*generate_words(quote))
        else:
            self.generate.set_words(_("Press again: {total}").format(total=asked.words))
        self.generate.setAccessibleDescription(reason or "")
        self.generate.setEnabled(reason is None)
        if reason is not None:
            self._say(reason, "")

    def show_preflight(self, preflight: Preflight | None, quote: Quote) -> None:
        """What would be sent, and how long it takes; None: a shape waits that will be part of
        it.
        """
        if preflight is None:
            self._say(_("Sends what is selected"), "second")
        else:
            soft = preflight.scale < SOFT
            self._say(preflight_words(preflight, quote), "warning" if soft else "second")

    def _say(self, words: str, tone: str) -> None:
        self.warning.setVisible(tone == "warning")
        self.words.setProperty("tone", tone)
        self.words.style().polish(self.words)
        self.words.setText(words)
