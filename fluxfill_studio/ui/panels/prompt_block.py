"""The prompt, what an empty one sends, and why one that is not read is of no use."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _, plain
from fluxfill_studio.providers.contract import Capability
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.labels import ElidedLabel, label
from fluxfill_studio.ui.widgets.text_edit import RoomyTextEdit


class PromptBlock(QWidget):
    """The field takes the height that is left.

    Signals:
        chosen: what the prompt is now.
        left: the focus should go back to the canvas.
    """

    chosen = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._default = ""
        self.field = RoomyTextEdit(_("Prompt"))
        self.limits = label(size=tokens.LABEL, tone="second", wrap=True)
        self.default = ElidedLabel(size=tokens.LABEL, tone="second")
        self.edit = push(_("Edit"), self._edit_default, kind="link")
        self.edit.setAccessibleName(_("Edit the prompt that is sent"))
        line = QHBoxLayout()
        line.setSpacing(tokens.TIGHT)
        line.addWidget(self.default, 1)
        line.addWidget(self.edit)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.TIGHT)
        rows.addWidget(self.field, 1)
        rows.addLayout(line)
        rows.addWidget(self.limits)
        rows.addStretch()
        self.edit.setProperty("low", "true")
        self.field.textChanged.connect(lambda: self.chosen.emit(self.field.toPlainText()))
        self.field.left.connect(self.left)

    def show_services(self, capabilities: Sequence[Capability], *, open_: bool) -> None:
        """Fit the field to who reads it; `open_`: there is a picture to write for."""
        reads = any(one.reads_prompt for one in capabilities)
        deaf = [one for one in capabilities if not one.reads_prompt]
        self.field.setEnabled(reads and open_)
        names = ", ".join(one.name for one in deaf)
        unused = _("Not used by {name}").format(name=names)
        self.field.setPlaceholderText(_("What should appear, in words") if reads else unused)
        self.field.fit()
        self.limits.setText("" if reads else " ".join(one.limits for one in deaf))
        self.limits.setToolTip("\n".join(words for one in deaf for words in one.failings))
        self.limits.setHidden(reads)

    def show_prompt(self, prompt: str, default: str) -> None:
        """Show what the model says; `default`: what is sent instead of nothing, or ""."""
        if self.field.toPlainText() != prompt:
            was = self.field.blockSignals(True)
            self.field.setPlainText(prompt)
            self.field.blockSignals(was)
            self.field.fit()
        self._default = default
        self.default.setText(_("Empty, so it sends: {prompt}").format(prompt=plain(default)))
        for widget in (self.default, self.edit):
            widget.setHidden(not default)

    def _edit_default(self) -> None:
        self.field.setPlainText(self._default)
        self.field.setFocus()
        self.field.selectAll()
