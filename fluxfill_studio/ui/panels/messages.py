"""Every notice so far, in a list that opens over the status bar, with what can still be done."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.studio.notices import Action
from fluxfill_studio.ui import icons, tokens
from fluxfill_studio.ui.panels.notice_bar import SIGNS, Message, tone_word
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.labels import label
from fluxfill_studio.ui.widgets.list_popup import ListPopup

WIDTH, HEIGHT = 440, 280


class Messages(ListPopup):
    """A popup; closes with a click elsewhere or Esc."""

    def __init__(self, parent: QWidget, messages: Iterable[Message]) -> None:
        super().__init__(parent, _("Messages"))
        self.list.setWordWrap(True)
        self.list.setIconSize(QSize(tokens.SMALL_ICON, tokens.SMALL_ICON))
        for message in reversed(list(messages)):
            self.list.addItem(_item(message))
            action = message.notice.action
            if action is not None and action.lasts is not None and action.lasts():
                self._add_button(action)
        if self.list.count():
            self.resize(WIDTH, HEIGHT)
        else:
            self.list.hide()
            self.rows.addWidget(label(_("Nothing so far."), tone="second"))
            self.resize(self.sizeHint())

    def open_over(self, widget: QWidget) -> None:
        """Show it with its lower right corner at the upper right one of `widget`."""
        corner = widget.mapToGlobal(QPoint(widget.width(), -tokens.TIGHT))
        self.move(corner - QPoint(self.width(), self.height()))
        self.show()
        self.list.setFocus()

    def _add_button(self, action: Action) -> None:
        """In a line of its own, under the words it belongs to."""
        button = push(action.label, partial(self._run, action), kind="small")
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(tokens.SMALL_ICON + tokens.GAP, 0, 0, 0)
        row.addWidget(button)
        row.addStretch(1)
        item = QListWidgetItem()
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setSizeHint(QSize(0, tokens.CONTROL + tokens.GAP))
        self.list.addItem(item)
        self.list.setItemWidget(item, held)

    def _run(self, action: Action) -> None:
        self.close()
        action.run()


def _item(message: Message) -> QListWidgetItem:
    notice = message.notice
    name, colour = SIGNS[notice.tone]
    when = time.strftime("%H:%M", time.localtime(message.at))
    item = QListWidgetItem(icons.icon(name, colour), f"{when}  {notice.text}")
    item.setData(
        Qt.ItemDataRole.AccessibleTextRole, f"{tone_word(notice.tone)}, {when}: {notice.text}"
    )
    return item
