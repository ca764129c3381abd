"""Tiles of services: whose they are, what stopping means, what it cost, what nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.providers.contract import Charge, KeyNeed, Moderated, Ready, Rejected, Unknown
from fluxfill_studio.ui.panels.decision import Decision
from fluxfill_studio.ui.panels.drag_out import DragOut
from fluxfill_studio.ui.panels.failure import Failure
from fluxfill_studio.ui.panels.results_panel import ResultsPanel
from fluxfill_studio.ui.panels.tile import ResultTile
from fluxfill_studio.ui.panels.tile_face import Face, Phase, Stop, in_short
from fluxfill_studio.ui.widgets import sure_button
from fluxfill_studio.ui.widgets.scroll_column import ScrollColumn
from tests.fakes.scripted_studio import paid_provider
from tests.gui.conftest import Desk

LOST = Unknown("The answer was lost: it may be charged.")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sure_button, "GAP_S", 0.0)


@pytest.fixture
def desk(make_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk at a service that asks for money and cannot cancel."""
    monkeypatch.setenv("FLUXFILL_BFL_API_KEY", "some-key")
    monkeypatch.setenv("FLUXFILL_REPLICATE_API_KEY", "another-key")
    made = make_desk(
        paid_provider("replicate", "0.045"),
        id="bfl",
        name="BFL",
        origin="https://bfl.example",
        price_usd=Decimal("0.05"),
        key=KeyNeed("https://bfl.example/keys"),
        can_cancel=False,
        native_presets=("Make square",),
        can_find=True,
    )
    made.paint()
    return made


@pytest.fixture
def panel(desk: Desk, dressed: QApplication) -> Iterator[ResultsPanel]:
    made = ResultsPanel(desk.providers, desk.thumbnails, DragOut(desk.tasks))
    made.resize(320, 500)
    made.set_session(desk.session)
    made.show()
    yield made
    shiboken6.delete(made)


def tile_at(desk: Desk, panel: ResultsPanel, phase: Phase, number: int = 0) -> ResultTile:
    """The tile, as soon as it is so far."""
    desk.until(lambda: len(panel.tiles()) > number and panel.tiles()[number].face.phase is phase)
    return panel.tiles()[number]


def words_in(panel: ResultsPanel) -> str:
    return " ".join(label.text() for label in panel.findChildren(QLabel))


def test_what_cannot_be_cancelled_is_stopped_showing_and_lands_all_the_same(
    desk: Desk, panel: ResultsPanel
) -> None:
    run = desk.press()
    tile = tile_at(desk, panel, Phase.RUNNING)
    desk.until(lambda: tile.face.stop is not None and not tile.face.stop.cancels)
    assert tile.stop.accessibleName() == "Stop showing variation 1, already paid"
    desk.in_loop(tile.stop.click)
    desk.until(lambda: tile.face.stop is None)
    assert tile.face.phase is Phase.RUNNING
    assert "paid already" in tile.face.state
    assert desk.provider.cancelled == []
    desk.arrive(run)
    assert tile.face.phase is Phase.RESULT
    assert desk.session.choosing.shown is None


def test_a_lost_answer_asks_what_to_do_and_checking_brings_the_result(
    desk: Desk, panel: ResultsPanel
) -> None:
    desk.provider.will("submit", LOST)
    run = desk.press()
    tile = tile_at(desk, panel, Phase.UNKNOWN)
    assert tile.face.state == "Perhaps billed"
    (decision,) = panel.findChildren(Decision)
    assert "may be charged" in decision.words.text()
    desk.provider.knows(run.request, Ready())
    desk.in_loop(decision.check.click)
    tile_at(desk, panel, Phase.RESULT)
    desk.settle()
    assert not any(decision.isVisible() for decision in panel.findChildren(Decision))
    assert len(desk.provider.requests) == 1


