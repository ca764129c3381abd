"""For everyone: names for screen readers, the keyboard's way, words in every language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fluxfill_studio.core import text
from fluxfill_studio.core.text import _
from fluxfill_studio.settings.options import Option
from fluxfill_studio.studio.notices import Action, Notice, Tone
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.drag_out import DragOut
from fluxfill_studio.ui.panels.empty_state import EmptyState
from fluxfill_studio.ui.panels.fill_panel import FillPanel
from fluxfill_studio.ui.panels.notice_bar import NoticeBar
from fluxfill_studio.ui.panels.options_bar import OptionsBar
from fluxfill_studio.ui.panels.path_strip import PathStrip
from fluxfill_studio.ui.panels.preset_grid import PresetButton
from fluxfill_studio.ui.panels.result_bar import ResultBar
from fluxfill_studio.ui.panels.results_panel import ResultsPanel
from fluxfill_studio.ui.panels.status_bar import StatusBar
from fluxfill_studio.ui.panels.tile import ResultTile
from fluxfill_studio.ui.panels.tool_bar import ToolBar
from fluxfill_studio.ui.widgets.fitting_button import FittingButton
from fluxfill_studio.ui.widgets.labels import ElidedLabel
from tests.gui.conftest import Desk


def _number(name: str) -> Option:
    return Option(name, name, lambda: 50, lambda _value: None, unit=" %")


class Gallery(QMainWindow):
    """Every panel at once, at work."""

    def __init__(self, desk: Desk, width: int) -> None:
        super().__init__()
        self.desk = desk
        self.actions_kept = [QAction(_("Brush"), self), QAction(_("Export PNG…"), self)]
        brush, export = self.actions_kept
        self.options = OptionsBar(brush, export, brush, tuple)
        self.options.show_options([_number(_("Size")), _number(_("Hardness"))])
        self.options.show_angle(15, mirrored=True)
        self.options.set_quiet(False)
        self.tools = ToolBar([[[("brush", brush), ("eraser", export)]], [[("undo", export)]]])
        self.fill = FillPanel(desk.providers, desk.services, desk.studio.money, desk.tasks.spawn)
        self.results = ResultsPanel(desk.providers, desk.thumbnails, DragOut(desk.tasks))
        self.strip = PathStrip(desk.thumbnails)
        self.status = StatusBar(desk.studio.money)
        self.stage = QWidget()
        self.stage.setFixedSize(1000, 500)
        self.empty = EmptyState(self.stage)
        self.empty.resize(1000, 500)
        self.empty.set_recent([Path("/pictures/one.jpg")])
        self.bar, self.notices = ResultBar(self.stage), NoticeBar(self.stage)
        self._arrange(width)
        for panel in (self.tools, self.fill, self.results, self.strip, self.status, self.bar):
            panel.set_session(desk.session)
        desk.settle()

    def _arrange(self, width: int) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        for panel in (self.options, self.tools, self.stage, self.strip, self.status):
            column.addWidget(panel)
        side = QWidget(middle)
        side.setFixedWidth(width)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.fill)
        column.addWidget(self.results, 1)
        side.resize(width, 600)  # little room for the results: nothing else may give way
        self.setCentralWidget(middle)
        self.resize(1400, 1000)
        self.show()

    def work(self) -> None:
        """A result adopted, another shown, one running, one failed, a notice."""
        desk = self.desk
        desk.result()
        desk.session.choosing.show(desk.session.history.visible()[0].id)
        desk.session.choosing.adopt()
        desk.session.form.set(prompt=_("another wish"))
        desk.paint()
        run = desk.press(3)
        desk.arrive(run, 0)
        desk.provider.fail(run.tiles[1].request, _("The engine ran out of memory."))
        desk.until(lambda: bool(run.tiles[1].failure))
        desk.session.form.set(extend=True)
        desk.session.choosing.show(run.results[0].id)
        words = _("The file is damaged and cannot be opened.")
        self.notices.post(Notice(words, Tone.ERROR, Action(_("Show the log"), lambda: None)))
        self.notices.place(self.stage.rect())
        self.bar.place(self.stage.rect(), self.notices.geometry())
        desk.settle()
        desk.turn()


@pytest.fixture
def gallery(make_desk: Callable[..., Desk]) -> Iterator[Callable[[int, str], Gallery]]:
    made: list[Gallery] = []

    def make(width: int = tokens.PANEL, language: str = "en") -> Gallery:
        text.set_language(language, Path("none"))
        limits = _("Copies matching texture from this photo. It cannot invent new objects.")
        desk = make_desk(
            name=_("Built-in"), summary=_("Built-in, free, offline"), reads_prompt=False,
            limits=limits,
        )  # fmt: skip
        text.set_language(language, Path("none"))  # the studio has set its own
        made.append(Gallery(desk, width))
        made[-1].work()
        return made[-1]

    yield make
    text.set_language("en", Path("none"))
    for one in made:
        for panel in (one.tools, one.fill, one.results, one.strip, one.status, one.bar):
            panel.set_session(None)
        one.close()


def spoken(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def has_word(name: str) -> bool:
    return any(sign.isalpha() for sign in name)


def reachable(window: QWidget) -> list[QWidget]:
    """What a key or a click can reach, in the order of Tab."""
    found, widget = [], window.nextInFocusChain()
    while widget is not window:
        by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if by_tab and widget.isVisible() and not widget.objectName().startswith("qt_"):
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def test_every_control_has_a_name(gallery: Callable[..., Gallery]) -> None:
    window = gallery()
    controls = reachable(window)
    assert len(controls) > 35
    assert [widget for widget in controls if not has_word(spoken(widget))] == []
    buttons = window.findChildren(QAbstractButton)
    assert [b for b in buttons if b.isVisible() and not has_word(spoken(b))] == []


def test_names_tell_controls_apart(gallery: Callable[..., Gallery]) -> None:
    window = gallery()
    tiles = [spoken(tile) for tile in window.results.tiles()[:3]]
    assert len(set(tiles)) == 3
    stops = [t.stop.accessibleName() for t in window.findChildren(ResultTile) if t.face.stop]
    assert stops == ["Cancel variation 3"]


@pytest.mark.parametrize("part", ["fill", "options", "bar", "empty"])
def test_tab_goes_as_the_eye_does(gallery: Callable[..., Gallery], part: str) -> None:
    window = gallery()
    panel = getattr(window, part)
    controls = [widget for widget in reachable(window) if panel.isAncestorOf(widget)]
    assert len(controls) >= 4
    places = [(row(widget, panel), widget.mapTo(panel, QPoint()).x()) for widget in controls]
    assert places == sorted(places)


def row(widget: QWidget, panel: QWidget) -> int:
    """Controls of one row share their middle, give or take a few pixels."""
    return (widget.mapTo(panel, QPoint()).y() + widget.height() // 2) // 12


@pytest.mark.parametrize("width", [tokens.PANEL_LEAST, tokens.PANEL])
def test_no_word_is_cut_off_in_a_longer_language(
    gallery: Callable[..., Gallery], width: int
) -> None:
    window = gallery(width, "pseudo")
    assert [words for words in map(cut, window.findChildren(QWidget)) if words] == []


def cut(widget: QWidget) -> str:
    """The words of a visible widget that lacks room for them; empty if all is well."""
    if not widget.isVisible() or isinstance(widget, ElidedLabel):
        return ""
    if isinstance(widget, QLabel):
        needed = widget.heightForWidth(widget.width()) if widget.wordWrap() else 0
        wide = 0 if widget.wordWrap() else widget.sizeHint().width()
        return widget.text() if widget.height() < needed or widget.width() < wide else ""
    if isinstance(widget, PresetButton | QPushButton):
        margin = 0 if isinstance(widget, FittingButton) else 6
        margin = 4 if widget.property("kind") == "link" else margin
        words = widget.fontMetrics().horizontalAdvance(widget.text())
        return widget.text() if words + margin > widget.width() else ""
    return ""


def test_every_word_comes_from_the_catalogue(gallery: Callable[..., Gallery]) -> None:
    window = gallery(tokens.PANEL, "pseudo")
    ours = {"sRGB", "one.jpg", "photo.jpg"}
    for widget in window.findChildren(QWidget):
        words = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
        said = [words, widget.accessibleName(), widget.toolTip()]
        for words in said:
            letters = [w for w in words.split() if w.isascii() and w.isalpha() and len(w) > 3]
            # A pseudo-word carries an accent wherever it has a vowel.
            plain = [w for w in letters if set("aeiou") & set(w.lower()) and w not in ours]
            assert not plain, f"{words!r} is not translated"
