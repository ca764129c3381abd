"""What a tool is: pointer events in, a gesture on the document out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Protocol

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.document.document import Document


class PointerKind(Enum):
    """What touches the canvas."""

    MOUSE = "mouse"
    PEN = "pen"
    ERASER = "eraser"  # the other end of a pen


class PointerEvent(NamedTuple):
    """One position of the pointer.

    Attributes:
        at: canvas coordinates, perhaps outside the canvas.
        zoom: device-independent screen pixels per picture pixel.
        time: seconds, on a clock of its own.
        pressure: 0 to 1; 1 for a mouse.
        kind: mouse, pen, or the pen's eraser.
        shift, alt, ctrl: keys held.
    """

    at: Point
    zoom: float = 1.0
    time: float = 0.0
    pressure: float = 1.0
    kind: PointerKind = PointerKind.MOUSE
    shift: bool = False
    alt: bool = False
    ctrl: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """What the canvas draws under the pointer.

    Attributes:
        diameter: of the ring, picture pixels.
        hardness: below 1 a second ring is drawn at half strength.
        subtract: whether it takes away from the mask.
    """

    diameter: float
    hardness: float = 1.0
    subtract: bool = False


class Tool(Protocol):
    """One way to work on the mask. A gesture is press, any moves, then release or cancel."""

    @property
    def id(self) -> str:
        """Its name in code and key files."""

    @property
    def label(self) -> str:
        """Its name for people."""

    @property
    def cursor(self) -> Cursor:
        """What it would do at a plain press."""

    @property
    def active(self) -> bool:
        """Whether a gesture is open."""

    def press(self, event: PointerEvent, document: Document) -> None:
        """Begin a gesture on `document`."""

    def move(self, event: PointerEvent) -> None:
        """Go on; does nothing without a gesture."""

    def release(self, event: PointerEvent) -> None:
        """End the gesture: one undo entry. Does nothing without a gesture."""

    def cancel(self) -> None:
        """End the gesture as if it had not begun. Does nothing without a gesture."""

    def finish(self) -> None:
        """End the gesture where it is, keeping what is done. Does nothing without a gesture."""
