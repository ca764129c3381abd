"""What the Fill block says of what is sent: where it lies, what stays here, how small it gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.context import SizeLimits
from fluxfill_studio.fill.outpaint import PRESETS
from fluxfill_studio.imaging.opening import Picture
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.settings.table import DEFAULT_PROMPT
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui.panels.fill_panel import FillPanel
from tests.fakes.scripted_provider import ScriptedProvider, capability
from tests.gui.conftest import Desk
from tests.gui.front import Front
from tests.gui.panels.conftest import PAID
from tests.gui.panels.test_everybody import cut


def test_an_empty_prompt_shows_what_goes_instead(
    several: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(several)
    default = several.studio.settings.text(DEFAULT_PROMPT)
    block = panel.prompt_block
    assert block.default.isVisible()
    assert default in block.default.text()
    assert panel.notes.words.text() == "Pictures lie there for a day."
    block.edit.click()
    assert panel.prompt.toPlainText() == default
    assert several.session.form.wishes.prompt == default
    assert panel.prompt.hasFocus()
    assert not block.default.isVisible()
    several.session.form.set(prompt="", providers=("scripted",))
    assert not block.default.isVisible()
    assert not panel.notes.isVisible()


def test_a_doubt_about_the_seed_is_said_before_generate(
    make_desk: Callable[..., Desk], make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(make_desk(seed_note="Whether it heeds the seed is not known."))
    assert panel.notes.isVisible()
    assert "heeds the seed" in panel.notes.words.text()


def test_where_pictures_lie_can_be_read_whole(
    make_desk: Callable[..., Desk], make_panel: Callable[[Desk], FillPanel]
) -> None:
    note = "The sent pictures lie there until the job is done, readable by anyone who has them."
    desk = make_desk(ScriptedProvider(id="deaf", name="Deaf", reads_prompt=False), upload_note=note)
    panel = make_panel(desk)
    assert panel.notes.words.text() == note
    assert panel.notes.words.height() > 2 * panel.notes.words.fontMetrics().lineSpacing() - 1
    assert cut(panel.notes.words) == ""
    assert panel.notes.words.visibleRegion().boundingRect().height() == panel.notes.words.height()
    desk.session.form.set(providers=("scripted", "deaf"))
    assert panel.notes.words.text() == f"{note} The prompt is not used by Deaf."


def test_where_pictures_lie_at_several_services_is_one_sentence_with_its_details(
    make_desk: Callable[..., Desk], make_panel: Callable[[Desk], FillPanel]
) -> None:
    long = "The sent pictures lie at {} for an hour, readable by anyone who has their address."
    names = ("One", "Two", "Three")
    more = [ScriptedProvider(id=n.lower(), name=n, upload_note=long.format(n)) for n in names]
    desk = make_desk(*more, seed_note="Whether it heeds the seed is not known.")
    panel = make_panel(desk)
    assert not panel.notes.details.isVisible()
    desk.session.form.set(providers=("scripted", "one", "two", "three"))
    desk.turn()
    assert panel.notes.words.text() == (
        "Sent pictures lie at One, Two, Three for a while. The seed may not count at Scripted."
    )
    assert panel._form.verticalScrollBar().maximum() == 0
    assert panel.notes.details.isVisible()
    popover = panel.notes.show_details()
    (words,) = popover.findChildren(QLabel)
    assert [long.format(name) in words.text() for name in names] == [True] * 3
    assert "heeds the seed" in words.text()
    popover.close()


@pytest.fixture
def clear(several: Desk) -> Iterator[Session]:
    """A picture with transparent pixels."""
    picture = Picture(frozen(np.zeros((20, 30, 4), np.uint8)), None, (), True)
    session = several.in_loop(lambda: several.studio.session(picture))
    yield session
    session.close()


def test_what_is_transparent_is_not_sent_and_that_is_said(
    several: Desk, clear: Session, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(several)
    assert "ransparen" not in panel.notes.words.text()
    panel.set_session(clear)
    assert panel.notes.words.text().endswith("Transparency is not sent; the result is opaque.")
    clear.form.set(providers=("scripted",))  # which is on this machine
    assert not panel.notes.isVisible()
    panel.set_session(several.session)


def test_in_a_low_window_all_of_it_is_read_without_scrolling(
    several: Desk, clear: Session, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(several)
    lies = "The sent pictures lie at {} for one to two hours, readable by anyone who has {}."
    for name in ("bfl", "eachlabs"):
        provider = several.providers[name]
        note = lies.format(provider.capability.name, "their address; they cannot be deleted")
        provider.capability = replace(provider.capability, upload_note=note)
    panel.set_session(clear)
    panel.fit(680)
    for chosen in (("bfl",), ("bfl", "eachlabs")):
        clear.form.set(providers=chosen)
        several.turn()
        assert "ransparency is not sent" in panel.notes.words.text()
        assert panel._form.verticalScrollBar().maximum() == 0
    panel.set_session(several.session)


def test_a_reduced_picture_is_warned_of(
    make_desk: Callable[..., Desk],
    make_panel: Callable[[Desk], FillPanel],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FLUXFILL_BFL_API_KEY", "a key")
    desk = make_desk(**PAID, sizes=SizeLimits(longest=40))
    panel = make_panel(desk)
    desk.paint(Rect(10, 10, 60, 30))
    desk.turn()
    assert panel.press.words.text().startswith("Sends 76 × 46, reduced to 53 %, will look soft")
    assert panel.press.words.property("tone") == "warning"
    assert panel.press.warning.isVisible()
    desk.session.undo()
    desk.paint(Rect(10, 10, 20, 20))
    desk.turn()
    assert panel.press.words.text().startswith("Sends 36 × 36, 1:1")
    assert not panel.press.warning.isVisible()


def test_the_services_own_preset_is_a_choice_where_it_has_one(
    make_desk: Callable[..., Desk],
    make_panel: Callable[[Desk], FillPanel],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FLUXFILL_BFL_API_KEY", "a key")
    desk = make_desk(**PAID, native_presets=("Make square",))
    panel = make_panel(desk)
    desk.session.form.set(extend=True, preset=PRESETS[1])
    assert not panel.native.isVisible()
    desk.session.form.set(preset="Make square")
    assert panel.native.isVisible()
    assert "120 × 120" in panel.presets.words.text()
    panel.native.click()
    assert desk.session.form.wishes.native
    assert "120 × 120" not in panel.presets.words.text()
    assert desk.press().request.native


def test_what_leaves_the_machine_and_for_how_long_is_said_whole(
    several: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(several)
    several.paint()
    several.session.form.set(providers=("scripted", "bfl"), variations=2)
    several.turn()
    assert panel.press.words.text() == "Sends 36 × 36, 1:1; about 1 s"
    assert panel.generate.accessibleName() == "Generate, 2 services × 2 = $0.10"
    several.session.form.set(providers=("scripted",))
    several.turn()
    assert panel.press.words.text() == "Nothing is sent; looks at 36 × 36"
    assert panel.generate.accessibleName() == "Generate, free, about 1 s"


def test_new_edges_are_shown_unless_the_service_decides_them(front: Front, photo: Path) -> None:
    front.provider.capability = capability(native_presets=("Make square",))
    front.open(photo)
    form, canvas = front.window.session.form, front.window.canvas
    front.in_loop(lambda: form.set(extend=True, preset="Make square"))
    front.until(lambda: canvas._extension is not None)
    assert canvas._extension.label == "120 × 120"
    front.in_loop(lambda: form.set(native=True))
    front.until(lambda: canvas._extension is None)
    assert "decides" in front.window.layout.fill.presets.words.text()
