"""What to do about a job of which nobody knows whether the service has it: three choices."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.studio.cost import Cost
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.flow_row import FlowRow
from fluxfill_studio.ui.widgets.labels import Sign, label
from fluxfill_studio.ui.widgets.sure_button import SureButton


class Decision(QWidget):
    """What may have happened, in full, and the choices below it; `cost` is that of the job.

    Signals:
        check_wished, resubmit_wished, drop_wished: one of them was taken.

    Attributes:
        words: the sentence.
        check, resubmit, drop: the buttons.
    """

    check_wished = Signal()
    resubmit_wished = Signal()
    drop_wished = Signal()

    def __init__(self, cost: Cost) -> None:
        super().__init__()
        self.words = label(size=tokens.LABEL, wrap=True)
        names = [name for name, _tip in choices()]
        self.check = push(names[0], self.check_wished.emit, kind="small")
        self.resubmit = SureButton(names[1], twice_words(cost), self.resubmit_wished.emit)
        self.drop = push(names[2], self.drop_wished.emit, kind="small")
        buttons = [self.check, self.resubmit, self.drop]
        for button, (_name, tip) in zip(buttons, choices(), strict=True):
            button.setToolTip(tip)
        buttons.sort(key=lambda button: button is self.resubmit)  # the longest by itself
        head = QHBoxLayout()
        head.setSpacing(tokens.GAP)
        head.addWidget(Sign("warning", "warning"), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.words, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(tokens.TIGHT, tokens.TIGHT, tokens.TIGHT, tokens.TIGHT)
        rows.setSpacing(tokens.TIGHT)
        rows.addLayout(head)
        rows.addWidget(FlowRow(buttons))


def choices() -> tuple[tuple[str, str], tuple[str, str], tuple[str, str]]:
    """Checking, submitting again, dropping: the name of each, and what it does."""
    return (
        (_("Check at the service"), _("Ask what became of it. Costs nothing.")),
        (_("Submit again"), _("Send it once more. If the first one arrived, both are billed.")),
        (_("Drop"), _("Think of it no more. If it arrived, it is billed all the same.")),
    )


def twice_words(cost: Cost) -> str:
    """What submitting again asks before it does so."""
    if not cost.usd:
        return _("Send again, may be billed twice")
    return _("Send again, may cost {price} twice").format(price=cost.words)
