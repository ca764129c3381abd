"""What a tool is: pointer events in, a gesture on the document out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Protocol, TypeVar

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.core.signals import Channel
from fluxfill_studio.document.document import Document
from fluxfill_studio.settings.options import Option
from fluxfill_studio.tools.mode import Mode

T = TypeVar("T")


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
        shift, alt, ctrl, space: keys held.
    """

    at: Point
    zoom: float = 1.0
    time: float = 0.0
    pressure: float = 1.0
    kind: PointerKind = PointerKind.MOUSE
    shift: bool = False
    alt: bool = False
    ctrl: bool = False
    space: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """What the canvas draws under the pointer.

    Attributes:
        diameter: of the ring, picture pixels; None: a cross, since the tool has no width.
        hardness: below 1 a second ring is drawn at half strength.
        mode: what a press would do to the mask, said by a sign beside the ring or cross; None:
            it adds or takes nothing.
    """

    diameter: float | None = None
    hardness: float = 1.0
    mode: Mode | None = Mode.ADD


@dataclass(frozen=True, slots=True)
class Line:
    """A way through canvas coordinates; drawn in two tones. `closed`: back to the first point."""

    points: Sequence[Point]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a tool draws over the picture while it works; never part of the mask.

    Attributes:
        lines: in canvas coordinates.
        handles: points that can be moved, canvas coordinates.
        label: a few words (size, angle, tolerance) beside the pointer.
    """

    lines: tuple[Line, ...] = ()
    handles: tuple[Point, ...] = ()
    label: str = ""


NOTHING = Sketch()


@dataclass(frozen=True, slots=True)
class ToolChanged:
    """A tool's sketch, cursor or options differ from before, without an event of the pointer."""


class Background(Protocol):
    """Carries out heavy work in a thread; `done` gets its answer on the loop's thread.

    An error of `work` is shown to the user, and `failed` called instead of `done`.
    """

    def __call__(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[], object],
    ) -> None:
        """Start."""


class Tool(Protocol):
    """One way to work on the mask. A gesture is press, any moves, then release or cancel.

    Some build a shape over several gestures: it then stands, waiting, and is part of the mask
    only once it is completed.
    """

    @property
    def id(self) -> str:
        """Its name in code and key files."""

    @property
    def label(self) -> str:
        """Its name for people."""

    @property
    def options(self) -> Sequence[Option]:
        """What it can be set to, in the order of the bar."""

    @property
    def changed(self) -> Channel[ToolChanged]:
        """Tells when the canvas or the options bar should look at it again."""

    @property
    def cursor(self) -> Cursor:
        """What it would do at a plain press."""

    @property
    def sketch(self) -> Sketch:
        """What it draws over the picture now."""

    @property
    def active(self) -> bool:
        """Whether a gesture is open."""

    @property
    def waiting(self) -> bool:
        """Whether a shape stands that can be completed or given up."""

    @property
    def looking(self) -> bool:
        """Whether it is still working out what waits."""

    def press(self, event: PointerEvent, document: Document) -> None:
        """Begin a gesture on `document`."""

    def move(self, event: PointerEvent) -> None:
        """Go on; does nothing without a gesture."""

    def release(self, event: PointerEvent) -> None:
        """End the gesture: one undo entry. Does nothing without a gesture."""

    def hover(self, event: PointerEvent) -> None:
        """The pointer moves with nothing pressed."""

    def cancel(self) -> None:
        """Escape: end the gesture as if it had not begun; without one give up what waits."""

    def finish(self) -> None:
        """The gesture is ended from outside (focus lost): keep what is done, and what waits."""

    def complete(self) -> bool:
        """Enter, double click: lay what waits into the mask; False if nothing waits."""

    def step_back(self) -> bool:
        """Backspace, Undo: take the last point of what waits away; False if nothing waits."""

    def step_again(self) -> bool:
        """Redo: what was taken away last comes back; False if nothing was, or more came since."""

    def put_away(self) -> None:
        """Another tool or document is taken: finish, then complete what waits if that can be."""

    def nudge(self, dx: int, dy: int, document: Document) -> bool:
        """Arrow keys, in picture pixels; False if they mean nothing to this tool."""


class BaseTool:
    """The answers of a tool that has nothing to say; what every tool is built on."""

    def __init__(self) -> None:
        self.changed: Channel[ToolChanged] = Channel()

    @property
    def options(self) -> Sequence[Option]:
        """See `Tool`."""
        return ()

    @property
    def sketch(self) -> Sketch:
        """See `Tool`."""
        return NOTHING

    @property
    def active(self) -> bool:
        """See `Tool`."""
        return False

    @property
    def waiting(self) -> bool:
        """See `Tool`."""
        return False

    @property
    def looking(self) -> bool:
        """See `Tool`."""
        return False

    def hover(self, event: PointerEvent) -> None:
        """See `Tool`."""

    def cancel(self) -> None:
        """See `Tool`."""

    def finish(self) -> None:
        """See `Tool`."""

    def complete(self) -> bool:
        """See `Tool`."""
        return False

    def step_back(self) -> bool:
        """See `Tool`."""
        return False

    def step_again(self) -> bool:
        """See `Tool`."""
        return False

    def put_away(self) -> None:
        """See `Tool`."""
        self.finish()
        self.complete()

    def nudge(self, dx: int, dy: int, document: Document) -> bool:
        """See `Tool`."""
        return False

    def _tell(self) -> None:
        self.changed.emit(ToolChanged())
