"""A button that reads name and key, then the name alone, then shows its icon alone."""

from __future__ import annotations

from enum import Enum

from fluxfill_studio.ui.widgets.buttons import PushButton, with_key


class Length(Enum):
    """How much a compact button says, the most first."""

    NAME_AND_KEY = 0
    NAME = 1
    ICON = 2


class CompactButton(PushButton):
    """Its accessible name and tooltip always say everything."""

    def __init__(self, name: str, icon: str, *, kind: str = "flat") -> None:
        super().__init__("", icon)
        self._name, self._key, self._length = name, "", Length.NAME_AND_KEY
        self._why_not: str | None = None
        self.setProperty("kind", kind)
        self.setAccessibleName(name)
        self.explain(None)
        self.shorten(self._length)

    def shorten(self, length: Length) -> None:
        """Say this much."""
        self._length = length
        full = f"{self._name} ({self._key})" if self._key else self._name
        words = {Length.NAME_AND_KEY: full, Length.NAME: self._name, Length.ICON: ""}
        self.setText(words[length])

    def explain(self, why_not: str | None) -> None:
        """The tooltip is why it is off, or its name and key."""
        self._why_not = why_not
        self.setToolTip(why_not or with_key(self._name, self._key))

    def show_key(self, key: str) -> None:
        """Another key does the same."""
        self._key = key
        self.shorten(self._length)
        self.explain(self._why_not)
