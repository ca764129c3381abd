"""The table of what the user can do as QActions: menus, buttons, keys and ticks come from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from fluxfill_studio.settings.store import Settings
from fluxfill_studio.ui.bindings import Bindings


class Scope(Enum):
    """Where and how a key works."""

    WINDOW = "window"
    CANVAS = "canvas"
    HELD = "held"  # acts while it is down: see `keys.HoldKeys`


@dataclass(frozen=True, slots=True)
class Spec:
    """One action.

    Attributes:
        id: its name in code, tests and key files.
        text: its name for people.
        keys: portable key texts; the first is shown. Brackets and digits mean the key's place.
        run: the operation.
        menu: title of the menu that lists it; empty: none.
        scope: keys like Return, Del and the arrows belong to the canvas only.
        when: whether it can be run now.
        checked: whether what it switches is on; makes it a switch with a tick.
        repeats: whether a held key goes on running it.
        says: what it reads now, where that differs from `text`.
        gap: a separator stands before it in the menu.
        group: heading in the lists of keys; empty: the menu's title.
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
    says: Callable[[], str] | None = None
    gap: bool = False
    group: str = ""

    @property
    def heading(self) -> str:
        """What the lists of keys show it under."""
        return (self.group or self.menu).replace("&", "")

    @property
    def name(self) -> str:
        """Its text without the sign that a dialog follows."""
        return self.text.rstrip("…")


class Actions:
    """Every row as a QAction, each made once.

    Attributes:
        specs: the table.
        bindings: whose key is whose.
    """

    def __init__(
        self, window: QWidget, canvas: QWidget, specs: Iterable[Spec], settings: Settings
    ) -> None:
        self.specs = tuple(specs)
        self.bindings = Bindings({spec.id: spec.keys for spec in self.specs}, settings)
        self._lent: dict[str, str] = {}
        self._actions: dict[str, QAction] = {}
        for spec in self.specs:
            self._actions[spec.id] = self._made(spec, canvas if _local(spec) else window)
        self.bindings.changed.connect(lambda _none: self._give_keys())
        self._give_keys()

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def rows(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Heading, name and keys of every action; several of one name are one row."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for spec in self.specs:
            row = spec.heading, spec.name
            found[row] = found.get(row, ()) + self.bindings.keys(spec.id)
        for (heading, name), keys in found.items():
            yield heading, name, keys

    def lend(self, lender: str, borrower: str) -> None:
        """The keys of one action run another one from now on, which also shows them."""
        if self._lent.get(lender) != borrower:
            self._lent[lender] = borrower
            self._give_keys()

    def with_key(self, key: str) -> QAction | None:
        """The action that a portable key text runs anywhere in the window."""
        for spec in self.specs:
            if spec.scope is Scope.WINDOW and key in self._keys(spec.id):
                return self._actions[spec.id]
        return None

    def held_by(self, key: str) -> Callable[[], object] | None:
        """What begins while this key is down."""
        for spec in self.specs:
            if spec.scope is Scope.HELD and key in self.bindings.keys(spec.id):
                return spec.run
        return None

    def fill_menus(self, bar: QMenuBar) -> None:
        """A menu per title, in the order of the table."""
        menus: dict[str, QMenu] = {}
        for spec in self.specs:
            if not spec.menu:
                continue
            if spec.menu not in menus:
                menus[spec.menu] = menu = bar.addMenu(spec.menu)
                menu.setAccessibleName(spec.menu.replace("&", ""))
                menu.aboutToShow.connect(self.refresh)
                menu.aboutToHide.connect(self._enable)
            if spec.gap:
                menus[spec.menu].addSeparator()
            menus[spec.menu].addAction(self._actions[spec.id])
        for menu in menus.values():
            _give_letters(menu.actions())

    def refresh(self) -> None:
        """Grey out what cannot be run now; tick what is on; say what it would do."""
        self.refresh_ticks()
        self.refresh_words()
        for spec in self.specs:
            if spec.when is not None:
                self._actions[spec.id].setEnabled(spec.when())

    def refresh_ticks(self) -> None:
        """Tick what is on."""
        for spec in self.specs:
            if spec.checked is not None:
                self._actions[spec.id].setChecked(spec.checked())

    def refresh_words(self) -> None:
        """Let actions say what they would do now."""
        for spec in self.specs:
            if spec.says is not None:
                self._actions[spec.id].setText(_with_letter(spec.says().replace("&", "&&"), set()))

    def _enable(self) -> None:
        """A greyed action has no key: off the menu, `when` alone decides."""
        for spec in self.specs:
            self._actions[spec.id].setEnabled(True)

    def _keys(self, action_id: str) -> Iterator[str]:
        """The keys that it has borrowed, which are shown, and its own."""
        for lender, borrower in self._lent.items():
            if borrower == action_id:
                yield from self.bindings.keys(lender)
        if action_id not in self._lent:
            yield from self.bindings.keys(action_id)

    def _give_keys(self) -> None:
        for spec in self.specs:
            held = spec.scope is Scope.HELD
            keys = [] if held else [QKeySequence(key) for key in self._keys(spec.id)]
            self._actions[spec.id].setShortcuts(keys)

    def _made(self, spec: Spec, owner: QWidget) -> QAction:
        action = QAction(spec.text, owner)
        action.setObjectName(spec.id)
        action.setShortcutContext(
            Qt.ShortcutContext.WidgetShortcut if _local(spec) else Qt.ShortcutContext.WindowShortcut
        )
        action.setAutoRepeat(spec.repeats)
        action.setCheckable(spec.checked is not None)
        action.triggered.connect(self._runner(spec))
        owner.addAction(action)
        return action

    def _runner(self, spec: Spec) -> Callable[[], None]:
        def run() -> None:
            # Asked at the key press too: a menu that was never opened has not been refreshed.
            if spec.when is None or spec.when():
                spec.run()
            self.refresh_ticks()

        return run


def _local(spec: Spec) -> bool:
    return spec.scope is Scope.CANVAS


def _give_letters(actions: Iterable[QAction]) -> None:
    """A letter to press in the open menu, for each: the first of its name that is free."""
    taken: set[str] = set()
    for action in actions:
        action.setText(_with_letter(action.text().replace("&", ""), taken))


def _with_letter(text: str, taken: set[str]) -> str:
    """The text with its letter marked, which is taken then."""
    for place, letter in enumerate(text):
        if letter.isalpha() and letter.lower() not in taken:
            taken.add(letter.lower())
            return f"{text[:place]}&{text[place:]}"
    return text
