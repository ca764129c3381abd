"""Cards and tiles: the life of a result, and that nothing moves by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.ui.panels.drag_out import DragOut, file_data
from fluxfill_studio.ui.panels.results_panel import ResultsPanel
from fluxfill_studio.ui.panels.tile import ResultTile
from fluxfill_studio.ui.panels.tile_face import Mark, Phase
from tests.gui.conftest import Desk

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def make_panel(dressed: QApplication) -> Iterator[Callable[[Desk], ResultsPanel]]:
    panels: list[ResultsPanel] = []

    def make(desk: Desk) -> ResultsPanel:
        panel = ResultsPanel(desk.providers, desk.thumbnails, DragOut(desk.tasks))
        panel.resize(320, 300)
        panel.set_session(desk.session)
        panel.adopt_wished.connect(desk.session.choosing.adopt)
        panel.discard_wished.connect(desk.session.choosing.discard)
        panels.append(panel)
        panel.show()
        panel.activateWindow()
        return panel

    yield make
    for panel in panels:
        shiboken6.delete(panel)  # now: what Python collects later may go in a worker's thread


@pytest.fixture
def panel(desk: Desk, make_panel: Callable[[Desk], ResultsPanel]) -> ResultsPanel:
    return make_panel(desk)


def only(panel: ResultsPanel) -> ResultTile:
    (tile,) = panel.tiles()
    return tile


def test_a_tile_lives_from_the_press_to_the_picture(desk: Desk, panel: ResultsPanel) -> None:
    assert panel.empty.isVisible()
    desk.paint()
    run = desk.press()
    tile = only(panel)
    assert not panel.empty.isVisible()
    assert tile.face.phase is Phase.RUNNING
    assert tile.stop.isVisible()
    desk.provider.progress(run.tiles[0].request, 0.45)
    desk.until(lambda: tile.face.progress == 0.45)
    assert "45 %" in tile.face.state
    assert tile.face.time == "0 s"
    desk.arrive(run)
    desk.until(lambda: tile.picture is not None)
    assert only(panel) is tile
    assert tile.face.shown  # nothing was painted since
    assert not tile.stop.isVisible()
    assert tile.picture.width() > 0


def test_marks_follow_new_seen_adopted_undone(desk: Desk, panel: ResultsPanel) -> None:
    desk.paint()
    run = desk.press()
    desk.paint(Rect(50, 50, 5, 5))  # so that the arrival does not show itself
    desk.arrive(run)
    tile = only(panel)
    assert tile.face.mark is Mark.NEW
    tile.click()
    assert (tile.face.mark, tile.face.shown) == (Mark.SEEN, True)
    desk.session.choosing.adopt()
    assert (tile.face.mark, tile.face.shown) == (Mark.CURRENT, False)
    assert "Current" in tile.accessibleName()
    second = desk.press()
    desk.arrive(second)
    assert desk.session.choosing.adopt()  # it had shown itself
    assert tile.face.mark is Mark.ADOPTED
    desk.session.undo()
    desk.session.undo()
    desk.turn()
    assert tile.face.mark is Mark.SEEN


def test_a_click_shows_and_another_hides(desk: Desk, panel: ResultsPanel) -> None:
    run = desk.result()
    tile = only(panel)
    QTest.mouseClick(tile, LEFT)
    assert desk.session.choosing.shown == run.results[0].id
    assert not tile.hasFocus()
    QTest.mouseClick(tile, LEFT)
    assert desk.session.choosing.shown is None


@pytest.mark.parametrize("shown_before", [False, True])
def test_a_double_click_adopts(desk: Desk, panel: ResultsPanel, shown_before: bool) -> None:
    run = desk.result()
    if shown_before:
        desk.session.choosing.show(run.results[0].id)
    tile = only(panel)
    for kind in ("Press", "Release", "DblClick", "Release"):
        send(tile, getattr(QEvent.Type, f"MouseButton{kind}"), QPoint(40, 40), LEFT)
    assert desk.session.choosing.adopted(run.results[0].id)
    assert desk.session.choosing.shown is None


def test_discarded_ones_come_back(desk: Desk, panel: ResultsPanel) -> None:
    run = desk.result()
    tile = only(panel)
    assert not panel.discarded.isVisible()
    tile.discard_wished.emit()
    assert run.tiles[0].discarded
    assert panel.tiles() == []
    assert "1" in panel.discarded.text()
    panel.discarded.click()
    assert only(panel).face.mark is Mark.DISCARDED
    panel.menu(run.tiles[0]).actions()[0].trigger()
    assert not run.tiles[0].discarded
    assert only(panel).face.mark is Mark.SEEN
    assert not panel.discarded.isVisible()


def test_a_failure_says_what_and_what_it_cost(desk: Desk, panel: ResultsPanel) -> None:
    desk.paint()
    run = desk.press()
    desk.provider.fail(run.tiles[0].request, "Out of paint.")
    tile = only(panel)
    desk.until(lambda: tile.face.phase is Phase.FAILED)
    assert tile.face.state == "Out of paint."
    assert tile.face.time == "cost nothing"
    assert "Out of paint" in tile.accessibleName()
    assert not tile.stop.isVisible()


def test_each_tile_has_its_own_stop(desk: Desk, panel: ResultsPanel) -> None:
    desk.paint()
    run = desk.press(2)
    desk.until(lambda: len(desk.provider.requests) == 2)
    first, second = panel.tiles()
    QTest.mouseClick(second.stop, LEFT)
    desk.until(lambda: second.face.phase is Phase.FAILED)
    assert desk.provider.cancelled == [run.tiles[1].request.id]
    assert first.face.phase is Phase.RUNNING


def test_an_arrival_moves_neither_scroll_nor_focus(desk: Desk, panel: ResultsPanel) -> None:
    for _run in range(3):
        desk.result()
    desk.turn()
    scroll = panel.findChild(QScrollArea)
    bar = scroll.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum() // 2)
    desk.paint(Rect(40, 40, 9, 9))
    run = desk.press()
    desk.turn()
    place = bar.value()
    oldest = panel.tiles()[-1]
    oldest.setFocus()
    desk.arrive(run)
    desk.turn()
    assert bar.value() == place
    assert QApplication.focusWidget() is oldest


def test_the_newest_card_is_on_top(desk: Desk, panel: ResultsPanel) -> None:
    desk.result()
    first = only(panel)
    desk.session.form.set(prompt="another wish")
    desk.result()
    desk.turn()
    newest, oldest = panel.tiles()
    assert oldest is first
    assert newest.mapToGlobal(QPoint()).y() < oldest.mapToGlobal(QPoint()).y()


def test_keys_act_on_the_tile_that_has_the_focus(desk: Desk, panel: ResultsPanel) -> None:
    desk.paint()
    run = desk.press(2)
    desk.arrive(run, 0)
    desk.arrive(run, 1)
    first, second = panel.tiles()
    desk.session.choosing.hide()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    assert desk.session.choosing.shown == run.tiles[1].result.id
    QTest.keyClick(second, Qt.Key.Key_Delete)
    assert run.tiles[1].discarded
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert desk.session.choosing.adopted(run.tiles[0].result.id)


def test_a_held_enter_adopts_once(desk: Desk, panel: ResultsPanel) -> None:
    desk.result()
    wished: list[bool] = []
    tile = only(panel)
    tile.adopt_wished.connect(lambda: wished.append(True))
    tile.setFocus()
    QTest.keyPress(tile, Qt.Key.Key_Return)
    for _repeat in range(3):
        modifiers = Qt.KeyboardModifier.NoModifier
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, modifiers, "\r", True)
        QApplication.sendEvent(tile, held)
    assert wished == [True]


def test_the_menu_uses_seed_settings_and_mask(desk: Desk, panel: ResultsPanel) -> None:
    desk.session.form.set(prompt="a dog")
    run = desk.result()
    session = desk.session
    session.form.set(prompt="", extend=True)
    session.masking.clear()
    by_name = {action.text(): action for action in panel.menu(run.tiles[0]).actions()}
    by_name["Use settings"].trigger()
    assert (session.form.wishes.prompt, session.form.wishes.extend) == ("a dog", False)
    seed = run.request.params.seed
    by_name[f"Use seed {seed}"].trigger()
    assert session.form.wishes.seed == seed
    by_name["Take mask"].trigger()
    assert session.document.mask_bounds == Rect(10, 10, 20, 20)


def test_what_cannot_be_done_says_why_in_the_menu(desk: Desk, panel: ResultsPanel) -> None:
    run = desk.result()
    desk.session.choosing.show(run.results[0].id)
    desk.session.choosing.adopt()
    adopt, discard = panel.menu(run.tiles[0]).actions()[:2]
    assert not adopt.isEnabled()
    assert "current picture already" in adopt.toolTip()
    assert not discard.isEnabled()
    assert "undo" in discard.toolTip()


def test_a_drag_starts_after_some_way_and_is_no_click(desk: Desk, panel: ResultsPanel) -> None:
    desk.result()
    tile = only(panel)
    wished: list[bool] = []
    tile.drag_wished.disconnect()
    tile.drag_wished.connect(lambda: wished.append(True))
    start = QPoint(40, 40)
    QTest.mousePress(tile, LEFT, pos=start)
    move(tile, start + QPoint(2, 0))
    assert wished == []
    move(tile, start + QPoint(60, 0))
    move(tile, start + QPoint(70, 0))
    QTest.mouseRelease(tile, LEFT, pos=start + QPoint(70, 0))
    assert wished == [True]
    assert desk.session.choosing.shown is None


def move(tile: ResultTile, to: QPoint) -> None:
    send(tile, QEvent.Type.MouseMove, to, Qt.MouseButton.NoButton)


def send(tile: ResultTile, kind: QEvent.Type, to: QPoint, button: Qt.MouseButton) -> None:
    at, released = QPointF(to), kind == QEvent.Type.MouseButtonRelease
    held = Qt.MouseButton.NoButton if released else LEFT
    modifiers = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, at, tile.mapToGlobal(at), button, held, modifiers)
    QApplication.sendEvent(tile, event)


def test_a_dragged_result_is_a_file_that_goes_with_the_program(
    desk: Desk, panel: ResultsPanel
) -> None:
    run = desk.result()
    drag = DragOut(desk.tasks)
    path = desk.loop.run_until_complete(drag.write(desk.session, run.tiles[0]))
    assert path.read_bytes()[:4] == b"\x89PNG"
    assert path.name.startswith("photo-")
    (url,) = file_data(path).urls()
    assert url.toLocalFile() == str(path)
    drag.close()
    assert not path.parent.exists()


def test_another_session_starts_with_an_empty_list(desk: Desk, panel: ResultsPanel) -> None:
    desk.result()
    panel.set_session(None)
    desk.turn()
    assert panel.tiles() == []
    assert panel.empty.isVisible()
    desk.session.history.runs[0].tiles[0].seen = False
    desk.session.choosing.show(desk.session.history.visible()[0].id)  # nobody listens
    assert panel.tiles() == []
