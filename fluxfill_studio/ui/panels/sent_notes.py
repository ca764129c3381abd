"""What should be known of services before anything goes there, in few lines, and all of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.providers.contract import Capability
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.wording import full_note_words, note_words
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.labels import label
from fluxfill_studio.ui.widgets.popover import Popover

WIDTH = 360


class SentNotes(QWidget):
    """Hidden where there is nothing to know.

    Attributes:
        words: what concerns several services is put together here.
        details: shows each service's own words, where that was done.
        long: whether it takes more lines than one service's own words.
    """

    def __init__(self) -> None:
        super().__init__()
        self._full, self.long = "", False
        self.words = label(size=tokens.LABEL, tone="second", wrap=True)
        self.details = push(_("Details"), self.show_details, kind="link")
        self.details.setProperty("low", "true")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.words)
        rows.addWidget(self.details, 0, Qt.AlignmentFlag.AlignLeft)

    def show_services(self, capabilities: Sequence[Capability], *, transparent: bool) -> None:
        """`transparent`: the picture has pixels that are not opaque."""
        short = note_words(capabilities, transparent=transparent)
        self._full = full_note_words(capabilities, transparent=transparent)
        self.long = bool(self._full) or (transparent and bool(short))
        self.words.setText(short)
        self.details.setHidden(not self._full)
        self.setHidden(not short)

    def show_details(self) -> Popover:
        """Each service's own words, below."""
        full = label(self._full, tokens.LABEL, wrap=True)
        full.setFixedWidth(WIDTH)
        popover = Popover(self, _("What becomes of sent pictures"), full)
        popover.open_below(self)
        return popover
