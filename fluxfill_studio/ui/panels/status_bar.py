"""The line at the foot: brush, zoom, size, depth and profile, mask, what is sent, what runs."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from fluxfill_studio.core.text import _, ngettext
from fluxfill_studio.document.changes import DocumentChange, MaskChanged
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.colour import describe
from fluxfill_studio.studio.money import Money
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.links import Links
from fluxfill_studio.ui.panels.wording import month_words, sent_words, size_words
from fluxfill_studio.ui.widgets.buttons import IconButton
from fluxfill_studio.ui.widgets.labels import ElidedLabel, label


class StatusBar(QWidget):
    """Small facts, each at its own place.

    Signals:
        messages_wished: the list of messages should open.
    """

    messages_wished = Signal()

    def __init__(self, money: Money, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._money = money
        self._session: Session | None = None
        self._links = Links()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self.setFixedHeight(tokens.STATUS)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Status"))
        self.brush, self.zoom, self.size_words = _fact(), _fact(), _fact()
        self.depth_words, self.mask_words = _fact(), _fact()
        self.sends = ElidedLabel(size=tokens.LABEL, tone="second")
        self.jobs = label(size=tokens.LABEL)
        self.month = _fact()
        money.changed.connect(lambda _spent: self._show_month())
        self.messages = IconButton("messages", _("Messages"), target=tokens.STATUS, size=16)
        self.messages.clicked.connect(lambda _on: self.messages_wished.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.PAD, 0, tokens.TIGHT, 0)
        row.setSpacing(tokens.WIDE)
        for fact in (self.brush, self.zoom, self.size_words, self.depth_words, self.mask_words):
            row.addWidget(fact)
        row.addWidget(self.sends, 1)
        row.addWidget(self.jobs)
        row.addWidget(self.month)
        row.addWidget(self.messages)

    def set_session(self, session: Session | None) -> None:
        """Tell about another document, or about none."""
        self._links.drop()
        self._session = session
        if session is not None:
            self._links.hold(
                session.document.changed.connect(self._document_changed),
                session.form.changed.connect(lambda _wishes: self._soon.start()),
                session.history.changed.connect(lambda _card: self._soon.start()),
            )
        self.refresh()
        self._show_month()

    def show_brush(self, pixels: float | None) -> None:
        """The brush's diameter in picture pixels; None: no brush is in hand."""
        self.brush.setText("" if pixels is None else _("Brush {n} px").format(n=round(pixels)))

    def show_zoom(self, per_cent: float) -> None:
        """100: one picture pixel on one device pixel."""
        shown = f"{per_cent:.1f}" if per_cent < 10 else str(round(per_cent))
        self.zoom.setText(f"{shown} %")

    def refresh(self) -> None:
        """Say what the model says now."""
        session = self._session
        for fact in (self.brush, self.zoom, self.size_words, self.depth_words, self.mask_words):
            fact.setHidden(session is None)
        if session is None:
            self.sends.setText("")
            self.jobs.setText("")
            return
        document, preflight = session.document, session.filling.preflight()
        self.size_words.setText(_("{size} px").format(size=size_words(document.canvas)))
        self.depth_words.setText(_depth(document))
        self.mask_words.setText(_("Mask {share} %").format(share=_share(document.mask_share)))
        self.sends.setText(sent_words(preflight) if preflight else "")
        running = len(session.filling.running)
        words = ngettext("{n} fill running", "{n} fills running", running).format(n=running)
        self.jobs.setText(words if running else "")

    def _show_month(self) -> None:
        """What this month has cost, by the prices set here."""
        self.month.setText(month_words(self._money))

    def _document_changed(self, change: DocumentChange) -> None:
        if not isinstance(change, MaskChanged) or change.final:
            self._soon.start()


def _fact() -> QLabel:
    return label(size=tokens.LABEL, tone="second")


def _share(share: float) -> str:
    """Per cent; a small mask never reads 0."""
    per_cent = share * 100
    if 0 < per_cent < 0.1:
        return "< 0.1"
    return f"{per_cent:.1f}" if 0 < per_cent < 10 else str(round(per_cent))


def _depth(document: Document) -> str:
    bits = _("{n} bit").format(n=document.pixels.dtype.itemsize * 8)
    return f"{bits}, {describe(document.icc)}"
