"""One table of what the user can do: name, keys, menu, scope. Menus and tooltips come from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget


class Scope(Enum):
    """Where a key works."""

    WINDOW = "window"
    CANVAS = "canvas"


@dataclass(frozen=True, slots=True)
class Spec:
    """One row of the table.

    Attributes:
        id: its name in code, tests and key files.
        text: its name for people.
        keys: portable key texts; the first is shown.
        run: the operation.
        menu: title of the menu that lists it; empty: none.
        scope: keys like Return, Del and the arrows belong to the canvas only.
        when: whether it can be run now.
        checked: whether what it switches is on; makes it a switch with a tick.
        repeats: whether a held key goes on running it.
        gap: a separator stands before it in the menu.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    run: Callable[[], object]
    menu: str = ""
    scope: Scope = Scope.WINDOW
    when: Callable[[], bool] | None = None
    checked: Callable[[], bool] | None = None
    repeats: bool = False
    gap: bool = False


class Actions:
    """The table as QActions, each made once."""

    def __init__(self, window: QWidget, canvas: QWidget, specs: Iterable[Spec]) -> None:
        self._specs = tuple(specs)
        self._actions: dict[str, QAction] = {}
        for spec in self._specs:
            owner = canvas if spec.scope is Scope.CANVAS else window
            self._actions[spec.id] = _made(spec, owner)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def key(self, action_id: str) -> str:
        """The first key as the system writes it; empty if none."""
        return self[action_id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def fill_menus(self, bar: QMenuBar) -> None:
        """A menu per title, in the order of the table."""
        menus = {}
        for spec in self._specs:
            if not spec.menu:
                continue
            if spec.menu not in menus:
                menus[spec.menu] = menu = bar.addMenu(spec.menu)
                menu.setAccessibleName(spec.menu)
                menu.aboutToShow.connect(self.refresh)
                menu.aboutToHide.connect(self._enable)
            if spec.gap:
                menus[spec.menu].addSeparator()
            menus[spec.menu].addAction(self._actions[spec.id])

    def refresh(self) -> None:
        """Grey out what cannot be run now; tick what is on."""
        self.refresh_ticks()
        for spec in self._specs:
            if spec.when is not None:
                self._actions[spec.id].setEnabled(spec.when())

    def refresh_ticks(self) -> None:
        """Tick what is on."""
        for spec in self._specs:
            if spec.checked is not None:
                self._actions[spec.id].setChecked(spec.checked())

    def _enable(self) -> None:
        """A greyed action has no key: off the menu, `when` alone decides."""
        for spec in self._specs:
            self._actions[spec.id].setEnabled(True)


def _made(spec: Spec, owner: QWidget) -> QAction:
    action = QAction(spec.text, owner)
    action.setObjectName(spec.id)
    action.setShortcuts([QKeySequence(key) for key in spec.keys])
    action.setShortcutContext(
        Qt.ShortcutContext.WidgetShortcut
        if spec.scope is Scope.CANVAS
        else Qt.ShortcutContext.WindowShortcut
    )
    action.setAutoRepeat(spec.repeats)
    action.setCheckable(spec.checked is not None)

    def run() -> None:
        # Asked at the key press too: a menu that was never opened has not been refreshed.
        if spec.when is None or spec.when():
            spec.run()
        if spec.checked is not None:
            action.setChecked(spec.checked())

    action.triggered.connect(run)
    owner.addAction(action)
    return action
