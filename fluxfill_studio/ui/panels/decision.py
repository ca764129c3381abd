"""What to do about a job of which nobody knows whether the service has it: three choices."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.flow_row import FlowRow
from fluxfill_studio.ui.widgets.labels import Sign, label


class Decision(QWidget):
    """What may have happened, in full, and the choices below it.

    Signals:
        check_wished, resubmit_wished, drop_wished: one of them was taken.

    Attributes:
        words: the sentence.
        check, resubmit, drop: the buttons.
    """

    check_wished = Signal()
    resubmit_wished = Signal()
    drop_wished = Signal()

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words = label(text, tokens.LABEL, wrap=True)
        self.check = push(_("Check at the service"), self.check_wished.emit)
        self.resubmit = push(_("Submit again"), self.resubmit_wished.emit)
        self.drop = push(_("Drop"), self.drop_wished.emit)
        buttons = (self.check, self.resubmit, self.drop)
        for button, tip in zip(buttons, tips(), strict=True):
            button.setToolTip(tip)
        head = QHBoxLayout()
        head.setSpacing(tokens.GAP)
        head.addWidget(Sign("warning", "warning"))
        head.addWidget(self.words, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(tokens.TIGHT, tokens.TIGHT, tokens.TIGHT, tokens.TIGHT)
        rows.setSpacing(tokens.TIGHT)
        rows.addLayout(head)
        rows.addWidget(FlowRow(buttons))


def tips() -> tuple[str, str, str]:
    """What checking, submitting again and dropping do."""
    return (
        _("Ask the service what became of it. Costs nothing."),
        _("Send it once more. If the first one arrived, both are billed."),
        _("Forget about it. If it arrived, it is billed all the same."),
    )
