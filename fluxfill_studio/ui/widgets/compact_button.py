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

    def __init__(self, name: str, key: str, icon: str, *, kind: str = "flat") -> None:
        super().__init__("", icon)
        self._name, self._key = name, key
        self.setProperty("kind", kind)
        self.setAccessibleName(name)
        self.explain(None)
        self.shorten(Length.NAME_AND_KEY)

    def shorten(self, length: Length) -> None:
        """Say this much."""
        full = f"{self._name} ({self._key})"
        words = {Length.NAME_AND_KEY: full, Length.NAME: self._name, Length.ICON: ""}
        self.setText(words[length])

    def explain(self, why_not: str | None) -> None:
        """The tooltip is why it is off, or its name and key."""
        self.setToolTip(why_not or with_key(self._name, self._key))