def test_asking_the_service_says_how_it_goes_wherever_its_card_is(
    desk: Desk, panel: ResultsPanel
) -> None:
    desk.provider.will("submit", LOST)
    desk.press()
    tile_at(desk, panel, Phase.UNKNOWN)
    (decision,) = panel.findChildren(Decision)
    assert decision.resubmit.y() > decision.drop.y() == decision.check.y()
    desk.notices.clear()
    desk.in_loop(decision.check.click)
    desk.until(lambda: len(desk.notices) == 2)
    asks, found = (notice.text for notice in desk.notices)
    assert asks == "Asks BFL whether it has the job"
    assert "knows nothing of it" in found
    assert found in decision.words.text()


def test_a_lost_one_can_be_sent_again_or_dropped(desk: Desk, panel: ResultsPanel) -> None:
    desk.provider.will("submit", LOST, LOST)
    desk.press()
    tile_at(desk, panel, Phase.UNKNOWN)
    again = panel.findChildren(Decision)[0].resubmit
    desk.in_loop(again.click)
    assert again.text() == "Send again, may cost $0.05 twice"
    assert len(desk.provider.requests) == 1
    desk.in_loop(again.click)
    tile_at(desk, panel, Phase.UNKNOWN, 1)
    assert tile_at(desk, panel, Phase.FAILED).face.time == "perhaps billed"
    assert len(desk.provider.requests) == 2
    desk.in_loop(next(d for d in panel.findChildren(Decision) if d.isVisible()).drop.click)
    tile_at(desk, panel, Phase.FAILED, 1)
    assert len(desk.provider.requests) == 2
    assert not any(decision.isVisible() for decision in panel.findChildren(Decision))


def test_several_services_name_themselves_and_their_price(desk: Desk, panel: ResultsPanel) -> None:
    desk.session.form.set(providers=("bfl", "replicate"))
    run = desk.press()
    faces = [tile.face for tile in panel.tiles()]
    assert [(face.service, face.price) for face in faces] == [
        ("BFL", "$0.05"),
        ("REPLICATE", "$0.045"),
    ]
    assert "BFL, REPLICATE" in words_in(panel)
    assert "$0.095" in words_in(panel)
    assert [tile.request.provider for tile in run.tiles] == ["bfl", "replicate"]


def test_a_refusal_that_cost_nothing_is_not_counted(desk: Desk, panel: ResultsPanel) -> None:
    desk.provider.will("submit", Rejected("There is no credit left."))
    desk.press(2)
    failed = tile_at(desk, panel, Phase.FAILED)
    assert (failed.face.state, failed.face.time) == ("There is no credit left.", "cost nothing")
    assert "$0.05" in words_in(panel)
    assert "$0.10" not in words_in(panel)


def test_a_picture_of_its_own_is_opened_or_saved_never_adopted(
    desk: Desk, panel: ResultsPanel
) -> None:
    desk.session.form.set(extend=True, preset="Make square", native=True)
    run = desk.press()
    desk.arrive(run)
    tile = tile_at(desk, panel, Phase.RESULT)
    opened: list[object] = []
    panel.open_wished.connect(opened.append)
    tile.adopt_wished.emit()
    assert opened == run.results
    assert desk.session.document.canvas == Rect(0, 0, 120, 90)
    menu = panel.menu(run.tiles[0])
    names = [action.text() for action in menu.actions() if action.isEnabled()]
    assert names[:3] == ["Open as a picture", "Save as PNG…", "Discard"]
    assert "Adopt" not in names
    menu.actions()[2].trigger()
    assert run.tiles[0].discarded
    assert "double-click to open" in tile.toolTip()


