"""What fills have cost, by month, service and picture."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from pathlib import PurePath

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _, plain
from fluxfill_studio.store.rows import Tally
from fluxfill_studio.studio.cost import Cost, usd_words
from fluxfill_studio.studio.money import Money
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.faces import Providers, name_of
from fluxfill_studio.ui.panels.wording import month_words
from fluxfill_studio.ui.widgets.labels import label

NUMBERS = (1, 2, 3)
"""Columns that stand to the right."""
PERHAPS = 3


class Costs(QWidget):
    """Follows the tally.

    Attributes:
        summary: this month in a sentence.
        list: a row a month, with a row below it for each picture at a service.
    """

    def __init__(self, money: Money, providers: Providers) -> None:
        super().__init__()
        self._money = money
        self._providers = providers
        self.summary = label(wrap=True)
        self.list = QTreeWidget()
        self.list.setAccessibleName(_("Costs"))
        self.list.setHeaderLabels([_("Month"), _("Fills"), _("Cost"), _("Perhaps")])
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setStretchLastSection(False)
        for column in NUMBERS:
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        note = _("Counted by the prices set here. What a service charges is on its own bill.")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.GAP)
        rows.addWidget(label(_("Costs"), tokens.TITLE, tokens.STRONG))
        rows.addWidget(self.summary)
        rows.addWidget(self.list, 1)
        rows.addWidget(label(note, tokens.LABEL, tone="second", wrap=True))
        rows.addStretch(0)  # while the list is hidden
        drop = money.changed.connect(lambda _month: self.refresh())
        self.destroyed.connect(lambda: drop())
        self.refresh()

    def refresh(self) -> None:
        """Show the tally as it was read last."""
        self.summary.setText(month_words(self._money) or _("Nothing was spent this month."))
        self.list.clear()
        newest = sorted(self._money.rows, key=lambda row: row.month, reverse=True)
        for month, rows in groupby(newest, key=lambda row: row.month):
            self._add_month(month, list(rows))
        self.list.setColumnHidden(PERHAPS, not any(row.perhaps for row in newest))
        self.list.setVisible(bool(newest))

    def _add_month(self, month: str, rows: list[Tally]) -> None:
        head = QTreeWidgetItem([month, *_sums(rows)])
        for row in sorted(rows, key=lambda row: row.usd + row.perhaps, reverse=True):
            picture = plain(PurePath(row.source).name) or _("Pasted picture")
            name = f"{name_of(row.provider, self._providers)} · {picture}"
            item = QTreeWidgetItem([name, *_sums([row])])
            item.setToolTip(0, plain(row.source) or name)
            head.addChild(_right(item))
        self.list.addTopLevelItem(_right(head))
        head.setExpanded(True)


def _sums(rows: Iterable[Tally]) -> list[str]:
    """Fills, what they cost for certain, and what they may have cost on top."""
    rows = list(rows)
    usd, perhaps = sum((r.usd for r in rows), Decimal()), sum((r.perhaps for r in rows), Decimal())
    cost = Cost(usd, sum(row.unpriced for row in rows)).words
    return [str(sum(row.jobs for row in rows)), cost, usd_words(perhaps) if perhaps else ""]


def _right(item: QTreeWidgetItem) -> QTreeWidgetItem:
    for column in NUMBERS:
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
