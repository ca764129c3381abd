"""What may cost twice asks once, without running away from the pointer."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from fluxfill_studio.ui.widgets import sure_button
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.flow_row import FlowRow
from fluxfill_studio.ui.widgets.sure_button import SureButton

ASKS = "Send again, may cost $0.05 twice"


def test_it_asks_and_forgets_the_question(
    dressed: QApplication, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sure_button, "ASK_MS", 30)
    monkeypatch.setattr(sure_button, "GAP_S", 0.0)
    ran: list[int] = []
    button = SureButton("Submit again", ASKS, lambda: ran.append(1))
    qtbot.addWidget(button)
    button.click()
    assert button.text() == ASKS
    qtbot.waitUntil(lambda: button.text() == "Submit again")
    button.click()  # too late for an answer: it asks anew
    assert (button.text(), ran) == (ASKS, [])
    button.click()
    assert (button.text(), ran) == ("Submit again", [1])


def test_a_double_click_is_no_answer(dressed: QApplication, qtbot) -> None:
    ran: list[int] = []
    button = SureButton("Submit again", ASKS, lambda: ran.append(1))
    qtbot.addWidget(button)
    button.click()
    button.click()
    assert (button.text(), ran) == (ASKS, [])


@pytest.mark.parametrize("width", [120, 240, 300, 600])
def test_it_stays_under_the_pointer_when_it_asks(dressed: QApplication, qtbot, width: int) -> None:
    button = SureButton("Submit again", ASKS, lambda: None)
    row = FlowRow([push("Check at the service", lambda: None, kind="small"), button])
    qtbot.addWidget(row)
    row.resize(width, row.height())
    row.show()
    before = button.geometry()
    button.click()
    QApplication.processEvents()
    assert button.geometry().topLeft() == before.topLeft()
    assert abs(button.width() - before.width()) <= 2
    button.question = f"{ASKS}, or more than that"
    QApplication.processEvents()
    assert button.width() == min(width, button.sizeHint().width())
