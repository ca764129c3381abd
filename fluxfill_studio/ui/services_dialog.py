"""Services and costs: a page for each service, one for all, one for what was spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fluxfill_studio.core.text import _
from fluxfill_studio.settings.table import SERVICE_IDS
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.costs import Costs
from fluxfill_studio.ui.panels.service_page import ServicePage
from fluxfill_studio.ui.panels.spending import Spending
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.scroll_column import BAR, ScrollColumn

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window

SIZE = 720, 620
LIST_WIDTH = 200
ALL, COSTS = "all", "costs"
_ID = Qt.ItemDataRole.UserRole


class ServicesDialog(QDialog):
    """Every change takes effect at once. `first` is the page to open; one without a page: ALL.

    Attributes:
        list: the pages by name.
        pages: by service, ALL or COSTS.
    """

    def __init__(self, window: Window, first: str = ALL) -> None:
        super().__init__(window.shell)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Services and costs"))
        self.resize(*SIZE)
        studio, tasks = window.studio, window.tasks
        self._services = studio.services
        self.pages: dict[str, QWidget] = {ALL: Spending(studio.settings)}
        for name in SERVICE_IDS:
            if name in studio.providers:
                provider = studio.providers[name]
                self.pages[name] = ServicePage(studio.services, studio.keys, provider, tasks.spawn)
        self.pages[COSTS] = Costs(studio.money, studio.providers)
        self.list = QListWidget()
        self._stack = QStackedWidget()
        self._lay_out()
        self._fill_list()
        self.list.currentRowChanged.connect(self._stack.setCurrentIndex)
        drop = studio.services.changed.connect(lambda _id: self._name_services())
        self.finished.connect(lambda _result: drop())
        self.list.setCurrentRow(list(self.pages).index(first if first in self.pages else ALL))
        tasks.spawn(studio.money.refresh())

    def _fill_list(self) -> None:
        for name, page in self.pages.items():
            item = QListWidgetItem({ALL: _("All services"), COSTS: _("Costs")}.get(name, ""))
            item.setData(_ID, name)
            self.list.addItem(item)
            self._stack.addWidget(page if name == COSTS else _scrolled(page))
        self._name_services()

    def _name_services(self) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(_ID) in SERVICE_IDS:
                item.setText(self._services.words(item.data(_ID)))

    def _lay_out(self) -> None:
        self.list.setAccessibleName(_("Services"))
        self.list.setProperty("kind", "pages")
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row = QHBoxLayout()
        row.setSpacing(tokens.WIDE)
        row.addWidget(self.list)
        row.addWidget(self._stack, 1)
        end = QHBoxLayout()
        end.setContentsMargins(0, 0, BAR, 0)  # as the pages
        end.addStretch(1)
        end.addWidget(push(_("Close"), self.close))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(tokens.WIDE, tokens.WIDE, tokens.WIDE, tokens.WIDE)
        rows.setSpacing(tokens.WIDE)
        rows.addLayout(row, 1)
        rows.addLayout(end)


def _scrolled(page: QWidget) -> ScrollColumn:
    column = QVBoxLayout()
    column.addWidget(page)
    return ScrollColumn(column, QMargins(0, 0, BAR, 0))
