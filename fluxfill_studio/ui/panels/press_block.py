"""The foot of the Fill block: what the next press sends, the press itself, why it is off."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import Signal
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
from fluxfill_studio.ui.widgets.fitting_button import FittingButton
from fluxfill_studio.ui.widgets.labels import ElidedLabel, Sign, label

REASON_LINES = 2
"""Kept free below Generate, so that nothing moves when the reason comes or goes."""


def quote_of(
    providers: Mapping[str, Provider],
    services: Services,
    wishes: Wishes,
    seconds: float | None = None,
) -> Quote:
    """What a press with these wishes comes to; `seconds`: how long one picture takes."""
    chosen, n = wishes.providers, wishes.variations
    paid = [name for name in chosen if providers[name].capability.paid or services.price(name)]
    rounds = math.ceil(n / min(providers[name].capability.concurrency for name in chosen))
    prices = tuple(map(services.price, paid))
    return Quote(len(chosen), n, prices, None if seconds is None else seconds * rounds)


class PressBlock(QWidget):
    """Never changes its height.

    Signals:
        pressed: the main button was pressed.
    """

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.warning = Sign("warning", "warning")
        self.preflight = ElidedLabel(size=tokens.LABEL, tone="second")
        self.generate = FittingButton("generate")
        self.generate.setProperty("kind", "main")
        self.generate.setProperty("tall", "true")
        self.reason = label(size=tokens.LABEL, wrap=True, lines=REASON_LINES)
        line = QHBoxLayout()
        line.setSpacing(tokens.TIGHT)
        line.addWidget(self.warning)
        line.addWidget(self.preflight, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(tokens.PAD, 0, tokens.PAD, tokens.TIGHT)
        rows.setSpacing(tokens.GAP)
        rows.addLayout(line)
        rows.addWidget(self.generate)
        rows.addWidget(self.reason)
        self.preflight.setFixedHeight(tokens.SMALL_ICON)
        self.warning.hide()
        self.generate.clicked.connect(lambda _on: self.pressed.emit())

    def show_press(self, quote: Quote, reason: str | None, asked: Cost | None) -> None:
        """What the button reads; `reason`: why it is off; `asked`: it must be pressed again."""
        if asked is None:
            self.generate.set_words(*generate_words(quote))
        else:
            self.generate.set_words(_("Press again: {total}").format(total=asked.words))
        self.generate.setAccessibleDescription(reason or "")
        self.generate.setEnabled(reason is None)
        self.reason.setText(reason or "")

    def show_preflight(
        self, preflight: Preflight | None, seconds: float | None, *, standing: bool
    ) -> None:
        """What would be sent, and how long it takes; `standing`: a shape waits that will be part
        of it.
        """
        soft = preflight is not None and preflight.scale < SOFT
        self.warning.setVisible(soft)
        self.preflight.setProperty("tone", "warning" if soft else "second")
        self.preflight.style().polish(self.preflight)
        if preflight is not None:
            words = preflight_words(preflight.box, preflight.scale, seconds)
        else:
            words = _("Sends what is selected") if standing else ""
        self.preflight.setText(words)
