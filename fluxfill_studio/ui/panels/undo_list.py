"""What was done to the document, newest on top; a click goes there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem, QWidget

from fluxfill_studio.core.text import _, plain
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui import icons, theme, tokens
from fluxfill_studio.ui.widgets.list_popup import ListPopup

ENTRY = Qt.ItemDataRole.UserRole


class UndoList(ListPopup):
    """Entries that can be done again stand above the one in force, in the second tone."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent, _("Undo list"))
        self._session = session
        undo = session.document.undo
        for entry in reversed(undo.undone):
            self._add(entry.name, entry.id, _("{name}, undone"))
        first = _("Earlier steps are no longer kept") if undo.dropped else _("As opened")
        done = [(first, None), *((entry.name, entry.id) for entry in undo.entries)]
        for name, entry_id in reversed(done):
            self._add(name, entry_id, "{name}")
        self._mark(len(undo.undone))
        self.list.itemClicked.connect(self._jump)
        self.list.itemActivated.connect(self._jump)

    def _add(self, name: str, entry_id: str | None, spoken: str) -> None:
        item = QListWidgetItem(plain(name))
        item.setData(ENTRY, entry_id)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken.format(name=plain(name)))
        if spoken != "{name}":
            item.setForeground(theme.colour("second"))
        self.list.addItem(item)

    def _mark(self, place: int) -> None:
        """This entry is the newest that is done."""
        item = self.list.item(place)
        item.setIcon(icons.icon("chevron_right"))
        item.setFont(theme.font(tokens.TEXT, tokens.STRONG))
        spoken = _("{name}, now").format(name=item.text())
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self.list.setCurrentItem(item)

    def _jump(self, item: QListWidgetItem) -> None:
        self.close()
        self._session.jump(item.data(ENTRY))
