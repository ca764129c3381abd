"""The masks that are kept under a name: use, combine, rename, forget."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QWidget

from fluxfill_studio.core.text import _, plain
from fluxfill_studio.studio.session import Session
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import PushButton, push
from fluxfill_studio.ui.widgets.labels import label
from fluxfill_studio.ui.widgets.list_popup import ListPopup

NAME = Qt.ItemDataRole.UserRole
THUMBNAIL = QSize(48, 36)


class KeptMasksList(ListPopup):
    """Enter or double click uses a mask, F2 renames it, Del forgets it."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent, _("Kept masks"))
        self._session = session
        self.list.setIconSize(THUMBNAIL)
        self.list.setEditTriggers(self.list.EditTrigger.EditKeyPressed)
        self.buttons: dict[str, PushButton] = {
            "use": push(_("Use"), self._use, kind="main"),
            "add": push(_("Add"), lambda: self._lay(Mode.ADD)),
            "subtract": push(_("Subtract"), lambda: self._lay(Mode.SUBTRACT)),
            "intersect": push(_("Intersect"), lambda: self._lay(Mode.INTERSECT)),
            "rename": push(_("Rename"), self.rename, kind="flat"),
            "forget": push(_("Forget"), self._forget, kind="flat"),
        }
        self._empty = label(_("None so far: “Keep mask” puts one here."), tone="second", wrap=True)
        self.rows.addWidget(self._empty)
        for row in (("use", "add"), ("subtract", "intersect"), ("rename", "forget")):
            line = QHBoxLayout()
            line.setSpacing(tokens.TIGHT)
            for name in row:
                line.addWidget(self.buttons[name])
            line.addStretch(1)
            self.rows.addLayout(line)
        self._fill(len(session.document.kept.names) - 1)
        self.list.itemDoubleClicked.connect(lambda _item: self._use())
        self.list.itemChanged.connect(self._renamed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: what the list leaves over."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._use()
        elif event.key() == Qt.Key.Key_Delete:
            self._forget()
        else:
            super().keyPressEvent(event)

    def _fill(self, current: int) -> None:
        names = self._session.document.kept.names
        self.list.blockSignals(True)
        self.list.clear()
        for name in names:
            item = QListWidgetItem(self._thumbnail(name), plain(name))
            item.setData(NAME, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setCurrentRow(min(current, len(names) - 1))
        self.list.setHidden(not names)
        self._empty.setHidden(bool(names))
        for button in self.buttons.values():
            button.setEnabled(bool(names))

    def _use(self) -> None:
        self._close_for(self._session.masking.replace_by_kept)

    def _lay(self, mode: Mode) -> None:
        self._close_for(lambda name: self._session.masking.lay_kept(name, mode))

    def _close_for(self, act: Callable[[str], object]) -> None:
        """Close, and do that with the chosen mask."""
        item = self.list.currentItem()
        if item is not None:
            self.close()
            self._session.choosing.hide()
            act(item.data(NAME))

    def rename(self) -> None:
        """Ask for another name of the chosen mask."""
        if self.list.count():
            self.list.editItem(self.list.currentItem())

    def _renamed(self, item: QListWidgetItem) -> None:
        self._session.masking.rename(item.data(NAME), item.text())
        self._fill(self.list.row(item))

    def _forget(self) -> None:
        item, row = self.list.currentItem(), self.list.currentRow()
        if item is not None:
            name = item.data(NAME)
            self._session.masking.forget(name)
            self._session.offer_undo(_("{name} is kept no longer.").format(name=plain(name)))
            self._fill(row)

    def _thumbnail(self, name: str) -> QIcon:
        """The whole canvas, small; one pixel stands for all round it."""
        kept, canvas = self._session.document.kept[name], self._session.document.canvas
        factor = max(canvas.width / THUMBNAIL.width(), canvas.height / THUMBNAIL.height())
        made = np.zeros(
            (round(canvas.height / factor) or 1, round(canvas.width / factor) or 1), np.uint8
        )
        rows = canvas.y - kept.rect.y + ((np.arange(made.shape[0]) + 0.5) * factor).astype(int)
        columns = canvas.x - kept.rect.x + ((np.arange(made.shape[1]) + 0.5) * factor).astype(int)
        down = (rows >= 0) & (rows < kept.rect.height)
        along = (columns >= 0) & (columns < kept.rect.width)
        made[np.ix_(down, along)] = kept.mask[np.ix_(rows[down], columns[along])]
        height, width = made.shape
        grey = QImage.Format.Format_Grayscale8
        return QIcon(QPixmap.fromImage(QImage(made.tobytes(), width, height, width, grey)))
