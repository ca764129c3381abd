"""The Fill block in a window of its own, and a paid service for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fluxfill_studio.fill.params import Parameter
from fluxfill_studio.providers.contract import KeyNeed
from fluxfill_studio.settings import secrets
from fluxfill_studio.ui.panels.fill_panel import FillPanel
from tests.fakes.scripted_provider import ScriptedProvider
from tests.gui.conftest import Desk

PAID = {
    "id": "bfl",
    "name": "BFL",
    "key": KeyNeed("https://example.com/keys", "afk_…"),
    "origin": "https://api.example.com",
    "price_usd": Decimal("0.05"),
    "needs_prompt": True,
    "upload_note": "Pictures lie there for a day.",
    "can_cancel": False,
    "parameters": (
        Parameter("steps", "Steps", 50, 15, 50),
        Parameter("guidance", "Guidance", 60.0, 1.5, 100, 0.5),
        Parameter("safety_tolerance", "Safety tolerance", 2, 0, 6),
        Parameter("prompt_upsampling", "Rewrite the prompt", False),
        Parameter("output_format", "File format", "png", choices=("jpeg", "png")),
    ),
}
"""A paid service that asks for a key."""
EACHLABS = PAID | {
    "id": "eachlabs",
    "name": "Eachlabs",
    "price_usd": Decimal("0.045"),
    "parameters": (Parameter("guidance", "Guidance", 3.0, 2, 5, 0.1),),
    "can_cancel": True,
}
"""Another one."""


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keyring of whoever runs the tests is left alone."""

    def none() -> None:
        raise RuntimeError("no keyring here")

    monkeypatch.setattr(secrets, "_backend", none)


@pytest.fixture
def several(make_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Two paid services whose keys are known, and one that is free."""
    for name in ("BFL", "EACHLABS"):
        monkeypatch.setenv(f"FLUXFILL_{name}_API_KEY", "a key")
    return make_desk(ScriptedProvider(**EACHLABS), ScriptedProvider(), **PAID)


@pytest.fixture
def make_panel(qtbot) -> Iterator[Callable[[Desk], FillPanel]]:
    kept: list[QWidget] = []

    def make(desk: Desk) -> FillPanel:
        window = QWidget()
        window.resize(320, 700)
        column = QVBoxLayout(window)
        column.setContentsMargins(0, 0, 0, 0)
        panel = FillPanel(desk.providers, desk.services, desk.studio.money, desk.tasks.spawn)
        column.addWidget(panel)
        column.addStretch(1)
        panel.set_session(desk.session)
        panel.generate_wished.connect(desk.session.filling.generate)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        desk.turn()
        kept.append(window)
        return panel

    yield make
    kept.clear()


@pytest.fixture
def panel(desk: Desk, make_panel: Callable[[Desk], FillPanel]) -> FillPanel:
    return make_panel(desk)
