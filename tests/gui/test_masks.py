"""The Mask menu: operations with their bar, files of any size, kept masks, the undo list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QListWidget, QWidget

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.imaging.morphology import grown
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.ui.panels.kept_masks import KeptMasksList
from fluxfill_studio.ui.panels.undo_list import UndoList
from tests.gui.front import Front

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def painted(front: Front, photo: Path) -> Front:
    front.open(photo)
    front.paint()
    return front


def mask_of(front: Front) -> Mask:
    return front.window.session.document.mask.copy()


def names(front: Front) -> list[str]:
    return [entry.name for entry in front.window.session.document.undo.entries]


def do(front: Front, action: str) -> None:
    front.in_loop(front.window.actions[action].trigger)
    seen(front)


def seen(front: Front) -> None:
    """The newest preview stands."""
    front.until(lambda: not front.window.session.adjusting.waiting)


def type_number(front: Front, number: int) -> None:
    for digit in str(number):
        front.key(Qt.Key(Qt.Key.Key_0.value + int(digit)))
    seen(front)


def test_grow_is_seen_while_its_value_is_typed_and_enter_applies(painted: Front) -> None:
    before = mask_of(painted)
    bar = painted.window.layout.adjust
    assert not bar.isVisible()
    do(painted, "grow")
    assert bar.isVisible()
    assert bar.name.text() == "Grow mask"
    assert np.array_equal(mask_of(painted), grown(before, 8))
    type_number(painted, 12)
    assert np.array_equal(mask_of(painted), grown(before, 12))
    assert bar.isVisible()
    assert names(painted) == ["Brush"]
    painted.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is painted.window.canvas
    assert not bar.isVisible()
    assert names(painted) == ["Brush", "Grow mask"]
    do(painted, "grow")  # the value is kept
    assert np.array_equal(mask_of(painted), grown(grown(before, 12), 12))


def test_escape_gives_the_operation_up_from_its_field_too(painted: Front) -> None:
    before = mask_of(painted)
    do(painted, "feather")
    assert not np.array_equal(mask_of(painted), before)
    painted.key(Qt.Key.Key_Escape)
    assert not painted.window.layout.adjust.isVisible()
    assert np.array_equal(mask_of(painted), before)
    assert QApplication.focusWidget() is painted.window.canvas


def test_escape_in_a_field_keeps_the_old_value_for_the_next_time(painted: Front) -> None:
    before = mask_of(painted)
    do(painted, "grow")
    type_number(painted, 30)
    painted.key(Qt.Key.Key_Escape)
    assert np.array_equal(mask_of(painted), before)
    do(painted, "grow")
    assert np.array_equal(mask_of(painted), grown(before, 8))


def test_undo_in_an_untouched_number_is_the_picture_s(painted: Front) -> None:
    zoom = painted.window.layout.options.zoom
    painted.in_loop(zoom.setFocus)
    painted.in_loop(lambda: QTest.keyClick(zoom, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier))
    assert not mask_of(painted).any()


def test_more_zoom_than_there_is_is_the_most(painted: Front) -> None:
    zoom = painted.window.layout.options.zoom
    painted.in_loop(zoom.setFocus)
    painted.in_loop(zoom.selectAll)
    type_number(painted, 5000)
    painted.key(Qt.Key.Key_Return)
    assert painted.window.canvas.viewport_.scale == 32


def test_undo_gives_an_operation_up_before_anything_was_done(front: Front, photo: Path) -> None:
    front.open(photo)
    do(front, "luminance")
    assert mask_of(front).any()
    do(front, "undo")
    assert not mask_of(front).any()
    assert not front.window.layout.adjust.isVisible()


def test_the_buttons_do_what_the_keys_do(painted: Front) -> None:
    before, bar = mask_of(painted), painted.window.layout.adjust
    do(painted, "shrink")
    painted.click(bar.cancel)
    assert np.array_equal(mask_of(painted), before)
    do(painted, "shrink")
    painted.click(bar.apply)
    assert np.array_equal(mask_of(painted), grown(before, -8))


def test_painting_applies_the_operation_first(painted: Front) -> None:
    do(painted, "grow")
    canvas = painted.window.canvas
    at = canvas.viewport_.to_view(Point(100, 75))
    painted.in_loop(
        lambda: QTest.mouseClick(
            canvas,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            QPoint(round(at.x), round(at.y)),
        )
    )
    assert names(painted)[:2] == ["Brush", "Grow mask"]
    assert len(names(painted)) == 3
    assert not painted.window.layout.adjust.isVisible()


def test_a_shape_that_keeps_what_both_share_works_on_what_the_operation_shows(
    front: Front, tmp_path: Path
) -> None:
    Image.new("RGB", (600, 300)).save(tmp_path / "wide.png")
    front.open(tmp_path / "wide.png")
    document, canvas = front.window.session.document, front.window.canvas
    document.edit_mask("Brush", Rect(240, 100, 16, 16), lambda view: view.fill(255))
    front.window.drawing.kit.mode.set(Mode.INTERSECT)
    do(front, "lasso")
    wanted = grown(mask_of(front), 8)  # beyond column 256, where another tile begins
    wanted[:, 250:] = 0
    do(front, "grow")
    corners = (Point(200, 50), Point(250, 50), Point(250, 200), Point(200, 200))
    ways = [canvas.viewport_.to_view(at) for at in corners]
    places = [QPoint(round(at.x), round(at.y)) for at in ways]

    def drag() -> None:
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places:
            QTest.mouseMove(canvas, place)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])

    front.in_loop(drag)
    assert np.array_equal(mask_of(front), wanted)


def test_generate_sends_what_the_operation_shows(painted: Front) -> None:
    wanted = grown(mask_of(painted), 20)
    do(painted, "grow")
    type_number(painted, 20)
    painted.in_loop(painted.window.generate)
    request = painted.window.session.history.runs[-1].request
    assert np.count_nonzero(request.mask) == np.count_nonzero(wanted)


def test_closing_the_picture_leaves_no_open_operation(painted: Front) -> None:
    do(painted, "grow")
    session = painted.window.session
    painted.in_loop(lambda: painted.window.set_session(None))
    assert not session.document.previewing
    assert not painted.window.layout.adjust.isVisible()


@pytest.mark.parametrize("width", [1024, 1440])
def test_the_bar_stays_whole_in_a_narrow_window(painted: Front, width: int) -> None:
    painted.in_loop(lambda: painted.shell.resize(width, 700))
    for operation in ("luminance", "colours", "grow"):
        do(painted, operation)
        bar = painted.window.layout.adjust
        assert bar.width() >= bar.minimumSizeHint().width()
        assert bar.parentWidget().rect().contains(bar.geometry())
        for part in (*bar.row.fields.values(), bar.cancel, bar.apply):
            assert part.width() >= part.minimumSizeHint().width(), operation
        assert "Cancel" in bar.cancel.text()
        assert "Apply" in bar.apply.text()
        assert bar.height() <= 128


def drag(front: Front, *way: Point) -> None:
    canvas = front.window.canvas
    ends = [canvas.viewport_.to_view(at) for at in way]
    places = [QPoint(round(at.x), round(at.y)) for at in ends]

    def act() -> None:
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(canvas, place)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])

    front.in_loop(act)


def test_an_act_on_the_whole_mask_comes_after_the_shape_that_stands(painted: Front) -> None:
    painted.in_loop(lambda: painted.window.toolbox.choose("polygon"))
    corners = (Point(50, 20), Point(90, 20), Point(90, 60))
    for corner in corners:
        drag(painted, corner)
    do(painted, "invert_mask")
    assert names(painted) == ["Brush", "Polygon", "Invert mask"]
    do(painted, "undo")
    assert mask_of(painted)[30, 80] == 255
    for corner in (Point(50, 70), Point(90, 70), Point(90, 85)):
        drag(painted, corner)
    do(painted, "undo")
    do(painted, "redo")  # the corner, not the inversion
    assert len(painted.window.canvas.tool.sketch.handles) == 3
    assert names(painted) == ["Brush", "Polygon"]
    do(painted, "clear_mask")
    assert names(painted) == ["Brush", "Polygon", "Clear mask"]
    assert not mask_of(painted).any()
    painted.in_loop(lambda: painted.window.toolbox.choose("brush"))
    assert not mask_of(painted).any()


def test_a_second_operation_says_that_the_first_was_applied(painted: Front) -> None:
    before = mask_of(painted)
    do(painted, "grow")
    do(painted, "shrink")
    notice = painted.window.layout.notices.notice
    assert notice.text == "Grow mask was applied."
    assert names(painted) == ["Brush", "Grow mask"]
    painted.in_loop(notice.action.run)
    assert np.array_equal(mask_of(painted), before)
    assert names(painted) == ["Brush"]
    assert not painted.window.layout.adjust.isVisible()
    painted.in_loop(notice.action.run)  # too late: nothing else is taken back
    assert names(painted) == ["Brush"]


def test_holes_are_filled_with_a_preview(painted: Front) -> None:
    document = painted.window.session.document
    document.edit_mask("Mask", document.canvas, lambda view: view.fill(255))
    document.edit_mask("Eraser", Rect(30, 20, 9, 9), lambda view: view.fill(0))
    document.edit_mask("Eraser", Rect(0, 50, 9, 9), lambda view: view.fill(0))
    do(painted, "fill_holes")
    assert (mask_of(painted)[20:29, 30:39] == 255).all()
    assert not mask_of(painted)[50:59, 0:9].any()  # open to the edge of the canvas
    painted.key(Qt.Key.Key_Return)
    assert names(painted)[-1] == "Fill holes"


def pick(front: Front, at: Point, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    canvas = front.window.canvas
    to = canvas.viewport_.to_view(at)
    place = QPoint(round(to.x), round(to.y))
    front.in_loop(lambda: QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, modifier, place))
    seen(front)


def test_colours_are_picked_with_clicks_while_the_bar_is_open(front: Front, tmp_path: Path) -> None:
    pixels = np.zeros((90, 120, 3), np.uint8)
    pixels[:, :40], pixels[:, 40:80], pixels[:, 80:] = (200, 30, 30), (30, 200, 30), (30, 30, 200)
    Image.fromarray(pixels).save(tmp_path / "flag.png")
    front.open(tmp_path / "flag.png")
    tool, bar = front.window.canvas.tool, front.window.layout.adjust
    do(front, "colours")
    assert "Click" in bar.hint.text()
    assert not mask_of(front).any()

    def covered() -> list[bool]:
        return [bool(mask_of(front)[45, x]) for x in (20, 60, 100)]

    pick(front, Point(20, 45))
    assert covered() == [True, False, False]
    pick(front, Point(100, 45), SHIFT)
    assert covered() == [True, False, True]
    assert bar.hint.text().startswith("2 colours")
    pick(front, Point(20, 45), ALT)
    assert covered() == [False, False, True]
    do(front, "undo")
    assert covered() == [True, False, True]
    assert bar.hint.text().startswith("2 colours")
    pick(front, Point(60, 45))
    assert covered() == [False, True, False]
    front.key(Qt.Key.Key_Return)
    assert front.window.canvas.tool is tool
    assert names(front) == ["Mask from colours"]


def choose_file(path: Path) -> Callable[[], bool]:
    """Answer the file dialog, once it is there, with `path`."""

    def answer() -> bool:
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QFileDialog) and dialog.isVisible():
                dialog.selectFile(str(path))
                dialog.accept()
                return True
        return False

    return answer


@pytest.fixture
def no_native_dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)


@pytest.mark.usefixtures("no_native_dialogs")
def test_a_saved_mask_loads_as_the_same_mask(painted: Front, tmp_path: Path) -> None:
    do(painted, "feather")
    painted.in_loop(painted.window.masks.apply)
    soft = mask_of(painted)
    painted.window.actions["save_mask"].trigger()
    painted.until(choose_file(tmp_path / "mask.png"))
    painted.settle()
    with Image.open(tmp_path / "mask.png") as image:
        assert image.mode == "L"
        assert np.array_equal(np.asarray(image), soft)
    painted.in_loop(painted.window.session.masking.clear)
    painted.window.actions["load_mask"].trigger()
    painted.until(choose_file(tmp_path / "mask.png"))
    painted.settle()
    seen(painted)
    painted.in_loop(painted.shell.activateWindow)
    painted.key(Qt.Key.Key_Return)
    assert np.array_equal(mask_of(painted), soft)
    assert names(painted)[-1] == "Load mask"


@pytest.mark.usefixtures("no_native_dialogs")
def test_a_mask_of_another_size_is_fitted_or_placed_by_hand(painted: Front, tmp_path: Path) -> None:
    before, tool = mask_of(painted), painted.window.canvas.tool
    height, width = before.shape
    small = np.full((height // 2, width // 2), 255, np.uint8)
    Image.fromarray(small).save(tmp_path / "small.png")
    painted.window.actions["load_mask"].trigger()
    painted.until(choose_file(tmp_path / "small.png"))
    painted.settle()
    seen(painted)
    bar = painted.window.layout.adjust
    assert f"{width // 2} x {height // 2}" in bar.hint.text()
    assert f"{width} x {height}" in bar.hint.text()
    assert (mask_of(painted) == 255).all()
    painted.in_loop(lambda: bar.row.fields["mask.fit"].choice.chosen.emit(2))
    painted.in_loop(lambda: bar.row.fields["bring.mode"].choice.chosen.emit(3))
    seen(painted)
    assert np.count_nonzero(mask_of(painted)) == small.size
    assert not mask_of(painted)[0].any()
    painted.in_loop(painted.shell.activateWindow)
    drag(painted, Point(60, 45), Point(30, 22))
    painted.key(Qt.Key.Key_Left)
    painted.key(Qt.Key.Key_Up)
    seen(painted)
    top = (height - height // 2) // 2 - 24
    left = (width - width // 2) // 2 - 31
    assert (mask_of(painted)[top : top + height // 2, max(0, left) : left + width // 2] > 0).all()
    assert not mask_of(painted)[top + height // 2].any()
    assert painted.window.session.adjusting.operation is not None
    painted.click(bar.cancel)
    assert np.array_equal(mask_of(painted), before)
    assert painted.window.canvas.tool is tool


@pytest.mark.usefixtures("no_native_dialogs")
def test_what_is_no_picture_is_refused_in_one_sentence(
    painted: Front, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("no picture that can be opened")
    before = mask_of(painted)
    (tmp_path / "mask.png").write_bytes(b"none")
    painted.window.actions["load_mask"].trigger()
    painted.until(choose_file(tmp_path / "mask.png"))
    painted.settle()
    assert np.array_equal(mask_of(painted), before)
    assert painted.window.layout.notices.messages


def test_a_mask_goes_over_the_clipboard(painted: Front) -> None:
    before = mask_of(painted)
    do(painted, "copy_mask")
    do(painted, "clear_mask")
    painted.window.session.document.edit_mask("Brush", Rect(60, 0, 9, 9), lambda v: v.fill(255))
    do(painted, "paste_mask")
    painted.settle()
    seen(painted)
    bar = painted.window.layout.adjust
    assert bar.name.text() == "Paste mask"
    assert np.array_equal(mask_of(painted)[20:], before[20:])
    assert mask_of(painted)[0, 60] == 255  # what was painted stays
    painted.key(Qt.Key.Key_Return)
    assert names(painted)[-1] == "Paste mask"
    QGuiApplication.clipboard().clear()


def popup(front: Front, kind: type[QWidget]) -> QWidget:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert len(found) == 1
    return found[0]


def press(front: Front, target: QWidget, key: Qt.Key) -> None:
    front.in_loop(lambda: QTest.keyClick(target, key))


def rows(listed: QListWidget) -> list[str]:
    return [listed.item(row).text() for row in range(listed.count())]


def test_masks_are_kept_renamed_used_and_forgotten(painted: Front) -> None:
    before = mask_of(painted)
    do(painted, "keep_mask")
    kept = popup(painted, KeptMasksList)
    assert rows(kept.list) == ["Mask 1"]
    for letter in "sky":
        press(painted, QApplication.focusWidget(), Qt.Key(ord(letter.upper())))
    press(painted, QApplication.focusWidget(), Qt.Key.Key_Return)
    assert rows(kept.list) == ["sky"]
    picture = kept.list.item(0).icon().pixmap(48, 36).toImage()
    assert picture.pixelColor(8, 8).value() == 255  # 120 x 90 shown as 48 x 36
    assert picture.pixelColor(20, 8).value() == 0
    painted.in_loop(kept.close)
    do(painted, "invert_mask")
    do(painted, "kept_masks")
    kept = popup(painted, KeptMasksList)
    press(painted, kept.list, Qt.Key.Key_Return)
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, KeptMasksList)]
    assert np.array_equal(mask_of(painted), before)
    do(painted, "kept_masks")
    kept = popup(painted, KeptMasksList)
    press(painted, kept.list, Qt.Key.Key_Delete)
    assert painted.window.session.document.kept.names == ()
    assert not kept.buttons["use"].isEnabled()
    painted.in_loop(kept.close)
    painted.in_loop(painted.window.layout.notices.notice.action.run)
    assert painted.window.session.document.kept.names == ("sky",)
    do(painted, "invert_mask")
    do(painted, "kept_masks")
    painted.click(popup(painted, KeptMasksList).buttons["intersect"])
    assert not mask_of(painted).any()
    assert names(painted)[-1] == "sky, intersected"


def test_the_undo_list_goes_back_and_forth_by_click_and_key(painted: Front) -> None:
    masks = [mask_of(painted)]
    for action in ("invert_mask", "mask_all", "clear_mask"):
        do(painted, action)
        masks.append(mask_of(painted))
    do(painted, "undo_list")
    listed = popup(painted, UndoList).list
    wanted = ["Clear mask", "Mask everything", "Invert mask", "Brush", "As opened"]
    assert rows(listed) == wanted
    assert listed.currentRow() == 0
    place = listed.visualItemRect(listed.item(2)).center()
    painted.in_loop(
        lambda: QTest.mouseClick(
            listed.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )
    )
    assert np.array_equal(mask_of(painted), masks[1])
    do(painted, "undo_list")
    listed = popup(painted, UndoList).list
    assert rows(listed) == wanted
    assert listed.currentRow() == 2
    press(painted, listed, Qt.Key.Key_Up)
    press(painted, listed, Qt.Key.Key_Return)
    assert np.array_equal(mask_of(painted), masks[2])
    do(painted, "undo_list")
    listed = popup(painted, UndoList).list
    press(painted, listed, Qt.Key.Key_End)
    press(painted, listed, Qt.Key.Key_Return)
    assert not mask_of(painted).any()
    assert painted.window.session.document.undo.undo_name is None
