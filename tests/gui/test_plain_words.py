"""The window says what state it is in, and how to leave it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QPushButton

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.studio.notices import Notice, Tone
from fluxfill_studio.ui.canvas.overlay import OverlayMode
from fluxfill_studio.ui.shell import LEAST_SIZE, START_SIZE, Shell
from tests.fakes.scripted_provider import ScriptedProvider
from tests.gui.front import Front

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def said(front: Front) -> list[str]:
    return [message.notice.text for message in front.window.layout.notices.messages]


def stroke(front: Front) -> None:
    canvas = front.window.canvas
    front.in_loop(lambda: QTest.mouseClick(canvas, LEFT, NONE, canvas.rect().center()))


def test_the_chip_says_how_the_mask_is_drawn(front: Front, photo: Path) -> None:
    front.open(photo)
    chip = front.window.layout.options.overlay
    assert chip.text() == "40 %"
    for key, modifier, words in (
        (Qt.Key.Key_Q, NONE, "Outline"),
        (Qt.Key.Key_Q, SHIFT, "Mask alone"),
        (Qt.Key.Key_H, CONTROL, "Hidden"),
    ):
        front.key(key, modifier)
        assert chip.text() == words
        assert words in chip.accessibleName()
        assert chip.width() >= chip.fontMetrics().horizontalAdvance(words) + 28


def test_painting_on_a_hidden_mask_is_told_once_with_a_way_to_see_it(
    front: Front, photo: Path
) -> None:
    front.open(photo)
    stroke(front)
    assert said(front) == []
    front.key(Qt.Key.Key_H, CONTROL)
    stroke(front)
    stroke(front)
    (words,) = said(front)
    assert "hidden" in words
    front.window.layout.notices.notice.action.run()
    assert front.window.drawing.looks.mode is OverlayMode.VEIL


@pytest.mark.parametrize("back", [Qt.Key.Key_F, Qt.Key.Key_Escape])
def test_the_canvas_alone_keeps_the_menus_and_says_how_to_leave(
    front: Front, photo: Path, back: Qt.Key
) -> None:
    front.open(photo)
    front.key(Qt.Key.Key_F)
    assert not front.window.layout.tools.isVisible()
    assert front.shell.menuBar().isVisible()
    (words,) = said(front)
    assert "F, Esc" in words
    front.key(back)
    assert front.window.layout.tools.isVisible()
    front.key(Qt.Key.Key_F)
    assert said(front) == [words]


def test_the_key_of_the_prompt_says_so_where_none_is_read(front: Front, photo: Path) -> None:
    front.open(photo)
    front.key(Qt.Key.Key_P)
    assert front.window.layout.fill.prompt.hasFocus()
    assert said(front) == []
    front.window.to_canvas()
    front.provider.capability = ScriptedProvider(reads_prompt=False).capability
    front.window.layout.fill.refresh()
    front.key(Qt.Key.Key_P)
    assert front.window.canvas.hasFocus()
    assert said(front) == [f"{front.provider.capability.name} reads no prompt."]


def test_the_brush_is_told_only_while_one_is_in_hand(front: Front, photo: Path) -> None:
    front.open(photo)
    told = front.window.layout.status.brush
    for tool, brush in (("eraser", True), ("wand", False), ("smart_select", True), ("hand", False)):
        front.in_loop(lambda tool=tool: front.window.toolbox.choose(tool))
        assert told.text().startswith("Brush") is brush, tool


def test_a_mask_of_one_pixel_is_not_none(front: Front, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("RGB", (1000, 1000)).save(path)
    front.open(path)
    document = front.window.session.document
    front.in_loop(lambda: document.edit_mask("Dot", Rect(5, 5, 1, 1), lambda mask: mask.fill(255)))
    front.turn()
    assert front.window.layout.status.mask_words.text() == "Mask < 0.1 %"


def test_the_first_window_fits_the_screen(dressed: QApplication) -> None:
    room = dressed.primaryScreen().availableSize()
    assert room.width() < START_SIZE.width(), "this screen tells nothing"
    shell = Shell()
    assert shell.height() <= room.height() - 20
    assert shell.width() <= max(room.width(), shell.minimumWidth())
    shell.deleteLater()


def test_extending_lights_no_second_tool(front: Front, photo: Path) -> None:
    front.open(photo)
    front.key(Qt.Key.Key_C)
    buttons = front.window.layout.tools.buttons
    brush, extend = buttons["brush"].grab(), buttons["extend"].grab()
    corner = buttons["brush"].rect().center().x(), 4
    accent = brush.toImage().pixelColor(*corner)
    assert buttons["extend"].isChecked()
    assert extend.toImage().pixelColor(*corner) != accent


def test_leaving_offers_each_file_once_and_only_what_it_would_hold(
    front: Front, photo: Path
) -> None:
    front.open(photo)
    front.result()
    front.paint()

    def asked() -> dict[str, QPushButton]:
        front.until(lambda: [b for b in front.shell.findChildren(QMessageBox) if b.isVisible()])
        (box,) = (b for b in front.shell.findChildren(QMessageBox) if b.isVisible())
        return {button.text(): button for button in box.buttons()}

    front.in_loop(front.shell.close)
    buttons = asked()
    assert "Export…" not in buttons  # nothing is adopted
    front.click(buttons["Save mask…"])
    front.until(lambda: front.shell.findChildren(QFileDialog))
    field = front.shell.findChildren(QFileDialog)[0].findChild(QLineEdit)
    front.in_loop(lambda: QTest.keyClick(field, Qt.Key.Key_Return))
    buttons = asked()  # the result is in no file yet
    assert set(buttons) == {"Discard", "Cancel"}
    front.click(buttons["Discard"])
    front.settle()
    assert front.closed


def test_leaving_with_a_mask_alone_offers_to_save_that(front: Front, photo: Path) -> None:
    front.open(photo)
    front.paint()
    front.in_loop(front.shell.close)
    front.until(lambda: front.shell.findChildren(QMessageBox))
    (box,) = front.shell.findChildren(QMessageBox)
    assert "mask" in box.informativeText()
    (save,) = (b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole)
    assert "Save mask" in save.text()
    front.click(save)
    front.until(lambda: front.shell.findChildren(QFileDialog))
    field = front.shell.findChildren(QFileDialog)[0].findChild(QLineEdit)
    assert field.text() == "photo-mask.png"
    front.in_loop(lambda: QTest.keyClick(field, Qt.Key.Key_Return))
    front.settle()
    assert front.closed
    mask = np.asarray(Image.open(photo.with_name("photo-mask.png")))
    assert (mask == front.window.session.document.mask).all()


def test_escape_closes_an_error_before_it_unfolds(front: Front, photo: Path) -> None:
    front.open(photo)
    front.key(Qt.Key.Key_F)
    notices = front.window.layout.notices
    notices.dismiss()
    front.in_loop(lambda: front.window.notify(Notice("It broke.", Tone.ERROR)))
    front.key(Qt.Key.Key_Escape)
    assert notices.notice is None
    assert front.window.layout.folded
    front.key(Qt.Key.Key_Escape)
    assert not front.window.layout.folded


def test_nothing_in_the_fill_block_is_squeezed_in_the_smallest_window(
    front: Front, photo: Path
) -> None:
    front.open(photo)
    front.shell.resize(LEAST_SIZE)
    front.key(Qt.Key.Key_C)
    front.turn()
    fill = front.window.layout.fill
    assert fill.presets.height() >= fill.presets.layout().minimumSize().height()
    assert fill.parameters.visibleRegion().boundingRect() == fill.parameters.rect()
    sheet = fill.parameters.open_sheet()
    assert sheet.seed.field.isVisible()
    sheet.window().close()


def test_the_tools_of_the_view_have_options(front: Front, photo: Path) -> None:
    front.open(photo)
    canvas, options = front.window.canvas, front.window.layout.options
    front.key(Qt.Key.Key_R)
    front.in_loop(lambda: options.row.fields["angle"].chosen.emit(30.0))
    assert canvas.viewport_.angle == 30
    front.in_loop(lambda: canvas.turn_to(-45))
    front.turn()
    assert options.row.fields["angle"].number.value() == -45
    front.click(options.row.fields["upright"])
    assert canvas.viewport_.angle == 0
    front.key(Qt.Key.Key_Z)
    front.click(options.row.fields["actual"])
    assert canvas.viewport_.scale == 1
    assert canvas.hasFocus()
    front.in_loop(lambda: canvas.zoom_to(8))
    front.click(options.row.fields["fit"])
    assert canvas.viewport_.scale < 8
