"""Which keys belong to which action: the table's own, unless the user chose others."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping

from PySide6.QtGui import QKeySequence

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import KEYS

log = logging.getLogger(__name__)
ENTERS = ("Enter", "Return")
"""The keypad's key and the main one: whoever presses one means both."""
FIXED = ("Space", "Backspace", "Tab", "Enter", "Return", "Esc", "Left", "Right", "Up", "Down")
"""Keys of the canvas and of fields: no action but those of the table may have them."""


class Bindings:
    """Keys by action, as portable texts. A key has one owner: what the user chose goes first.

    Attributes:
        changed: tells after every change.
    """

    def __init__(self, defaults: Mapping[str, tuple[str, ...]], settings: Settings) -> None:
        self.changed: Channel[None] = Channel()
        self._settings = settings
        self._defaults = {name: tuple(map(normal, keys)) for name, keys in defaults.items()}
        self._chosen = self._read(settings.text(KEYS))

    def keys(self, action_id: str) -> tuple[str, ...]:
        """What the action listens to now; the first is shown."""
        if action_id in self._chosen:
            return self._chosen[action_id]
        taken = {key for keys in self._chosen.values() for key in keys}
        return tuple(key for key in self._defaults[action_id] if key not in taken)

    def owner(self, key: str) -> str | None:
        """The id of the action whose key this is."""
        return next((name for name in self._defaults if key in self.keys(name)), None)

    def refuses(self, action_id: str, key: str) -> bool:
        """Whether the key has a fixed meaning, alone or with Shift, which the action has not."""
        return key.removeprefix("Shift+") in FIXED and key not in self._defaults[action_id]

    def changed_by_user(self, action_id: str) -> bool:
        """Whether its keys differ from the table's."""
        return self.keys(action_id) != self._defaults[action_id]

    def choose(self, action_id: str, *keys: str) -> None:
        """Give the action these keys alone, taken from whoever has them."""
        wanted = tuple(dict.fromkeys(twin for key in keys for twin in _twins(normal(key))))
        self._take(action_id, wanted)

    def reset(self, action_id: str) -> None:
        """The table's keys again, taken from whoever has them."""
        self._take(action_id, self._defaults[action_id])

    def reset_all(self) -> None:
        """The table's keys for every action."""
        self._chosen = {}
        self._keep()

    def _take(self, action_id: str, wanted: tuple[str, ...]) -> None:
        for other, had in list(self._chosen.items()):
            left = tuple(key for key in had if key not in wanted)
            if had and not left:
                del self._chosen[other]  # back to the table's, as far as they are free
            else:
                self._chosen[other] = left
        self._chosen[action_id] = wanted
        self._keep()

    def _keep(self) -> None:
        self._chosen = {
            name: keys for name, keys in self._chosen.items() if keys != self._defaults[name]
        }
        self._settings.set(KEYS, json.dumps(self._chosen) if self._chosen else "")
        self.changed.emit(None)

    def _read(self, text: str) -> dict[str, tuple[str, ...]]:
        """What of the stored text makes sense."""
        try:
            stored = dict(json.loads(text or "{}"))
        except (ValueError, TypeError) as error:
            log.warning("chosen keys could not be read, the usual ones are used: %s", error)
            return {}
        return {
            name: tuple(normal(key) for key in keys if self._usable(name, key))
            for name, keys in stored.items()
            if name in self._defaults and isinstance(keys, list)
        }

    def _usable(self, action_id: str, key: object) -> bool:
        named = normal(key) if isinstance(key, str) else ""
        return bool(named) and not self.refuses(action_id, named)


def normal(key: str) -> str:
    """The one portable spelling of a key text; empty if it names no key."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def native(key: str) -> str:
    """A key text as the system writes it; both Enter keys are called so."""
    one = key.replace("Return", "Enter")
    return QKeySequence(one).toString(QKeySequence.SequenceFormat.NativeText)


def shown(keys: Iterable[str]) -> list[str]:
    """Key texts for people, each once."""
    return list(dict.fromkeys(map(native, keys)))


def _twins(key: str) -> tuple[str, ...]:
    """The key, with the other Enter if it is one; the one whose name is shown goes first."""
    head, plus, last = key.rpartition("+")
    return tuple(f"{head}{plus}{one}" for one in ENTERS) if last in ENTERS else (key,)
