"""A named line of text that is kept when it is left; what cannot be kept is said below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.ui import theme, tokens
from fluxfill_studio.ui.widgets.labels import label


class TextField(QWidget):
    """`keep` takes what was typed, or raises BadInput in words.

    Attributes:
        field: where it is typed.
        trouble: why it was not kept.
        note: more about it.
    """

    def __init__(self, name: str, keep: Callable[[str], None], note: str = "") -> None:
        super().__init__()
        self._keep_text = keep
        self._kept = ""
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.field.setFont(theme.font())
        self.field.setFixedHeight(tokens.CONTROL)
        self.trouble = label(size=tokens.LABEL, tone="error", wrap=True)
        self.trouble.hide()
        self.note = label(note, tokens.CAPTION, tone="second", wrap=True)
        self.note.setHidden(not note)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.TIGHT)
        for widget in (
            label(name, tokens.LABEL, tone="second"),
            self.field,
            self.trouble,
            self.note,
        ):
            rows.addWidget(widget)
        self.field.editingFinished.connect(self._keep)

    def show_text(self, text: str) -> None:
        """Show what is kept; what was typed and refused goes."""
        self._kept = text
        self.field.setText(text)
        self._say("")

    def lock(self, why: str) -> None:
        """It cannot be changed here, and why; empty: it can."""
        self.field.setReadOnly(bool(why))
        self.field.setFocusPolicy(Qt.FocusPolicy.NoFocus if why else Qt.FocusPolicy.StrongFocus)
        self.note.setText(why or self.note.text())
        self.note.setVisible(bool(self.note.text()))

    def _keep(self) -> None:
        text = self.field.text().strip()
        if text == self._kept:
            self._say("")
            return
        try:
            self._keep_text(text)
        except BadInput as error:
            self._say(error.message)
        else:
            self._kept = text
            self._say("")

    def _say(self, trouble: str) -> None:
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
