"""The parameters, folded to one line: where the seed comes from, and how to lock it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.fill.params import SEED_LIMIT, random_seed
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import IconButton, push
from fluxfill_studio.ui.widgets.fields import NumberField


class SeedRow(QWidget):
    """One line that unfolds to the seed's field, in its own room: nothing below it moves.

    Signals:
        chosen: the locked seed, or None for a new one each press.
        done: Enter in the field.
    """

    chosen = Signal(object)
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seed: int | None = None
        self._head = push("", self._fold, kind="fold", icon="chevron_right")
        self._field = NumberField(_("Seed"), 0, SEED_LIMIT - 1)
        self._lock = IconButton("unlock", _("Lock the seed"), target=28, size=16)
        self._dice = IconButton("dice", _("Another seed"), target=28, size=16)
        self._body = QWidget()
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.TIGHT)
        row.addWidget(self._field, 1)
        row.addWidget(self._lock)
        row.addWidget(self._dice)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.GAP)
        line.addWidget(self._head, 1)
        line.addWidget(self._body, 3)
        self.setFixedHeight(tokens.CONTROL)
        self._body.hide()
        self._field.chosen.connect(lambda value: self.chosen.emit(int(value)))
        self._field.done.connect(self.done)
        self._lock.clicked.connect(lambda _on: self._toggle())
        self._dice.clicked.connect(lambda _on: self.chosen.emit(random_seed()))
        self.show_seed(None)

    def show_seed(self, seed: int | None) -> None:
        """Show what the model says."""
        self._seed = seed
        locked = seed is not None
        self._field.setEnabled(locked)
        if seed is not None:
            self._field.show_value(seed)
        self._lock.set_icon("lock" if locked else "unlock")
        name = _("Unlock the seed: a new one each time") if locked else _("Lock the seed")
        self._lock.rename(name)
        words = _("Seed {seed}, locked").format(seed=seed) if locked else _("Seed random")
        self._words = words
        self._show_head()
        self._head.setAccessibleName(_("Parameters: {words}").format(words=words))

    def _show_head(self) -> None:
        folded = self._body.isHidden()
        self._head.setText(self._words if folded else _("Seed"))
        self._head.set_icon("chevron_right" if folded else "chevron_down")

    def _toggle(self) -> None:
        self.chosen.emit(int(self._field.value()) if self._seed is None else None)

    def _fold(self) -> None:
        self._body.setHidden(not self._body.isHidden())
        self._show_head()
