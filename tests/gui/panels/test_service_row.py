"""The menu of services, and where a key is asked for that cannot be entered here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from fluxfill_studio.providers.contract import Account
from fluxfill_studio.studio import services
from fluxfill_studio.studio.services import KeyState
from fluxfill_studio.ui.panels.fill_panel import FillPanel
from tests.gui.conftest import Desk
from tests.gui.panels.conftest import PAID


@pytest.fixture
def desk(make_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with one paid service whose key is set from outside."""
    monkeypatch.setenv("FLUXFILL_BFL_API_KEY", "some-key")
    return make_desk(**PAID)


def test_the_menu_says_what_is_left_as_soon_as_that_is_known(
    desk: Desk, make_panel: Callable[[Desk], FillPanel], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def account() -> Account:
        return Account("6 credits")

    monkeypatch.setattr(desk.provider, "account", account)
    monkeypatch.setattr(services, "FRESH_S", 0.0)
    desk.provider.capability = replace(desk.provider.capability, tells_balance=True)
    panel = make_panel(desk)
    assert "left" not in panel.service.menu().actions()[0].text()
    desk.in_loop(panel.service.open_menu)
    menu = next(one for one in panel.service.findChildren(QMenu) if one.isVisible())
    desk.until(lambda: "6 credits left" in menu.actions()[0].text())
    desk.turn()
    assert menu.geometry().right() <= panel.window().geometry().right()
    menu.close()
    desk.settle()


def test_a_key_that_was_asked_for_in_vain_is_asked_for_no_more(
    desk: Desk, make_panel: Callable[[Desk], FillPanel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.services, "state", lambda _id: KeyState.KEYRING)
    panel = make_panel(desk)
    panel.ask_key("bfl")
    assert panel.key.field.hasFocus()
    QTest.mouseClick(panel.key.later, Qt.MouseButton.LeftButton)
    assert panel.key.isHidden()
    monkeypatch.setattr(desk.services, "state", lambda _id: KeyState.MISSING)
    panel.refresh()
    assert panel.key.isVisible()
    assert not panel.key.later.isVisible()


def test_where_no_key_can_be_entered_the_settings_say_why(
    desk: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(desk)
    wished: list[str] = []
    panel.settings_wished.connect(wished.append)
    panel.ask_key("bfl")
    assert wished == ["bfl"]
    assert panel.key.isHidden()
