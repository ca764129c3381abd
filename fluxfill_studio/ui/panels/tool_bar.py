"""The column of tools at the left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import ActionButton
from fluxfill_studio.ui.widgets.labels import line


class ToolBar(QWidget):
    """One button per action, in groups; the checked one is the tool in hand.

    `groups` hold (icon, action) pairs from the top; the last group stands at the foot.
    """

    def __init__(
        self, groups: Sequence[Sequence[tuple[str, QAction]]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFixedWidth(tokens.LEFT)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Tools"))
        self.buttons: list[ActionButton] = []
        rows = QVBoxLayout(self)
        rows.setContentsMargins(tokens.TIGHT, tokens.TIGHT, tokens.TIGHT, tokens.TIGHT)
        rows.setSpacing(tokens.HAIR)
        for place, group in enumerate(groups):
            if place == len(groups) - 1 and place:
                rows.addStretch(1)
            elif place:
                rows.addSpacing(tokens.HAIR)
                rows.addWidget(line())
                rows.addSpacing(tokens.HAIR)
            for icon, action in group:
                button = ActionButton(icon, action)
                self.buttons.append(button)
                rows.addWidget(button)
        if len(groups) == 1:
            rows.addStretch(1)