def test_a_picture_of_its_own_is_seen_large_by_a_click_and_opened_by_two(
    desk: Desk, panel: ResultsPanel
) -> None:
    desk.session.form.set(extend=True, preset="Make square", native=True)
    run = desk.press()
    desk.arrive(run)
    tile = tile_at(desk, panel, Phase.RESULT)
    opened: list[object] = []
    panel.open_wished.connect(opened.append)
    desk.in_loop(tile.click)
    desk.until(lambda: QApplication.activePopupWidget() is not None)
    popup = QApplication.activePopupWidget()
    assert not popup.findChild(QLabel).pixmap().isNull()
    popup.close()
    assert opened == []
    assert desk.session.choosing.shown is None
    middle = tile.rect().center()
    desk.in_loop(lambda: QTest.mouseClick(tile, Qt.MouseButton.LeftButton, pos=middle))
    assert panel._enlarge.isActive()
    desk.in_loop(lambda: QTest.mouseDClick(tile, Qt.MouseButton.LeftButton, pos=middle))
    assert opened == run.results
    assert not panel._enlarge.isActive()


def test_why_a_tile_stays_empty_is_said_in_full_with_what_may_help(
    desk: Desk, panel: ResultsPanel
) -> None:
    refused = Rejected("The prompt was refused: it names a person. Nothing was billed.")
    desk.provider.will("submit", refused, refused)
    run = desk.press(3)
    desk.arrive(run, 2)
    tile_at(desk, panel, Phase.FAILED, 1)
    [failure] = [one for one in panel.findChildren(Failure) if one.isVisible()]
    assert failure.words.text() == f"1, 2: {refused.message}"
    assert failure.words.height() >= failure.words.heightForWidth(failure.words.width())
    assert failure.help is None
    assert in_short(panel.tiles()[0].face) == "No picture"


def test_a_tile_that_failed_offers_what_may_help(desk: Desk, panel: ResultsPanel) -> None:
    desk.session.form.set(prompt="a person")
    desk.provider.will("poll", Moderated("It was moderated.", Charge.YES))
    run = desk.press()
    tile = tile_at(desk, panel, Phase.FAILED)
    [failure] = panel.findChildren(Failure)
    assert failure.help is not None
    assert failure.help.text() == "Try another seed"
    tile.click()
    menu = QApplication.activePopupWidget()
    assert menu is not None
    names = [action.text() for action in menu.actions()]
    assert names[:2] == ["Try another seed", "Fill again"]
    menu.close()
    desk.in_loop(failure.help.click)
    assert len(run.tiles) == 2
    assert run.tiles[1].request.params.seed != run.request.params.seed
    desk.settle()


def test_a_fresh_run_comes_into_sight(desk: Desk, panel: ResultsPanel) -> None:
    for prompt in "abcd":
        desk.session.form.set(prompt=prompt)
        desk.arrive(desk.press())
    desk.session.choosing.hide()
    bar = panel.findChild(ScrollColumn).verticalScrollBar()
    desk.turn()
    bar.setValue(bar.maximum())
    assert bar.value() > 100
    desk.session.form.set(prompt="e")
    run = desk.press()
    desk.turn()
    assert bar.value() == 0
    bar.setValue(bar.maximum())
    desk.arrive(run)
    assert bar.value() == bar.maximum()  # an arrival moves nothing


def test_a_card_that_was_there_before_the_panel_is_shown(desk: Desk, panel: ResultsPanel) -> None:
    desk.result()
    panel.set_session(None)
    assert panel.tiles() == []
    panel.set_session(desk.session)
    assert [tile.face.phase for tile in panel.tiles()] == [Phase.RESULT]
    desk.settle()


def test_stopping_the_work_looks_different_from_stopping_to_show_it(
    dressed: QApplication, qtbot
) -> None:
    tile = ResultTile()
    qtbot.addWidget(tile)
    tile.resize(136, 122)
    tile.show()
    seen = []
    for stop in (Stop("Cancel", cancels=True), Stop("Stop showing", cancels=False), None):
        tile.show_face(Face(1, stop=stop))
        seen.append(tile.grab().toImage())
    assert seen[0] != seen[1]
    assert not tile.stop.isVisible()
    tile.show_face(Face(1, service="A service with a very long name", price="$0.05"))
    assert tile.grab().toImage() != seen[2]
    assert "A service with a very long name, $0.05" in tile.accessibleName()
