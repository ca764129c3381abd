"""Choosing other keys: every action by group, found by a few letters."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fluxfill_studio.core.text import _
from fluxfill_studio.ui import theme, tokens
from fluxfill_studio.ui.actions import Actions
from fluxfill_studio.ui.bindings import native, shown
from fluxfill_studio.ui.key_field import KeyField
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.labels import label

SIZE = 560, 640
_ID = Qt.ItemDataRole.UserRole


class KeysDialog(QDialog):
    """Takes effect at once; a key that another action has is taken only when asked again.

    Attributes:
        search: shows only rows with these letters in name, key or heading.
        list: heading, then name and keys.
        field: takes the new key of the chosen row.
        conflict: who has the key; `take` gives it to the chosen row all the same.
    """

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Keyboard shortcuts"))
        self.resize(*SIZE)
        self._actions, self._bindings = actions, actions.bindings
        self._names = {spec.id: spec.name for spec in actions.specs}
        self._wanted = ""
        self._heads: dict[str, QTreeWidgetItem] = {}
        self._items: dict[str, QTreeWidgetItem] = {}
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find an action or a key"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.list = _tree()
        self.field = KeyField()
        self.conflict = label(size=tokens.LABEL, wrap=True)
        self.take = push(_("Take it over"), self._take)
        self.none = push(_("No key"), lambda: self._choose())
        self.reset = push(_("Reset"), self._reset)
        self.reset_all = push(_("Reset all"), self._bindings.reset_all)
        self._lay_out()
        self._fill()
        self.search.textChanged.connect(lambda _words: self._filter())
        self.list.currentItemChanged.connect(lambda _now, _before: self._show())
        self.list.itemActivated.connect(lambda _item: self.field.setFocus())
        self.field.caught.connect(self._catch)
        self._drop = self._bindings.changed.connect(lambda _none: self._refresh())
        self.finished.connect(lambda _result: self._drop())
        self._show()

    @property
    def chosen(self) -> str:
        """Id of the action in the chosen row; empty if a heading is, or none."""
        item = self.list.currentItem()
        return str(item.data(0, _ID) or "") if item is not None else ""

    def _lay_out(self) -> None:
        key = QHBoxLayout()
        key.addWidget(self.field, 1)
        for button in (self.none, self.reset):
            key.addWidget(button)
        warning = QHBoxLayout()
        warning.addWidget(self.conflict, 1)
        warning.addWidget(self.take)
        end = QHBoxLayout()
        end.addWidget(self.reset_all)
        end.addStretch(1)
        end.addWidget(push(_("Close"), self.close))
        rows = QVBoxLayout(self)
        rows.setSpacing(tokens.GAP)
        rows.addWidget(self.search)
        rows.addWidget(self.list, 1)
        for line in (key, warning, end):
            rows.addLayout(line)

    def _fill(self) -> None:
        for spec in self._actions.specs:
            if spec.heading not in self._heads:
                self._heads[spec.heading] = head = QTreeWidgetItem(self.list, [spec.heading])
                head.setFlags(Qt.ItemFlag.ItemIsEnabled)
                head.setFont(0, theme.font(tokens.TEXT, tokens.STRONG))
            item = QTreeWidgetItem(self._heads[spec.heading], [spec.name])
            item.setData(0, _ID, spec.id)
            self._items[spec.id] = item
        self.list.expandAll()
        self._refresh()

    def _refresh(self) -> None:
        for name, item in self._items.items():
            item.setText(1, ", ".join(shown(self._bindings.keys(name))))
        self._show()

    def _filter(self) -> None:
        wanted = self.search.text().casefold()
        seen: set[str] = set()
        for spec in self._actions.specs:
            item = self._items[spec.id]
            words = " ".join((spec.heading, item.text(0), item.text(1)))
            item.setHidden(wanted not in words.casefold())
            seen |= set() if item.isHidden() else {spec.heading}
        for heading, head in self._heads.items():
            head.setHidden(heading not in seen)

    def _show(self) -> None:
        """The keys of the chosen row, and no warning."""
        chosen = self.chosen
        for widget in (self.field, self.none):
            widget.setEnabled(bool(chosen))
        self.reset.setEnabled(bool(chosen) and self._bindings.changed_by_user(chosen))
        keys = self._bindings.keys(chosen) if chosen else ()
        self.field.setText(", ".join(shown(keys)))
        self._warn("", "")

    def _catch(self, key: str) -> None:
        self.field.setText(native(key))
        if self._bindings.refuses(self.chosen, key):
            words = _("{key} has a fixed meaning on the canvas or in fields. Choose another key.")
            self._warn("", words.format(key=native(key)))
            return
        owner = self._bindings.owner(key)
        if owner is None or owner == self.chosen:
            self._choose(key)
            return
        words = _("{key} is used by “{name}”.")
        self._warn(key, words.format(key=native(key), name=self._names[owner]))

    def _warn(self, key: str, words: str) -> None:
        self._wanted = key
        self.conflict.setText(words)
        self.take.setVisible(bool(key))

    def _take(self) -> None:
        self._choose(self._wanted)

    def _choose(self, *keys: str) -> None:
        self._bindings.choose(self.chosen, *keys)

    def _reset(self) -> None:
        self._bindings.reset(self.chosen)


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setHeaderLabels([_("Action"), _("Key")])
    tree.setAccessibleName(_("Actions and their keys"))
    tree.setRootIsDecorated(False)
    tree.setItemsExpandable(False)
    tree.setIndentation(tokens.WIDE)
    tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    tree.header().setStretchLastSection(False)
    return tree
