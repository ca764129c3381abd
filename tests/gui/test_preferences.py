"""The page of preferences: what it shows is set, what it sets is seen at once and kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import OVERLAY_COLOUR, SURROUND, THEME, UNDO_MB
from fluxfill_studio.ui.keys_dialog import KeysDialog
from fluxfill_studio.ui.preferences import Preferences
from tests.gui.front import Front


def page_of(front: Front) -> Preferences:
    front.key(Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    (page,) = front.shell.findChildren(Preferences)
    assert page.isVisible()
    return page


def click(front: Front, inside: QWidget, name: str) -> None:
    front.click(next(b for b in inside.findChildren(QAbstractButton) if b.text() == name))


def test_every_choice_takes_effect_at_once_and_is_kept(
    front: Front, photo: Path, home: Path
) -> None:
    front.open(photo)
    page = page_of(front)
    click(front, page, "Light")
    assert front.shell.palette().window().color().lightness() > 200
    click(front, page, "Black")
    assert front.window.canvas.scene.surround == 0
    click(front, page, "Hatch")
    assert front.window.canvas.overlay.colour == "hatch"
    assert "hatch" in front.window.layout.options.overlay.accessibleName()
    number = page.rows["Undo"].fields["undo_mb"].number
    number.selectAll()
    front.in_loop(lambda: QTest.keyClicks(number, "99"))
    front.in_loop(lambda: QTest.keyClick(number, Qt.Key.Key_Return))
    assert page.isVisible()
    again = Settings(home / "settings.json")
    kept = [again[row] for row in (THEME, SURROUND, OVERLAY_COLOUR, UNDO_MB)]
    assert kept == ["light", "black", "hatch", 99]
    click(front, page, "Dark")
    front.in_loop(page.close)
    assert front.shell.findChildren(Preferences) == []


def test_the_page_leads_to_the_keys(front: Front) -> None:
    page = page_of(front)
    click(front, page, "Keyboard shortcuts…")
    (dialog,) = front.shell.findChildren(KeysDialog)
    assert dialog.isVisible()
    front.in_loop(dialog.close)
    front.in_loop(page.close)
