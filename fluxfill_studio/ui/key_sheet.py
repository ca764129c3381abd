"""Everything that keys, mouse and pen can do, on one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fluxfill_studio.core.text import _
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.actions import Actions
from fluxfill_studio.ui.bindings import shown
from fluxfill_studio.ui.commands.gestures import gestures
from fluxfill_studio.ui.widgets.labels import label

COLUMN = 264  # least width
LARGEST = 1392, 852  # fits a window of 1440 x 900
HEADING_LINES = 2  # a heading and the gap above it, in rows
LEAST_LINES = 14  # what a search leaves is not scattered over the columns


@dataclass(frozen=True, slots=True)
class Block:
    """Rows below one heading: (name, how)."""

    heading: str
    rows: tuple[tuple[str, str], ...]


class KeySheet(QDialog):
    """In columns, found by a few letters; Esc, F1 or ? closes it.

    Attributes:
        search: shows only rows with these letters in name, key or heading.
    """

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("All keys"))
        self._rows = list(_said(actions))
        self._columns = 0
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find an action or a key"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(COLUMN)
        self.search.textChanged.connect(lambda _words: self._fill())
        hint = _("[ and ] are the two keys right of P, whatever is written on them.")
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addStretch(1)
        top.addWidget(label(hint, tokens.LABEL, tone="second"))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows = QVBoxLayout(self)
        rows.setSpacing(tokens.GAP)
        rows.addLayout(top)
        rows.addWidget(self._scroll, 1)
        room = parent.size()
        self.resize(min(LARGEST[0], room.width() - 48), min(LARGEST[1], room.height() - 48))
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the keys that opened it close it; letters go into the search."""
        if event.key() in (Qt.Key.Key_Question, Qt.Key.Key_F1):
            self.close()
        elif event.text().isalnum():
            self.search.setFocus()
            self.search.insert(event.text())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width, perhaps another number of columns."""
        super().resizeEvent(event)
        columns = max(1, (self.width() - 2 * tokens.PAD) // COLUMN)
        if columns != self._columns:
            self._columns = columns
            self._fill()

    def _fill(self) -> None:
        wanted = self.search.text().casefold()
        found = [row for row in self._rows if wanted in " ".join(row).casefold()]
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(tokens.BROAD)
        for blocks in in_columns(_blocks(found), self._columns):
            column = QVBoxLayout()
            column.setSpacing(tokens.GAP)
            for block in blocks:
                column.addLayout(_drawn(block))
            column.addStretch(1)
            columns.addLayout(column, 1)
        if not found:
            columns.addWidget(label(_("Nothing is called so."), tone="second"))
        self._scroll.setWidget(page)


def in_columns(blocks: Sequence[Block], columns: int) -> list[list[Block]]:
    """The blocks in order in `columns` columns, as short as they can be; long ones are parted."""
    lines = sum(len(block.rows) + HEADING_LINES for block in blocks)
    limit = max(LEAST_LINES, -(-lines // columns))
    while len(filled := _filled(blocks, limit)) > columns:
        limit += 1
    return filled + [[] for _column in range(columns - len(filled))]


def _filled(blocks: Iterable[Block], limit: int) -> list[list[Block]]:
    """Columns of at most `limit` lines."""
    filled: list[list[Block]] = [[]]
    left = limit
    for block in blocks:
        rows = block.rows
        while rows:
            room = left - HEADING_LINES
            if room < min(len(rows), 3):
                filled.append([])
                left, room = limit, limit - HEADING_LINES
            filled[-1].append(Block(block.heading, rows[:room]))
            left -= HEADING_LINES + len(rows[:room])
            rows = rows[room:]
    return filled


def _said(actions: Actions) -> Iterator[tuple[str, str, str]]:
    for heading, name, keys in actions.rows():
        yield heading, name, "  ".join(shown(keys))
    yield from gestures()


def _blocks(rows: Iterable[tuple[str, str, str]]) -> list[Block]:
    found: dict[str, list[tuple[str, str]]] = {}
    for heading, name, how in rows:
        found.setdefault(heading, []).append((name, how))
    return [Block(heading, tuple(lines)) for heading, lines in found.items()]


def _drawn(block: Block) -> QVBoxLayout:
    lines = QVBoxLayout()
    lines.setSpacing(tokens.HAIR)
    lines.addWidget(label(block.heading, tokens.TEXT, tokens.STRONG))
    for name, how in block.rows:
        line = QHBoxLayout()
        line.setSpacing(tokens.GAP)
        line.addWidget(label(name, tokens.LABEL, tone="second", wrap=True), 1)
        line.addWidget(label(how, tokens.LABEL))
        lines.addLayout(line)
    return lines
