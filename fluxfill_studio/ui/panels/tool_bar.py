"""The column of tools at the left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.links import Links
from fluxfill_studio.ui.widgets.buttons import ActionButton
from fluxfill_studio.ui.widgets.flyout_button import FlyoutButton
from fluxfill_studio.ui.widgets.labels import line

Place: TypeAlias = Sequence[tuple[str, QAction]]
"""Icons with their actions: one button, or several tools that share one."""
SWITCHES = ("extend",)
"""No tools: they are on beside the tool in hand."""


class ToolBar(QWidget):
    """A button per place, in groups; the checked one is the tool in hand.

    The last of `groups` stands at the foot. All are off without a picture; "undo" and "redo"
    also while there is nothing of the kind.

    Attributes:
        buttons: by the icons that they can show.
    """

    def __init__(self, groups: Sequence[Sequence[Place]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(tokens.LEFT)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Tools"))
        self._session: Session | None = None
        self._links = Links()
        self.buttons: dict[str, ActionButton | FlyoutButton] = {}
        rows = QVBoxLayout(self)
        rows.setContentsMargins(tokens.TIGHT, tokens.TIGHT, tokens.TIGHT, tokens.TIGHT)
        rows.setSpacing(tokens.HAIR)
        for number, group in enumerate(groups):
            if number == len(groups) - 1:
                rows.addStretch(1)
            elif number:
                rows.addWidget(line())
            for place in group:
                rows.addWidget(self._button(place))
        self.refresh()

    def set_session(self, session: Session | None) -> None:
        """Serve another document, or none."""
        self._links.drop()
        self._session = session
        if session is not None:
            undo = session.document.undo
            self._links.hold(undo.changed.connect(lambda _change: self.refresh()))
        self.refresh()

    def refresh(self) -> None:
        """Show what can be done now."""
        undo = self._session.document.undo if self._session else None
        for button in self.buttons.values():
            button.set_available(undo is not None)
        for icon, name in (
            ("undo", undo.undo_name if undo else None),
            ("redo", undo.redo_name if undo else None),
        ):
            if icon in self.buttons:
                self.buttons[icon].set_available(name is not None)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        """Qt: tooltips stand beside the bar, not over the next tool."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(target, QWidget):
            return False
        QToolTip.showText(target.mapToGlobal(QPoint(target.width(), -tokens.PAD)), target.toolTip())
        return True

    def _button(self, place: Place) -> ActionButton | FlyoutButton:
        made: ActionButton | FlyoutButton
        if len(place) > 1:
            made = FlyoutButton(place)
        else:
            made = ActionButton(*place[0], switch=place[0][0] in SWITCHES)
        made.installEventFilter(self)
        for icon, _action in place:
            self.buttons[icon] = made
        return made
