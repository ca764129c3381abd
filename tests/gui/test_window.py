"""The whole window: keys, focus, files, leaving; with a provider that does what the test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QSplitter,
    QWidget,
)

from fluxfill_studio.core import text
from fluxfill_studio.core.geometry import Point
from fluxfill_studio.ui.shell import Shell
from fluxfill_studio.ui.side import NARROW
from fluxfill_studio.ui.window import Window
from tests.gui.front import Front

CTRL = Qt.KeyboardModifier.ControlModifier


def test_both_enter_keys_generate_and_a_held_one_does_so_once(front: Front, photo: Path) -> None:
    front.open(photo)
    front.paint()
    front.key(Qt.Key.Key_Return, CTRL)
    assert front.runs == 1
    front.key(Qt.Key.Key_Enter, CTRL)
    assert front.runs == 2
    canvas = front.window.canvas
    for _repeat in range(5):
        held = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Return.value, CTRL, 0, 0, 0, "\r", True, 1
        )
        front.in_loop(lambda held=held: QApplication.sendEvent(canvas, held))
    assert front.runs == 2


def test_space_left_over_from_a_click_on_generate_does_nothing(front: Front, photo: Path) -> None:
    front.open(photo)
    front.paint()
    front.click(front.window.layout.fill.generate)
    assert front.runs == 1
    assert QApplication.focusWidget() is front.window.canvas
    front.key(Qt.Key.Key_Space)
    assert front.runs == 1


def test_enter_in_a_field_adopts_nothing_and_gives_the_canvas_the_focus(
    front: Front, photo: Path
) -> None:
    front.open(photo)
    front.result()
    field = front.window.layout.options.zoom
    field.setFocus()
    front.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is front.window.canvas
    assert front.window.session.choosing.shown is not None
    front.key(Qt.Key.Key_Return)
    assert front.window.session.choosing.shown is None
    assert front.window.session.document.mask_bounds.empty


def test_letters_typed_into_the_prompt_are_no_commands(front: Front, photo: Path) -> None:
    front.open(photo)
    prompt = front.window.layout.fill.prompt
    front.key(Qt.Key.Key_P)
    assert QApplication.focusWidget() is prompt
    front.in_loop(lambda: QTest.keyClicks(prompt, "eybx.,"))
    assert prompt.toPlainText() == "eybx.,"
    assert front.window.canvas.tool.id == "brush"
    assert not front.window.comparing.open
    front.key(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is front.window.canvas


def test_escape_leaves_one_thing_at_a_time_and_cancels_nothing(front: Front, photo: Path) -> None:
    front.open(photo)
    front.result()
    front.in_loop(lambda: front.window.session.form.set(prompt="another"))
    front.in_loop(front.window.generate)
    mask = front.window.session.document.mask.copy()
    front.key(Qt.Key.Key_Y)
    assert front.window.comparing.open
    front.key(Qt.Key.Key_Escape)
    assert not front.window.comparing.open
    assert front.window.session.choosing.shown is not None
    front.key(Qt.Key.Key_Escape)
    assert front.window.session.choosing.shown is None
    front.key(Qt.Key.Key_Escape)
    assert np.array_equal(front.window.session.document.mask, mask)
    assert len(front.window.session.filling.running) == 1


def test_brush_keys(front: Front, photo: Path) -> None:
    front.open(photo)
    brush = front.window.drawing.brush
    size = brush.brush.diameter
    front.key(Qt.Key.Key_BracketRight)
    assert brush.brush.diameter > size
    front.key(Qt.Key.Key_BracketLeft)
    front.key(Qt.Key.Key_BracketLeft)
    assert brush.brush.diameter < size
    front.key(Qt.Key.Key_X)
    assert front.window.canvas.tool.id == "eraser"
    assert front.window.actions["eraser"].isChecked()
    front.key(Qt.Key.Key_X)
    assert front.window.canvas.tool.id == "brush"


@pytest.mark.parametrize(
    ("role", "left"),
    [
        (QMessageBox.ButtonRole.RejectRole, False),
        (QMessageBox.ButtonRole.DestructiveRole, True),
        (QMessageBox.ButtonRole.AcceptRole, True),
    ],
    ids=["cancel", "discard", "export"],
)
def test_leaving_with_unexported_work_asks(
    front: Front, photo: Path, role: QMessageBox.ButtonRole, left: bool
) -> None:
    front.open(photo)
    front.result()
    front.key(Qt.Key.Key_Return)
    front.in_loop(front.shell.close)
    front.until(lambda: front.shell.findChildren(QMessageBox))
    (box,) = front.shell.findChildren(QMessageBox)
    assert "1 result" in box.informativeText()
    front.click(next(b for b in box.buttons() if box.buttonRole(b) == role))
    if role == QMessageBox.ButtonRole.AcceptRole:
        front.until(lambda: front.shell.findChildren(QFileDialog))
        (dialog,) = front.shell.findChildren(QFileDialog)
        field = dialog.findChild(QLineEdit)
        assert field.text() == "photo-fill.png"
        front.in_loop(lambda: QTest.keyClick(field, Qt.Key.Key_Return))
    front.settle()
    assert front.closed is left
    assert photo.with_name("photo-fill.png").exists() is (role == QMessageBox.ButtonRole.AcceptRole)


def test_leaving_an_untouched_picture_asks_nothing(front: Front, photo: Path) -> None:
    front.open(photo)
    front.in_loop(front.shell.close)
    front.settle()
    assert front.closed


def test_a_broken_file_is_one_notice_and_the_picture_stays(
    front: Front, photo: Path, expect_log: Callable[[str], None]
) -> None:
    front.open(photo)
    session = front.window.session
    broken = photo.with_name("broken.jpg")
    broken.write_text("<html>not found</html>")
    expect_log("broken.jpg")
    front.in_loop(lambda: front.window.files.open(broken))
    front.until(lambda: front.window.layout.notices.notice is not None)
    assert "broken.jpg" in front.window.layout.notices.notice.text
    assert front.window.session is session
    assert front.window.canvas.document is session.document


def test_dropping_and_pasting_open_pictures(front: Front, photo: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), *how, none)
    drop = QDropEvent(QPointF(9, 9), *how, none)
    front.in_loop(lambda: QApplication.sendEvent(front.shell, enter))
    assert enter.isAccepted()
    front.in_loop(lambda: QApplication.sendEvent(front.shell, drop))
    front.until(lambda: front.window.session is not None)
    front.settle()
    dropped = front.window.session
    image = QImage(33, 21, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    QGuiApplication.clipboard().setImage(image)
    front.key(Qt.Key.Key_V, CTRL)
    front.until(lambda: front.window.session is not dropped)
    front.settle()
    document = front.window.session.document
    assert document.pixels.shape == (21, 33, 3)
    assert (document.pixels == (0, 128, 128)).all()


def test_copy_puts_the_full_picture_as_shown_on_the_clipboard(front: Front, photo: Path) -> None:
    front.open(photo)
    front.result()
    front.key(Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    front.settle()
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (120, 90)
    assert image.pixelColor(20, 20).getRgb()[:3] == front.provider.colour
    assert image.pixelColor(100, 80).getRgb()[:3] == tuple(
        front.window.session.document.pixels[80, 100]
    )


def test_holding_a_key_shows_before_until_it_is_released(front: Front, photo: Path) -> None:
    front.open(photo)
    front.result()
    canvas = front.window.canvas

    def colour() -> tuple[int, ...]:
        image = canvas.grab().toImage()
        at = canvas.viewport_.to_view(Point(20, 20))
        return image.pixelColor(round(at.x), round(at.y)).getRgb()[:3]

    assert colour() == front.provider.colour
    front.in_loop(lambda: QTest.keyPress(canvas, Qt.Key.Key_A))
    assert colour() != front.provider.colour
    front.in_loop(lambda: QTest.keyRelease(canvas, Qt.Key.Key_A))
    front.in_loop(lambda: QTest.keyPress(canvas, Qt.Key.Key_A))  # X11's way to say "still held"
    assert colour() != front.provider.colour
    front.in_loop(lambda: QTest.keyRelease(canvas, Qt.Key.Key_A))
    front.until(lambda: colour() == front.provider.colour)


def test_a_narrow_window_turns_the_side_into_a_drawer(front: Front, photo: Path) -> None:
    front.open(photo)
    front.shell.resize(NARROW - 100, 700)
    front.turn()
    side, canvas = front.window.layout.side, front.window.canvas
    assert side.covers == side.width()
    assert front.window.layout.options.side.isVisible()
    wide = canvas.width()
    front.key(Qt.Key.Key_F4)
    assert side.isHidden()
    assert (side.covers, canvas.width()) == (0, wide)
    front.click(front.window.layout.options.side)
    front.shell.resize(NARROW + 200, 700)
    front.turn()
    assert side.isVisible()
    assert side.covers == 0
    assert canvas.width() + side.width() < front.shell.width()
    assert not front.window.layout.options.side.isVisible()


def test_a_fitted_picture_keeps_clear_of_the_drawer(front: Front, photo: Path) -> None:
    front.open(photo)
    front.shell.resize(NARROW - 176, 680)
    front.turn()
    side, canvas = front.window.layout.side, front.window.canvas

    def edges() -> tuple[float, float]:
        rect = canvas.document.canvas
        left = canvas.viewport_.to_view(Point(rect.x, rect.y)).x
        return left, canvas.width() - canvas.viewport_.to_view(Point(rect.right, 0)).x

    front.in_loop(canvas.zoom_fit)
    left, right = edges()
    assert side.covers > 0
    assert right - side.covers == pytest.approx(left, abs=1)
    front.in_loop(side.toggle)
    left, right = edges()
    assert right == pytest.approx(left, abs=1)


def test_the_theme_in_force_is_ticked_and_switches_live(front: Front) -> None:
    front.in_loop(lambda: front.window.actions["theme_light"].trigger())
    ticked = [
        n for n in ("dark", "light", "system") if front.window.actions[f"theme_{n}"].isChecked()
    ]
    assert ticked == ["light"]
    assert front.shell.palette().window().color().lightness() > 200
    front.in_loop(lambda: front.window.actions["theme_dark"].trigger())
    assert front.shell.palette().window().color().lightness() < 60


def test_closing_counts_results_that_nobody_decided_on(front: Front, photo: Path) -> None:
    front.open(photo)
    front.result()
    front.key(Qt.Key.Key_Escape)
    front.in_loop(front.window.session.masking.clear)
    assert front.window.session.concerns() == ["1 result"]


def test_adopting_moves_no_picture_point(front: Front, photo: Path) -> None:
    front.open(photo)
    front.result()
    viewport = front.window.canvas.viewport_
    front.key(Qt.Key.Key_Return)
    front.turn()
    assert front.window.canvas.viewport_ == viewport
    front.key(Qt.Key.Key_Z, CTRL)
    front.turn()
    assert front.window.canvas.viewport_ == viewport


def test_both_bars_say_the_zoom_of_a_picture_that_opens_at_100_per_cent(
    front: Front, photo: Path
) -> None:
    front.open(photo)
    assert front.window.layout.options.zoom.value() == 100
    assert front.window.layout.status.zoom.text() == "100 %"


def test_letting_go_of_before_leaves_no_split_line(front: Front, photo: Path) -> None:
    front.open(photo)
    canvas = front.window.canvas
    front.in_loop(lambda: QTest.keyPress(canvas, Qt.Key.Key_A))
    assert canvas.split is not None
    front.in_loop(lambda: QTest.keyRelease(canvas, Qt.Key.Key_A))
    front.until(lambda: canvas.split is None)


def test_sizes_are_remembered(front: Front, photo: Path) -> None:
    splitter = front.shell.findChild(QSplitter)
    splitter.setSizes([1000, 400])
    front.turn()
    assert front.window.layout.side.width() == 400
    front.window.layout.remember()
    again = Shell()
    window = Window(again, front.studio, lambda: None)
    assert again.findChild(QSplitter).saveState() == splitter.saveState()
    front.loop.run_until_complete(window.close())
    again.deleteLater()


def test_every_control_of_the_window_has_a_name(front: Front, photo: Path) -> None:
    front.open(photo)
    front.result()
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    nameless = [
        widget
        for kind in kinds
        for widget in front.shell.findChildren(kind)
        if not (widget.accessibleName() or getattr(widget, "text", str)())
        and not widget.objectName().startswith("qt_")
        and widget.isVisible()
    ]
    assert nameless == []
    assert front.window.canvas.accessibleName()


def test_every_action_has_words_and_no_key_is_given_twice(front: Front) -> None:
    keys: dict[str, str] = {}
    for action in front.shell.actions() + front.window.canvas.actions():
        assert action.text()
        for shortcut in action.shortcuts():
            other = keys.setdefault(shortcut.toString(), action.objectName())
            assert other == action.objectName(), shortcut.toString()


@pytest.fixture
def pseudo(tmp_path: Path, home: Path) -> Iterator[None]:
    (home / "settings.json").write_text('{"language": "pseudo"}')
    yield
    text.set_language("en", tmp_path)


def test_every_word_of_the_window_goes_through_the_catalogue(
    pseudo: None, front: Front, photo: Path
) -> None:
    front.open(photo)
    front.result()
    plain = set()
    for widget in front.shell.findChildren(QWidget):
        words = widget.property("text")
        if isinstance(words, str) and widget.isVisible() and any(c.isalpha() for c in words):
            plain |= {words} - {w for w in (words,) if "[" in w}
    names = ("Scripted", "photo", "sRGB")  # a provider's and a file's own names
    assert {words for words in plain if not words.startswith(names)} == set()
    for action in front.shell.actions():
        assert action.text().startswith("["), action.text()


def test_extend_on_and_off_comes_back_to_the_detail(front: Front, photo: Path) -> None:
    front.open(photo)
    canvas, actions = front.window.canvas, front.window.actions
    front.in_loop(lambda: canvas.zoom_to(20))
    before = canvas.viewport_
    front.in_loop(actions["extend"].trigger)
    assert canvas.viewport_ != before
    front.in_loop(actions["extend"].trigger)
    assert canvas.viewport_ == before
