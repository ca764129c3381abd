"""Some releases of PySide6 drop references to None and True; the program then dies after minutes.

A short test does not notice, so the counts themselves are watched over many calls.
"""

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

CALLS, TOLERANCE = 200, 10


class Bell(QObject):
    """Something that emits."""

    rung = Signal()


def calls(qtbot: QtBot) -> dict[str, Callable[[], object]]:
    widget, label, timer, bell = QWidget(), QLabel(), QTimer(), Bell()
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    qtbot.addWidget(widget)
    qtbot.addWidget(label)
    timer.setInterval(60_000)
    return {
        "QWidget.update": widget.update,
        "QLabel.setText": lambda: label.setText("x"),
        "QTimer.start": timer.start,
        "emit": lambda: bell.rung.emit(),
        "QImage.fill": lambda: image.fill(0),
    }


@pytest.mark.parametrize(
    "name", ["QWidget.update", "QLabel.setText", "QTimer.start", "emit", "QImage.fill"]
)
def test_void_calls_keep_the_reference_counts(qtbot: QtBot, name: str) -> None:
    call = calls(qtbot)[name]
    call()
    before = [sys.getrefcount(value) for value in (None, True, False)]
    for _count in range(CALLS):
        call()
    after = [sys.getrefcount(value) for value in (None, True, False)]
    drift = [new - old for new, old in zip(after, before, strict=True)]
    assert all(abs(steps) <= TOLERANCE for steps in drift), drift
