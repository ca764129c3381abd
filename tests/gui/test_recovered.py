"""What an earlier run has left is offered without a question, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMessageBox

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.document.states import ROOT
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.opening import open_picture
from fluxfill_studio.imaging.pixels import Mask, Pixels, frozen
from fluxfill_studio.imaging.saving import save_png
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.providers.contract import Unknown
from fluxfill_studio.ui.panels.card import Card
from fluxfill_studio.ui.panels.left_words import age_words
from fluxfill_studio.ui.panels.recovered_panel import RecoveredPanel
from fluxfill_studio.ui.panels.recovered_row import RecoveredRow
from fluxfill_studio.ui.thumbnails import Thumbnails, of_left
from fluxfill_studio.ui.widgets import sure_button
from tests.gui.front import Front
from tests.gui.paying import paying_fronts, press

Shown = Callable[[QPixmap], object]
LOST = Unknown("The answer was lost: it may be charged.")


@pytest.fixture
def start(qloop, dressed, monkeypatch) -> Iterator[Callable[[], Front]]:
    """Starts the program; the one before must have been closed."""
    fronts: list[Front] = []
    make = paying_fronts(qloop, monkeypatch)

    def started() -> Front:
        fronts.append(make())
        return fronts[-1]

    yield started
    fronts[-1].close()


def offered(front: Front) -> RecoveredPanel:
    """The panel that is in sight now."""
    seen = [p for p in front.shell.findChildren(RecoveredPanel) if p.isVisible()]
    assert len(seen) == 1
    return seen[0]


def only(front: Front) -> RecoveredRow:
    (row,) = offered(front).rows.values()
    return row


def words_in(row: RecoveredRow) -> str:
    return " ".join(label.text() for label in row.findChildren(QLabel))


def left_running(start: Callable[[], Front], photo: Path, *told: object) -> FillRequest:
    """A run of the program that ends, not by the user, with a paid fill under way."""
    first = start()
    first.provider.will("submit", *told)
    request = press(first, photo).request
    state = JobState.UNKNOWN if told else JobState.ACCEPTED
    first.until(lambda: first.studio.runner.job(request.id).state is state)
    first.close()
    return request


def test_a_fill_that_outlived_the_program_is_offered_and_opened_on_its_picture(
    start: Callable[[], Front], photo: Path
) -> None:
    request = left_running(start, photo)
    front = start()
    row = only(front)
    assert QApplication.activeModalWidget() is None
    assert "a lake" in words_in(row)
    assert "BFL · $0.05 · just now" in words_in(row)
    assert row.buttons == {}
    front.provider.finish(request)
    front.until(lambda: "open" in row.buttons)
    front.click(row.buttons["open"])
    front.until(lambda: front.window.session is not None)
    front.settle()
    session = front.window.session
    assert session.document.path == photo
    assert session.choosing.shown is not None
    assert front.window.canvas.scene.covered
    (tile,) = front.window.layout.results.tiles()
    assert tile.face.shown
    assert front.studio.recovering.jobs == ()
    assert len(front.provider.requests) == 1


def test_a_result_is_saved_where_the_user_says(start: Callable[[], Front], photo: Path) -> None:
    request = left_running(start, photo)
    front = start()
    row = only(front)
    front.provider.finish(request)
    front.until(lambda: "save" in row.buttons)
    front.click(row.buttons["save"])
    front.until(lambda: front.shell.findChildren(QFileDialog))
    (dialog,) = front.shell.findChildren(QFileDialog)
    assert dialog.findChild(QLineEdit).text() == "photo-fill.png"
    front.in_loop(dialog.accept)
    front.settle()
    written = open_picture(photo.with_name("photo-fill.png")).pixels
    assert tuple(written[20, 20]) == front.provider.colour
    assert "0 pixels changed outside the mask" in front.window.layout.notices.notice.text
    assert front.window.session is None


@pytest.mark.parametrize("sure", [True, False])
def test_forgetting_what_was_paid_asks_first(
    start: Callable[[], Front], photo: Path, sure: bool
) -> None:
    request = left_running(start, photo)
    front = start()
    row = only(front)
    front.provider.finish(request)
    front.until(lambda: "forget" in row.buttons)
    front.click(row.buttons["forget"])
    front.until(lambda: front.shell.findChildren(QMessageBox))
    (box,) = front.shell.findChildren(QMessageBox)
    assert "$0.05" in box.informativeText()
    wanted = "Forget" if sure else "Keep"
    front.click(next(b for b in box.buttons() if b.text() == wanted))
    front.settle()
    assert len(front.studio.recovering.jobs) == (0 if sure else 1)


def test_what_nobody_knows_has_three_choices(start: Callable[[], Front], photo: Path) -> None:
    left_running(start, photo, LOST)
    front = start()
    row = only(front)
    assert list(row.buttons) == ["check", "drop", "resubmit"]
    assert "may be charged" in words_in(row)
    front.click(row.buttons["drop"])
    front.until(lambda: front.studio.recovering.jobs == ())
    assert len(front.provider.requests) == 1
    assert not any(p.isVisible() for p in front.shell.findChildren(RecoveredPanel))


def test_beside_an_open_picture_it_is_one_folded_line(
    start: Callable[[], Front], photo: Path
) -> None:
    left_running(start, photo, LOST)
    front = start()
    empty = offered(front)
    assert empty.parentWidget() is not None
    front.open(photo)
    panel = offered(front)
    assert panel is not empty
    (row,) = panel.rows.values()
    assert panel.title.text() == "1 fill of an earlier session"
    assert not row.isVisible()
    front.click(panel.title)
    assert row.isVisible()
    assert front.window.canvas.hasFocus()


def test_a_run_is_one_low_row_and_opens_as_one_card(
    start: Callable[[], Front], photo: Path
) -> None:
    first = start()
    run = press(first, photo, variations=4)
    first.until(lambda: len(first.provider.requests) == 4)
    first.close()
    front = start()
    for tile in run.tiles:
        front.provider.finish(tile.request)
    row = only(front)
    front.until(lambda: list(row.buttons) == ["open", "forget"])
    front.turn()
    assert "4 results · a lake" in words_in(row)
    assert "BFL · $0.20 · just now" in words_in(row)
    assert row.height() <= 60
    assert offered(front).title.text() == "4 fills of earlier sessions"
    front.click(row.buttons["open"])
    front.until(lambda: front.window.session is not None)
    front.settle()
    assert len(front.window.session.history.runs) == 1
    assert len(front.window.layout.results.tiles()) == 4
    assert front.studio.recovering.jobs == ()


def test_what_was_made_from_the_open_picture_joins_it_without_a_question(
    start: Callable[[], Front], photo: Path
) -> None:
    request = left_running(start, photo)
    front = start()
    front.provider.finish(request)
    front.open(photo)
    front.paint()
    session = front.window.session
    mask = session.document.mask.copy()
    front.in_loop(lambda: session.form.set(prompt="a hill"))
    front.click(offered(front).title)
    row = only(front)
    front.until(lambda: "open" in row.buttons)
    front.click(row.buttons["open"])
    front.until(lambda: front.studio.recovering.jobs == ())
    front.settle()
    assert QApplication.activeModalWidget() is None
    assert front.window.session is session
    assert np.array_equal(session.document.mask, mask)
    assert session.form.wishes.prompt == "a hill"
    (tile,) = front.window.layout.results.tiles()
    assert tile.face.shown
    session.choosing.adopt()
    assert tuple(session.document.pixels[20, 20]) == front.provider.colour


def test_what_was_made_from_another_picture_asks_first(
    start: Callable[[], Front], photo: Path
) -> None:
    request = left_running(start, photo)
    front = start()
    front.provider.finish(request)
    changed = np.array(open_picture(photo).pixels)
    changed[:40, :40] //= 2
    save_png(photo, changed, None, {})
    front.open(photo)
    front.paint()
    session = front.window.session
    front.click(offered(front).title)
    row = only(front)
    front.until(lambda: "open" in row.buttons)
    front.click(row.buttons["open"])
    front.until(lambda: front.shell.findChildren(QMessageBox))
    (box,) = front.shell.findChildren(QMessageBox)
    front.click(next(b for b in box.buttons() if b.text() == "Cancel"))
    front.settle()
    assert front.window.session is session
    assert len(front.studio.recovering.jobs) == 1


def test_a_run_is_forgotten_at_once_and_its_whole_price_is_named(
    start: Callable[[], Front], photo: Path
) -> None:
    first = start()
    run = press(first, photo, variations=2)
    first.until(lambda: len(first.provider.requests) == 2)
    first.close()
    front = start()
    for tile in run.tiles:
        front.provider.finish(tile.request)
    row = only(front)
    front.until(lambda: "forget" in row.buttons)
    front.click(row.buttons["forget"])
    front.until(lambda: front.shell.findChildren(QMessageBox))
    (box,) = front.shell.findChildren(QMessageBox)
    assert "2 results" in box.text()
    assert "$0.10" in box.informativeText()
    front.click(next(b for b in box.buttons() if b.text() == "Forget"))
    front.until(lambda: front.studio.recovering.jobs == ())


def test_sending_again_what_may_be_paid_twice_takes_one_more_click(
    start: Callable[[], Front], photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_running(start, photo, LOST)
    front = start()
    again = only(front).buttons["resubmit"]
    front.click(again)
    assert again.text() == "Send again, may cost $0.05 twice"
    front.click(again)  # a double click is no answer
    front.turn()
    assert len(front.provider.requests) == 1
    monkeypatch.setattr(sure_button, "GAP_S", 0.0)
    front.click(again)
    front.until(lambda: len(front.provider.requests) == 2)


def test_each_row_shows_its_result_as_soon_as_there_is_one_and_somebody_looks(
    start: Callable[[], Front], photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = left_running(start, photo)
    asked: list[JobState] = []

    def ask_left(_self: Thumbnails, _recovering: object, job: Job, done: Shown) -> None:
        asked.append(job.state)
        done(QPixmap(20, 10))

    front = start()
    monkeypatch.setattr(Thumbnails, "ask_left", ask_left)
    front.provider.finish(request)
    row = only(front)
    front.until(lambda: "open" in row.buttons)
    front.turn()
    assert asked == [JobState.DOWNLOADED]
    asked.clear()
    front.open(photo)  # there it is folded
    front.turn()
    assert asked == []
    front.click(offered(front).title)
    assert asked == [JobState.DOWNLOADED]


def test_a_thumbnail_is_the_box_with_the_result_in_it() -> None:
    pixels = np.full((40, 60, 3), 90, np.uint8)
    pixels[:, 50:] = 0  # beyond the edge of the picture: nothing was there
    mask = np.zeros((40, 60), np.uint8)
    mask[10:30, 10:30] = 255
    mask[:, 50:] = 255
    request = prepared(frozen(pixels), frozen(mask))
    before = of_left(request, None)()
    assert before.shape == (40, 50, 3)
    assert (before == 90).all()
    answer = frozen(np.full((40, 60, 3), 200, np.uint8))
    after = of_left(request, answer)()
    assert after.shape == (40, 60, 3)
    assert (after[20, 20] == 200).all()
    assert (after[:, 52:] == 200).all()
    assert (after[35, 35] == 90).all()


def prepared(pixels: Pixels, mask: Mask) -> FillRequest:
    """An extension to the right by 10."""
    box = Rect(0, 0, 60, 40)
    params = FillParams()
    return FillRequest("bfl", "", ROOT, Rect(0, 0, 50, 40), box, box, pixels, mask, params)


def test_it_stands_below_the_newest_card(start: Callable[[], Front], photo: Path) -> None:
    left_running(start, photo, LOST)
    front = start()
    press(front, photo, "a hill")
    press(front, photo, "a wood", opened=True)
    front.turn()
    panel = offered(front)
    cards = sorted((card for card in front.shell.findChildren(Card)), key=lambda card: card.y())
    assert [card.run.request.params.prompt for card in cards] == ["a wood", "a hill"]
    assert cards[0].y() < panel.y() < cards[1].y()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "just now"),
        (61, "1 min ago"),
        (7300, "2 h ago"),
        (90000, "1 day ago"),
        (300000, "3 days ago"),
    ],
)
def test_an_age_is_said_in_its_largest_unit(seconds: float, words: str) -> None:
    assert age_words(seconds) == words
