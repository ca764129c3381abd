"""Ticks for several services at once; what one press then costs adds up below them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.providers.contract import Provider
from fluxfill_studio.settings.options import Option
from fluxfill_studio.settings.table import Value
from fluxfill_studio.studio.form import Wishes
from fluxfill_studio.studio.services import KeyState, Services
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.option_row import OptionRow
from fluxfill_studio.ui.panels.press_block import quote_of
from fluxfill_studio.ui.panels.wording import generate_words, service_words
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.labels import label


class SeveralServices(QWidget):
    """At least one stays ticked.

    Signals:
        chosen: ids of the ticked providers (tuple), in the order of the list.
        finished: nothing more is to be ticked.

    Attributes:
        ticks: one switch per provider.
        total: what the main button will read.
        done: closes the list.
    """

    chosen = Signal(tuple)
    finished = Signal()

    def __init__(
        self,
        providers: Mapping[str, Provider],
        services: Services,
        wishes: Wishes,
    ) -> None:
        super().__init__()
        self._providers, self._services, self._wishes = providers, services, wishes
        self.ticks = OptionRow([self._tick(name) for name in providers], vertical=True)
        self.total = label(size=tokens.LABEL, tone="second")
        self.done = push(_("Done"), self.finished.emit)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.GAP)
        rows.addWidget(self.ticks)
        rows.addWidget(self.total)
        rows.addWidget(self.done, 0, Qt.AlignmentFlag.AlignRight)
        self._show_total()

    def _tick(self, name: str) -> Option:
        capability, services = self._providers[name].capability, self._services
        missing = services.state(name) is KeyState.MISSING
        words = service_words(
            capability, services.price(name), services.account(name), missing=missing
        )
        return Option(
            name, words, lambda: name in self._wishes.providers, lambda on: self._set(name, on)
        )

    def _set(self, name: str, on: Value) -> None:
        chosen = self._wishes.providers
        wished = {*chosen, name} if on else {*chosen} - {name}
        if wished:
            ordered = tuple(one for one in self._providers if one in wished)
            self._wishes = replace(self._wishes, providers=ordered)
            self._show_total()
            self.chosen.emit(ordered)

    def _show_total(self) -> None:
        quote = quote_of(self._providers, self._services, self._wishes)
        self.total.setText(generate_words(quote)[0])
