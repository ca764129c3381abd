"""Notices: one at a time, the most pressing first, never during a stroke, all kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QPushButton, QWidget

from fluxfill_studio.studio.notices import Action, Notice, Tone
from fluxfill_studio.ui.panels.messages import Messages
from fluxfill_studio.ui.panels.notice_bar import NoticeBar

pytestmark = pytest.mark.usefixtures("dressed")
AREA = QRect(0, 0, 800, 600)


@pytest.fixture
def bar(qtbot) -> Iterator[NoticeBar]:
    window = QWidget()
    window.resize(AREA.size())
    bar = NoticeBar(window)
    bar.place(AREA)
    qtbot.addWidget(window)
    window.show()
    yield bar
    window.close()


def let_time_pass(bar: NoticeBar) -> None:
    """What the clock does after six seconds."""
    assert bar._leaving.isActive()
    assert bar._leaving.interval() == 6000
    bar._leaving.timeout.emit()


def test_information_goes_by_itself_and_the_next_comes(bar: NoticeBar) -> None:
    first, second = Notice("First."), Notice("Second.")
    bar.post(first)
    bar.post(second)
    assert bar.notice is first
    assert bar.isVisible()
    assert bar._more.text() == "1 more"
    let_time_pass(bar)
    assert bar.notice is second
    assert not bar._more.isVisible()
    let_time_pass(bar)
    assert bar.notice is None
    assert not bar.isVisible()


def test_what_twenty_fills_say_alike_is_said_once_and_kept_twenty_times(bar: NoticeBar) -> None:
    for _fill in range(20):
        bar.post(Notice("There is no credit left.", Tone.ERROR))
    assert bar._words.text() == "There is no credit left. (20 times)"
    assert not bar._more.isVisible()
    bar.post(Notice("Another matter.", Tone.ERROR))
    assert bar._words.text() == "Another matter."
    assert bar._more.text() == "1 more"
    assert len(bar.messages) == 21
    bar.post(Notice("There is no credit left.", Tone.ERROR))
    assert bar._words.text() == "There is no credit left. (21 times)"
    bar.dismiss()
    bar.post(Notice("There is no credit left.", Tone.ERROR))
    assert bar._words.text() == "There is no credit left."


def test_the_newest_error_comes_first_and_those_about_money_before_all(bar: NoticeBar) -> None:
    old, new = Notice("Old.", Tone.ERROR), Notice("New.", Tone.ERROR)
    paid = Notice("Perhaps charged.", Tone.ERROR, money=True)
    paid_too = Notice("Charged.", Tone.ERROR, money=True)
    seen = []
    for notice in (old, paid, new, paid_too):
        bar.post(notice)
        seen.append(bar.notice)
    assert seen == [old, paid, paid, paid_too]
    assert bar._more.text() == "3 more"
    order = []
    while bar.notice is not None:
        order.append(bar.notice)
        bar.dismiss()
    assert order == [paid_too, paid, new, old]


def test_what_a_button_answers_is_seen_although_an_error_stays(bar: NoticeBar) -> None:
    error, answer = Notice("It broke.", Tone.ERROR), Notice("Paint first.", Tone.WARNING)
    bar.post(error)
    bar.post(answer)
    assert bar.notice is answer
    let_time_pass(bar)
    assert bar.notice is error
    bar.post(answer)
    worse = Notice("Perhaps charged.", Tone.ERROR, money=True)
    bar.post(worse)
    assert bar.notice is worse
    assert not bar._leaving.isActive()


def test_nothing_newer_slips_under_the_pointer(bar: NoticeBar) -> None:
    old, new = Notice("Old.", Tone.ERROR), Notice("New.", Tone.ERROR, money=True)
    bar.post(old)
    QApplication.sendEvent(bar, enter())
    bar.post(new)
    assert bar.notice is old
    assert bar._more.text() == "1 more"
    QApplication.sendEvent(bar, QEvent(QEvent.Type.Leave))
    assert bar.notice is new


def test_of_those_alike_one_may_end_and_the_others_stand(bar: NoticeBar) -> None:
    done: list[int] = []
    lost = [
        Notice("Lost.", Tone.ERROR, Action("Check", lambda n=n: done.append(n), each=True))
        for n in range(3)
    ]
    for notice in lost:
        bar.post(notice)
    assert bar._act.text() == "Check (3)"
    bar.withdraw(lost[1])
    assert bar._words.text() == "Lost. (2 times)"
    QTest.mouseClick(bar._act, Qt.MouseButton.LeftButton)
    assert done == [0, 2]
    assert bar.notice is None


def test_what_costs_money_is_done_once_however_many_are_alike(bar: NoticeBar) -> None:
    done: list[int] = []
    for n in range(3):
        act = Action("Fill again", lambda n=n: done.append(n))
        bar.post(Notice("Expired.", Tone.ERROR, act, money=True))
    assert bar._act.text() == "Fill again"
    QTest.mouseClick(bar._act, Qt.MouseButton.LeftButton)
    assert done == [2]


def test_it_is_closed_at_one_place_however_long_the_words(bar: NoticeBar) -> None:
    places = []
    for words in ("Long words that need further lines. " * 12, "Short.", "Not so short. " * 3):
        bar.post(Notice(words, Tone.ERROR, Action("Help", lambda: None)))
    while bar.notice is not None:
        QApplication.processEvents()
        places.append(bar._close.mapTo(bar.window(), QPoint()))
        bar.dismiss()
    assert len(places) == 3
    assert len(set(places)) == 1


def test_it_is_as_high_as_its_words_need(bar: NoticeBar) -> None:
    bar.post(Notice("Long words that need further lines. " * 12, Tone.ERROR))
    one_line = "word "
    while bar._words.fontMetrics().horizontalAdvance(one_line) < 480:
        one_line += "word "
    bar.post(Notice(one_line, Tone.ERROR))
    for words in ("Short.", "As short."):
        bar.post(Notice(words, Tone.ERROR, Action("Check at the service", lambda: None)))
    for _short in range(3):
        assert bar.height() < 40
        bar.dismiss()
    QApplication.processEvents()
    assert bar.height() > 60
    assert bar._words.height() >= bar._words.heightForWidth(bar._words.width())


def test_the_second_half_of_a_double_click_hits_no_other_button(bar: NoticeBar) -> None:
    done: list[str] = []
    for words in ("One.", "Two."):
        act = Action("Fill again", lambda words=words: done.append(words))
        bar.post(Notice(words, Tone.ERROR, act))
    bar._shield.hide()  # a while later
    for _click in range(2):
        QTest.mouseClick(bar._act, Qt.MouseButton.LeftButton)
    assert done == ["Two."]
    assert bar.notice is not None
    assert bar.notice.text == "One."


def test_what_went_wrong_stays_until_it_is_closed(bar: NoticeBar) -> None:
    bar.post(Notice("It broke.", Tone.ERROR))
    assert not bar._leaving.isActive()
    bar.leaveEvent(QEvent(QEvent.Type.Leave))
    assert not bar._leaving.isActive()
    QTest.mouseClick(bar._close, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_none_comes_up_while_a_stroke_is_down(bar: NoticeBar) -> None:
    bar.hold(True)
    bar.post(Notice("Arrived."))
    assert not bar.isVisible()
    bar.hold(False)
    assert bar.isVisible()


def test_what_no_longer_holds_goes_and_waits_no_longer(bar: NoticeBar) -> None:
    one, two, three = Notice("One"), Notice("Two"), Notice("Three")
    for notice in (one, two, three):
        bar.post(notice)
    bar.withdraw(two)
    assert bar.notice is one
    assert bar._more.text() == "1 more"
    bar.withdraw(one)
    assert bar.notice is three
    bar.withdraw(one)
    assert bar.notice is three
    assert [message.notice for message in bar.messages] == [one, two, three]


def test_what_is_being_read_does_not_go(bar: NoticeBar) -> None:
    bar.post(Notice("A long story."))
    QApplication.sendEvent(bar, enter())
    assert not bar._leaving.isActive()
    QApplication.sendEvent(bar, QEvent(QEvent.Type.Leave))
    assert bar._leaving.isActive()


def enter() -> QEvent:
    return QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5))


def test_its_action_is_a_button_that_runs_once(bar: NoticeBar) -> None:
    done: list[bool] = []
    bar.post(Notice("Adopted.", action=Action("Undo", lambda: done.append(True))))
    assert bar._act.text() == "Undo"
    QTest.mouseClick(bar._act, Qt.MouseButton.LeftButton)
    assert done == [True]
    assert not bar.isVisible()


def test_an_action_may_post_the_next_notice(bar: NoticeBar) -> None:
    again = Notice("Again.", Tone.ERROR)
    bar.post(Notice("Adopted.", action=Action("Undo", lambda: bar.post(again))))
    QTest.mouseClick(bar._act, Qt.MouseButton.LeftButton)
    assert bar.notice is again


def test_a_screen_reader_hears_tone_and_words(bar: NoticeBar) -> None:
    bar.post(Notice("The disk is full.", Tone.ERROR))
    assert bar.accessibleName() == "Error: The disk is full."
    interface = QAccessible.queryAccessibleInterface(bar)
    assert interface.text(QAccessible.Text.Name) == "Error: The disk is full."


def test_it_stays_within_its_area_and_shows_all_words(bar: NoticeBar) -> None:
    words = "The file is damaged and cannot be opened. " * 4
    bar.post(Notice(words, Tone.ERROR, Action("Show the log", lambda: None)))
    for width in (1000, 500, 320):
        area = QRect(0, 0, width, 600)
        bar.parentWidget().resize(area.size())
        bar.place(area)
        QApplication.processEvents()
        assert area.contains(bar.geometry())
        label = bar._words
        assert label.height() >= label.heightForWidth(label.width())


def test_all_are_kept_newest_first(bar: NoticeBar, qtbot) -> None:
    for words in ("One.", "Two.", "Three."):
        bar.post(Notice(words, Tone.WARNING))
    popup = Messages(bar.parentWidget(), bar.messages)
    qtbot.addWidget(popup)
    listed = popup.findChild(QListWidget)
    assert [listed.item(row).text().split()[-1] for row in range(3)] == ["Three.", "Two.", "One."]
    assert "Warning" in listed.item(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_what_can_still_be_done_is_a_button_in_the_list(bar: NoticeBar, qtbot) -> None:
    ran: list[str] = []
    for name, lasts in (("Gone", lambda: False), ("Check", lambda: True), ("Undo", None)):
        bar.post(Notice(f"{name}.", action=Action(name, lambda n=name: ran.append(n), lasts=lasts)))
    popup = Messages(bar.parentWidget(), bar.messages)
    qtbot.addWidget(popup)
    popup.open_over(bar)
    [button] = popup.findChildren(QPushButton)
    assert button.text() == "Check"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert ran == ["Check"]
    assert not popup.isVisible()
