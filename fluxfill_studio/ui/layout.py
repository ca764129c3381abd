"""Every widget of the main window in its place, and the sizes that are remembered."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from fluxfill_studio.settings.table import WINDOW
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui.bars import overlay_options
from fluxfill_studio.ui.panels.drag_out import DragOut
from fluxfill_studio.ui.panels.empty_state import EmptyState
from fluxfill_studio.ui.panels.fill_panel import FillPanel
from fluxfill_studio.ui.panels.messages import Messages
from fluxfill_studio.ui.panels.options_bar import OptionsBar
from fluxfill_studio.ui.panels.path_strip import PathStrip
from fluxfill_studio.ui.panels.recovered_panel import RecoveredPanel
from fluxfill_studio.ui.panels.results_panel import ResultsPanel
from fluxfill_studio.ui.panels.status_bar import StatusBar
from fluxfill_studio.ui.panels.tool_bar import Place, ToolBar
from fluxfill_studio.ui.side import START, Side
from fluxfill_studio.ui.stage import Stage
from fluxfill_studio.ui.thumbnails import Thumbnails
from fluxfill_studio.ui.widgets.focus_ring import FocusRing

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


class Layout:
    """Options on top, tools at the left, canvas in the middle, Fill and Results at the right."""

    def __init__(self, window: Window) -> None:
        self._window = window
        actions = window.actions
        self.folded = False
        self.options: OptionsBar = OptionsBar(
            actions["compare"],
            actions["export"],
            actions["side"],
            lambda: overlay_options(window),
        )
        self.tools = ToolBar(_tool_groups(window))
        self.empty = EmptyState()
        studio = window.studio
        self.fill = FillPanel(studio.providers, studio.services, studio.money, window.tasks.spawn)
        self._drag_out = DragOut(window.tasks)
        thumbnails = Thumbnails(window.studio.work, window.tasks)
        self.results = ResultsPanel(window.studio.providers, thumbnails, self._drag_out)
        for place, folded in ((self.empty, False), (self.results, True)):
            recovered = RecoveredPanel(
                studio.recovering, studio.providers, thumbnails, folded=folded
            )
            recovered.wished.connect(window.recovered.act)
            place.offer(recovered)
        self.strip = PathStrip(thumbnails)
        self.status = StatusBar(studio.money)
        self.stage = Stage(window.canvas, self.empty, self.strip, window.drawing.shown_area)
        self.notices, self.bar = self.stage.notices, self.stage.bar
        self.adjust = self.stage.adjust
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._arrange()
        self._connect()
        self._restore()
        self._ring = FocusRing(window.shell)

    def set_session(self, session: Session | None) -> None:
        """Let every panel show another session."""
        floating = (self.bar, self.adjust)
        for panel in (self.tools, self.fill, self.results, self.strip, self.status, *floating):
            panel.set_session(session)
        self.options.set_quiet(session is None)

    def fold(self, folded: bool) -> None:
        """Everything but canvas and menus away, or back."""
        self.folded = folded
        for part in (self.options, self.tools, self.side, self.status):
            part.setHidden(folded)
        self.strip.fold(folded)

    def remember(self) -> None:
        """Keep the window's place and the panels' widths."""
        parts = (self._window.shell.saveGeometry(), self._splitter.saveState())
        packed = " ".join(base64.b64encode(bytes(part.data())).decode() for part in parts)
        self._window.studio.settings.set(WINDOW, packed)
        self._drag_out.close()

    # -- private ------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._splitter.addWidget(self.stage)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setCollapsible(0, False)
        self._splitter.setHandleWidth(1)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.tools)
        row.addWidget(self._splitter, 1)
        self.side = Side((self.fill, self.results), self._splitter)
        self._splitter.setSizes([1440 - START, START])
        centre = QWidget()
        column = _column(centre)
        column.addWidget(self.options)
        column.addWidget(middle, 1)
        column.addWidget(self.status)
        self._window.actions.fill_menus(self._window.shell.menuBar())
        self._window.shell.setCentralWidget(centre)

    def _connect(self) -> None:
        window, files = self._window, self._window.files
        for panel in (self.fill, self.options, self.adjust):
            panel.to_canvas.connect(window.to_canvas)
        self.fill.generate_wished.connect(window.generate)
        self.fill.settings_wished.connect(window.asides.show_services)
        self.side.moved.connect(self._follow_side)
        self.empty.open_wished.connect(files.choose)
        self.empty.paste_wished.connect(files.paste)
        self.empty.sample_wished.connect(files.open_sample)
        self.empty.recent_wished.connect(files.open)
        self.status.messages_wished.connect(self._show_messages)
        self.bar.before_held.connect(lambda held: window.comparing.hold("before" if held else ""))
        self.bar.adopt_wished.connect(window.adopt)
        self.bar.discard_wished.connect(window.discard)
        self.results.open_wished.connect(files.open_native)
        self.results.save_wished.connect(files.save_native)
        self.results.adopt_wished.connect(window.adopt)
        self.results.discard_wished.connect(window.discard)

    def _follow_side(self) -> None:
        self.fill.fit(self._window.shell.height())
        self.stage.leave_right(self.side.covers)
        self._window.canvas.set_covered(self.side.covers)
        self.options.side.setVisible(self.side.is_drawer)

    def _show_messages(self) -> None:
        Messages(self.status, self.notices.messages).open_over(self.status)

    def _restore(self) -> None:
        parts = self._window.studio.settings.text(WINDOW).split()
        if len(parts) == 2:
            geometry, widths = (QByteArray.fromBase64(part.encode()) for part in parts)
            self._window.shell.restoreGeometry(geometry)
            self._splitter.restoreState(widths)


def _tool_groups(window: Window) -> list[list[Place]]:
    """Paint, shapes, moving the mask, the canvas, the view; undo and fit at the foot."""
    toolbox, actions = window.toolbox, window.actions

    def tools(letters: str) -> list[Place]:
        return [[(tool, actions[tool]) for tool in toolbox.groups[letter]] for letter in letters]

    def single(*names: str) -> list[Place]:
        return [[(name, actions[name])] for name in names]

    return [
        tools("BE"),
        tools("MLWG"),
        tools("V"),
        single("extend"),
        tools("HRZ"),
        [[("undo", actions["undo"]), ("more", actions["undo_list"])], *single("redo", "fit")],
    ]


def _column(parent: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column
