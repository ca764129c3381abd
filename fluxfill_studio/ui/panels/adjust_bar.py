"""The bar that floats over the canvas while an operation on the mask is open."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.studio.operations import Operation
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.links import Links
from fluxfill_studio.ui.panels.option_fields import NumberOption
from fluxfill_studio.ui.panels.wrapping_row import WrappingRow
from fluxfill_studio.ui.widgets.buttons import IconButton
from fluxfill_studio.ui.widgets.compact_button import CompactButton, Length
from fluxfill_studio.ui.widgets.labels import label


class AdjustBar(QFrame):
    """Name, values, Apply and Cancel; hidden while no operation is open.

    Signals:
        appeared: it is visible now, or of another size, and wants a place.
        to_canvas: the focus should go back to the canvas.

    Attributes:
        row: the fields of the open operation, or None.
        keyed: buttons by the action whose key they show.
    """

    appeared = Signal()
    to_canvas = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._links = Links()
        self._shown: Operation | None = None
        self.row: WrappingRow | None = None
        self.setProperty("kind", "floating")
        self.name = label(weight=tokens.STRONG)
        self.hint = label(size=tokens.LABEL, tone="second")
        self.cancel = CompactButton(_("Cancel"), "close")
        self.apply = CompactButton(_("Apply"), "adopt", kind="main")
        self.keyed: dict[str, CompactButton | IconButton] = {
            "escape": self.cancel,
            "adopt": self.apply,
        }
        self.cancel.clicked.connect(lambda _on: self._end(apply=False))
        self.apply.clicked.connect(lambda _on: self._end(apply=True))
        self._lay_out()
        self.hide()

    def set_session(self, session: Session | None) -> None:
        """Follow another document's open operation, or none."""
        self._links.drop()
        self._session = session
        if session is not None:
            self._links.hold(session.adjusting.changed.connect(lambda _change: self.refresh()))
        self.refresh()

    def refresh(self) -> None:
        """Show what the model says now."""
        operation = self._session.adjusting.operation if self._session else None
        if operation is None:
            self._drop_row()
            self._shown = None
            self.hide()
            return
        if operation is not self._shown:
            self._open(operation)
        self.hint.setText(operation.hint)
        self.hint.setHidden(not operation.hint)
        self.appeared.emit()

    def place(self, area: QRect) -> None:
        """At the foot of `area`; where it is narrow, what it holds goes on in further lines."""
        room = area.width() - 2 * tokens.WIDE
        self._wrap(room - tokens.PAD - tokens.GAP)
        self._shorten(room)
        size = self.sizeHint()
        left = area.x() + max(0, (area.width() - size.width()) // 2)
        top = area.bottom() - size.height() - tokens.WIDE
        self.setGeometry(left, top, min(size.width(), area.width()), size.height())

    # -- private ------------------------------------------------------------------------------

    def _wrap(self, room: int) -> None:
        """The hint beside the name if it fits, and as many values in a line as do."""
        parts = self.name, self.hint, self.cancel, self.apply
        needed = sum(part.sizeHint().width() for part in parts) + 3 * tokens.WIDE
        way, beside = QBoxLayout.Direction, needed <= room
        self._words.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self._words.setSpacing(tokens.WIDE if beside else 0)
        if self.row is not None:
            self.row.wrap(room)

    def _shorten(self, room: int) -> None:
        """As many words on the buttons as there is room for."""
        for length in Length:
            for button in (self.cancel, self.apply):
                button.shorten(length)
            self._head.activate()
            self._rows.activate()
            if self.sizeHint().width() <= room:
                return

    def _open(self, operation: Operation) -> None:
        self._shown = operation
        self._drop_row()
        self.setAccessibleName(operation.name)
        self.name.setText(operation.name)
        self.row = row = WrappingRow(operation.options)
        row.done.connect(self.to_canvas)
        for field in row.fields.values():
            field.chosen.connect(lambda _value: self._refresh_preview())
            if isinstance(field, NumberOption):
                field.number.done.connect(lambda: self._end(apply=True))
        self._rows.addWidget(row)
        self.show()
        self.raise_()
        self._focus_first(row)

    def _focus_first(self, row: WrappingRow) -> None:
        """A number can be typed at once; where there is none, Enter and Esc work at once."""
        for field in row.fields.values():
            if isinstance(field, NumberOption):
                field.number.setFocus()
                field.number.selectAll()
                return
        self.to_canvas.emit()

    def _drop_row(self) -> None:
        if self.row is not None:
            self._rows.removeWidget(self.row)
            self.row.hide()
            self.row.deleteLater()
            self.row = None

    def _refresh_preview(self) -> None:
        if self._session is not None:
            self._session.adjusting.refresh()

    def _end(self, *, apply: bool) -> None:
        if self._session is not None:
            adjusting = self._session.adjusting
            adjusting.apply() if apply else adjusting.cancel()
            self.to_canvas.emit()

    def _lay_out(self) -> None:
        self._words = words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        words.addWidget(self.name)
        words.addWidget(self.hint, 1)
        self._head = head = QHBoxLayout()
        head.setSpacing(tokens.GAP)
        head.addLayout(words, 1)
        head.addWidget(self.cancel)
        head.addWidget(self.apply)
        self._rows = rows = QVBoxLayout(self)
        rows.setContentsMargins(tokens.PAD, tokens.GAP, tokens.GAP, tokens.GAP)
        rows.setSpacing(tokens.TIGHT)
        rows.addLayout(head)
