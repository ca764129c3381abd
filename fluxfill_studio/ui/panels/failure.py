"""Why tiles of a card stay empty, in full, and what may help."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.studio.endings import Ending, remedy_words
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.flow_row import FlowRow
from fluxfill_studio.ui.widgets.labels import Sign, label


class Failure(QWidget):
    """One reason, however many tiles it has emptied.

    Signals:
        help_wished: the button was pressed.

    Attributes:
        words: the numbers of the tiles, and the reason.
        help: what may help; None where no button could do it.
    """

    help_wished = Signal()

    def __init__(self, found: Ending) -> None:
        super().__init__()
        self.words = label(size=tokens.LABEL, wrap=True)
        head = QHBoxLayout()
        head.setSpacing(tokens.GAP)
        head.addWidget(Sign("error", "error"), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.words, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(tokens.TIGHT, tokens.TIGHT, tokens.TIGHT, tokens.TIGHT)
        rows.setSpacing(tokens.TIGHT)
        rows.addLayout(head)
        self.help = None
        if found.remedy is not None:
            self.help = push(remedy_words(found.remedy), self.help_wished.emit, kind="small")
            rows.addWidget(FlowRow([self.help]))
