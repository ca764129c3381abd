"""Notices: one at a time, in order, never during a stroke, all kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QWidget

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
    bar.post(Notice("Another matter.", Tone.ERROR))
    assert bar._more.text() == "1 more"
    bar.dismiss()
    assert bar.notice is not None
    assert bar.notice.text == "Another matter."
    assert len(bar.messages) == 21
    bar.post(Notice("There is no credit left.", Tone.ERROR))
    assert bar._more.text() == "1 more"


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
