"""Where the seed comes from, and how to lock it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.fill.params import SEED_LIMIT, random_seed
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import IconButton
from fluxfill_studio.ui.widgets.fields import NumberField
from fluxfill_studio.ui.widgets.labels import label

RANDOM = -1
"""What the field holds while there is no seed; it cannot be typed."""


def seed_words(seed: int | None) -> str:
    """The seed of the next press."""
    return _("Seed random") if seed is None else _("Seed {seed}, locked").format(seed=seed)


class SeedRow(QWidget):
    """The seed's field, a lock and a die.

    Signals:
        chosen: the locked seed, or None for a new one each press.
        done: Enter in the field.
    """

    chosen = Signal(object)
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seed: int | None = None
        self.field = NumberField(_("Seed"), RANDOM, SEED_LIMIT - 1)
        self.field.setSpecialValueText(_("random"))
        self.lock = IconButton("unlock", _("Lock the seed"), target=28, size=16)
        self.dice = IconButton("dice", _("Another seed"), target=28, size=16)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.TIGHT)
        row.addWidget(label(_("Seed"), tokens.LABEL, tone="second"), 1)
        row.addWidget(self.field, 2)
        row.addWidget(self.lock)
        row.addWidget(self.dice)
        self.setFixedHeight(tokens.CONTROL)
        self.field.chosen.connect(lambda value: self.chosen.emit(int(value)))
        self.field.done.connect(self.done)
        self.lock.clicked.connect(lambda _on: self._toggle())
        self.dice.clicked.connect(lambda _on: self.chosen.emit(random_seed()))
        self.show_seed(None)

    def show_seed(self, seed: int | None) -> None:
        """Show what the model says."""
        self._seed = seed
        locked = seed is not None
        self.field.setEnabled(locked)
        self.field.show_value(RANDOM if seed is None else seed)
        self.lock.set_icon("lock" if locked else "unlock")
        name = _("Unlock the seed: a new one each time") if locked else _("Lock the seed")
        self.lock.rename(name)

    def _toggle(self) -> None:
        self.chosen.emit(random_seed() if self._seed is None else None)
