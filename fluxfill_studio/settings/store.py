"""Keeps what the user changed in one JSON file; everything else is the table's default."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.settings.table import TABLE, Setting, Value

log = logging.getLogger(__name__)


class Settings:
    """Values by setting; without a path they are kept in memory alone.

    Attributes:
        changed: tells the setting that has another value now.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.changed: Channel[Setting] = Channel()
        self._path = path
        self._values = {} if path is None else _read(path)

    def __getitem__(self, setting: Setting) -> Value:
        return self._values.get(setting.key, setting.default)

    def text(self, setting: Setting) -> str:
        """The value of a text setting."""
        return str(self[setting])

    def number(self, setting: Setting) -> float:
        """The value of a numeric setting."""
        return float(self[setting])

    def flag(self, setting: Setting) -> bool:
        """The value of a switch."""
        return bool(self[setting])

    def set(self, setting: Setting, value: Value) -> None:
        """Keep `value`, on disk too; ValueError if the table does not allow it."""
        if not setting.accepts(value):
            raise ValueError(f"{value!r} is not a value of {setting.key}")
        if self[setting] == value:
            return
        self._values[setting.key] = value
        self._write()
        self.changed.emit(setting)

    def _write(self) -> None:
        if self._path is None:
            return
        text = json.dumps(self._values, indent=1, sort_keys=True)
        spare = self._path.with_suffix(".new")
        try:
            spare.write_text(text, "utf-8")
            os.replace(spare, self._path)
        except OSError as error:  # a full disk must not stop the work
            log.warning("settings could not be kept: %s", error)


def _read(path: Path) -> dict[str, Value]:
    """What the file holds and the table allows; a broken file counts as empty."""
    try:
        stored = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        log.warning("settings could not be read, defaults are used: %s", error)
        return {}
    if not isinstance(stored, dict):
        return {}
    known = {setting.key: setting for setting in TABLE}
    return {
        key: value for key, value in stored.items() if key in known and known[key].accepts(value)
    }
