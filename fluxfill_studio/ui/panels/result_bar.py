"""The bar that floats over the canvas while a result is shown: walk, look, decide."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.fill.request import Result
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.links import Links
from fluxfill_studio.ui.widgets.buttons import IconButton
from fluxfill_studio.ui.widgets.compact_button import CompactButton, Length
from fluxfill_studio.ui.widgets.labels import label, line


class ResultBar(QFrame):
    """Hidden while no result is shown.

    Signals:
        before_held: the picture before should be seen (True while the button is down).
        appeared: it is visible now and wants a place.
        adopt_wished, discard_wished: as the keys do.

    Attributes:
        keyed: buttons by the action whose key they show.
    """

    before_held = Signal(bool)
    appeared = Signal()
    adopt_wished = Signal()
    discard_wished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._links = Links()
        self.setProperty("kind", "floating")
        self.setAccessibleName(_("Result"))
        self.previous = IconButton("previous", _("Previous result"), target=tokens.CONTROL)
        self.next = IconButton("next", _("Next result"), target=tokens.CONTROL)
        self.place_words = label()
        self.before = CompactButton(_("Hold: before"), "before")
        self.back = CompactButton(_("Mask"), "mask")
        self.discard = CompactButton(_("Discard"), "discard")
        self.adopt = CompactButton(_("Adopt"), "adopt", kind="main")
        self.hint = label(size=tokens.LABEL, tone="second")
        self.keyed: dict[str, CompactButton | IconButton] = {
            "previous": self.previous,
            "next": self.next,
            "hold_before": self.before,
            "escape": self.back,
            "discard": self.discard,
            "adopt": self.adopt,
        }
        self._lay_out()
        self.previous.clicked.connect(lambda _on: self._step(-1))
        self.next.clicked.connect(lambda _on: self._step(1))
        self.back.clicked.connect(lambda _on: self._hide_result())
        self.discard.clicked.connect(lambda _on: self.discard_wished.emit())
        self.adopt.clicked.connect(lambda _on: self.adopt_wished.emit())
        self.before.pressed.connect(lambda: self.before_held.emit(True))
        self.before.released.connect(lambda: self.before_held.emit(False))
        self.hide()

    def set_session(self, session: Session | None) -> None:
        """Follow another document's shown result, or none."""
        self._links.drop()
        self._session = session
        if session is not None:
            self._links.hold(
                session.choosing.changed.connect(lambda _shown: self.refresh()),
                session.history.changed.connect(lambda _card: self.refresh()),
                session.document.changed.connect(lambda _change: self.refresh()),
            )
        self.refresh()

    def refresh(self) -> None:
        """Show what the model says now."""
        session = self._session
        if session is None or session.choosing.shown is None:
            self.hide()
            return
        result = session.history.result(session.choosing.shown)
        self._show_place(session, result)
        why_not = session.choosing.why_not_adopt(result)
        kept = session.choosing.why_not_discard(result.id)
        self.adopt.setEnabled(why_not is None)
        self.adopt.explain(why_not)
        self.discard.setEnabled(kept is None)
        self.discard.explain(kept)
        stale = _("Made before later changes.") if session.choosing.stale(result) else ""
        words = " ".join(filter(None, (why_not, stale)))
        self.hint.setText(words)
        self.hint.setHidden(not words)
        self.adjustSize()
        self.show()
        self.raise_()
        self.appeared.emit()

    def place(self, area: QRect, covered: QRect) -> None:
        """At the foot of `area`, or at its top where it would lie on `covered`."""
        size = self._fitted(area.width() - 2 * tokens.WIDE)
        left = area.x() + (area.width() - size.width()) // 2
        foot = area.bottom() - size.height() - tokens.WIDE
        mine = QRect(left, foot, size.width(), size.height())
        if mine.intersects(covered):
            top = QRect(left, area.y() + tokens.WIDE, size.width(), size.height())
            if not top.intersects(covered):
                mine = top
        self.setGeometry(mine)

    def _fitted(self, room: int) -> QSize:
        """Its size with as many words as `room` allows."""
        for length in Length:
            for button in (self.before, self.back, self.discard, self.adopt):
                button.shorten(length)
            self._rows.activate()  # or rows inside rows keep their old sizes
            if self.sizeHint().width() <= room:
                break
        return self.sizeHint()

    def _show_place(self, session: Session, result: Result) -> None:
        run = session.history.run_of(result.id)
        ids = [one.id for one in run.results]
        at = ids.index(result.id) + 1 if result.id in ids else 0
        self.place_words.setText(f"{at} / {len(ids)}" if at else _("discarded"))
        several = len(session.history.visible()) > 1
        self.previous.setEnabled(several)
        self.next.setEnabled(several)

    def _step(self, by: int) -> None:
        if self._session is not None:
            self._session.choosing.step(by)

    def _hide_result(self) -> None:
        if self._session is not None:
            self._session.choosing.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(tokens.TIGHT)
        for widget in (self.previous, self.place_words, self.next, line(upright=True)):
            row.addWidget(widget)
        for button in (self.before, self.back, self.discard, self.adopt):
            row.addWidget(button)
        self._rows = rows = QVBoxLayout(self)
        rows.setContentsMargins(tokens.GAP, tokens.GAP, tokens.GAP, tokens.GAP)
        rows.setSpacing(tokens.TIGHT)
        rows.addLayout(row)
        rows.addWidget(self.hint)
