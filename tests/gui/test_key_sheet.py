"""The sheet of all keys: it follows the table, can be searched, and fits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from fluxfill_studio.ui.commands.gestures import gestures
from fluxfill_studio.ui.key_sheet import Block, KeySheet, in_columns
from tests.gui.front import Front


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def test_the_sheet_lists_every_action_and_gesture_and_follows_rebinding(
    front: Front, photo: Path
) -> None:
    front.open(photo)
    front.window.actions.bindings.choose("fit", "U")
    front.shell.resize(1440, 900)
    front.key(Qt.Key.Key_Question)
    (sheet,) = front.shell.findChildren(KeySheet)
    said = words(sheet)
    for spec in front.window.actions.specs:
        assert spec.name in said
    for _heading, name, gesture in gestures():
        assert {name, gesture} <= set(said)
    assert said[said.index("Fit in window") + 1] == "U"
    scroll = sheet._scroll.verticalScrollBar()
    front.turn()
    assert scroll.maximum() == 0
    front.in_loop(lambda: QTest.keyClick(sheet, Qt.Key.Key_U))
    assert sheet.search.text() == "u"
    front.in_loop(lambda: sheet.search.setText("undo"))
    assert "Undo" in words(sheet)
    assert "Fit in window" not in words(sheet)
    front.in_loop(lambda: QTest.keyClick(sheet.search, Qt.Key.Key_Escape))
    assert front.shell.findChildren(KeySheet) == []
    front.in_loop(front.window.actions["key_sheet"].trigger)
    (sheet,) = front.shell.findChildren(KeySheet)
    front.in_loop(lambda: QTest.keyClick(sheet, Qt.Key.Key_Question))
    assert front.shell.findChildren(KeySheet) == []


def test_what_a_search_leaves_stands_together_from_the_first_column_on() -> None:
    found = [Block("Painting", tuple((f"a{n}", "") for n in range(5))), Block("Undo", (("u", ""),))]
    filled = in_columns(found, 5)
    assert filled[0] == found
    assert filled[1:] == [[]] * 4


def test_columns_keep_the_order_and_lose_no_row() -> None:
    blocks = [Block(name, tuple((f"{name}{n}", "") for n in range(rows))) for name, rows in (
        ("a", 3), ("b", 40), ("c", 1), ("d", 7),
    )]  # fmt: skip
    for columns in (1, 2, 3, 7):
        filled = in_columns(blocks, columns)
        assert len(filled) == columns
        rows = [row for column in filled for block in column for row in block.rows]
        assert rows == [row for block in blocks for row in block.rows]
