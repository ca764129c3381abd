"""Whether a shape is added to the mask, taken away from it, or what both share is kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import _
from fluxfill_studio.settings.options import Option


class Mode(Enum):
    """What laying a shape does to the mask."""

    ADD = "add"
    SUBTRACT = "subtract"
    INTERSECT = "intersect"


def act_name(name: str, mode: Mode) -> str:
    """What the undo list calls laying the shape `name` in this way."""
    return {
        Mode.ADD: name,
        Mode.SUBTRACT: _("{name}, subtracted").format(name=name),
        Mode.INTERSECT: _("{name}, intersected").format(name=name),
    }[mode]


@dataclass(frozen=True, slots=True)
class ModeChanged:
    """Shapes are laid in another way from now on."""

    mode: Mode


class ModeSettings:
    """The mode that the shape and selection tools share; brush and eraser are their own.

    Attributes:
        changed: tells after every change.
    """

    def __init__(self) -> None:
        self.changed: Channel[ModeChanged] = Channel()
        self._mode = Mode.ADD

    @property
    def mode(self) -> Mode:
        """What a plain press does."""
        return self._mode

    def set(self, mode: Mode) -> None:
        """Lay shapes in this way from now on."""
        if mode is not self._mode:
            self._mode = mode
            self.changed.emit(ModeChanged(mode))

    def swap(self) -> None:
        """Subtract instead of add, and back."""
        self.set(Mode.ADD if self._mode is Mode.SUBTRACT else Mode.SUBTRACT)

    def pressed(self, *, shift: bool, alt: bool) -> Mode:
        """What a press with these keys does: Shift adds, Alt subtracts, both intersect."""
        if shift and alt:
            return Mode.INTERSECT
        if shift:
            return Mode.ADD
        return Mode.SUBTRACT if alt else self._mode

    def option(self) -> Option:
        """The three buttons."""
        labels = (
            _("Add (Shift at the press)"),
            _("Subtract (Alt at the press)"),
            _("Intersect (Shift+Alt at the press)"),
        )
        return Option(
            "mode",
            _("Mode"),
            lambda: self._mode.value,
            lambda value: self.set(Mode(value)),
            choices=tuple(zip((mode.value for mode in Mode), labels, strict=True)),
        )
