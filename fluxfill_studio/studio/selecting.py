"""The operations that make a mask from what the picture shows."""

from __future__ import annotations

from collections.abc import Callable

from fluxfill_studio.core.text import _, ngettext
from fluxfill_studio.imaging.lab import Colour
from fluxfill_studio.imaging.masking import colour_mask, luminance_mask
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.settings.options import Option, stored
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import (
    MASK_COLOUR_SOFTNESS,
    MASK_FUZZINESS,
    MASK_HIGH,
    MASK_LOW,
    MASK_LUMINANCE_SOFTNESS,
)
from fluxfill_studio.studio.operations import Original, Plan
from fluxfill_studio.tools.laying import lay_into
from fluxfill_studio.tools.mode import Mode, ModeSettings


class Luminance:
    """An `Operation`: what lies in a range of brightness."""

    id = "luminance"
    hint = ""

    def __init__(self, settings: Settings, mode: ModeSettings) -> None:
        self._settings = settings
        self._mode = mode

    @property
    def name(self) -> str:
        """See `Operation`."""
        return _("Mask from luminance")

    @property
    def options(self) -> tuple[Option, ...]:
        """See `Operation`."""
        return (
            self._mode.option(),
            stored(self._settings, MASK_LOW, _("From"), unit=" %"),
            stored(self._settings, MASK_HIGH, _("To"), unit=" %"),
            stored(self._settings, MASK_LUMINANCE_SOFTNESS, _("Softness"), unit=" %"),
        )

    def step_back(self) -> bool:
        """See `Operation`."""
        return False

    def plan(self, original: Original) -> Plan:
        """See `Operation`."""
        number = self._settings.number
        low, high = sorted((number(MASK_LOW), number(MASK_HIGH)))
        softness = number(MASK_LUMINANCE_SOFTNESS)
        return laid(
            original,
            self._mode.mode,
            lambda: luminance_mask(original.pixels, low, high, softness),
        )


class ColourRange:
    """An `Operation`: what is like the colours that were picked."""

    id = "colours"

    def __init__(self, settings: Settings, mode: ModeSettings) -> None:
        self._settings = settings
        self._mode = mode
        self._colours: tuple[Colour, ...] = ()
        self._before: list[tuple[Colour, ...]] = []

    @property
    def name(self) -> str:
        """See `Operation`."""
        return _("Mask from colours")

    @property
    def hint(self) -> str:
        """See `Operation`."""
        count = len(self._colours)
        if not count:
            return _("Click a colour in the picture.")
        picked = ngettext("{n} colour", "{n} colours", count).format(n=count)
        return _("{colours}. Shift+click adds one, Alt+click takes one away.").format(
            colours=picked
        )

    @property
    def options(self) -> tuple[Option, ...]:
        """See `Operation`."""
        return (
            self._mode.option(),
            stored(self._settings, MASK_FUZZINESS, _("Tolerance")),
            stored(self._settings, MASK_COLOUR_SOFTNESS, _("Softness")),
        )

    def pick(self, colour: Colour, *, add: bool, remove: bool) -> None:
        """Take `colour` as the only one, add it, or take the one most like it away."""
        before = self._colours
        if remove:
            self._colours = tuple(c for c in self._colours if c != self._nearest(colour))
        elif not add:
            self._colours = (colour,)
        elif colour not in self._colours:
            self._colours += (colour,)
        if self._colours != before:
            self._before.append(before)

    def step_back(self) -> bool:
        """See `Operation`: takes the last pick back."""
        if not self._before:
            return False
        self._colours = self._before.pop()
        return True

    def plan(self, original: Original) -> Plan:
        """See `Operation`."""
        colours, number = self._colours, self._settings.number
        tolerance, softness = number(MASK_FUZZINESS), number(MASK_COLOUR_SOFTNESS)
        if not colours:
            return Plan(original.bounds, lambda: original.mask)
        return laid(
            original,
            self._mode.mode,
            lambda: colour_mask(original.pixels, original.icc, colours, tolerance, softness),
        )

    def _nearest(self, colour: Colour) -> Colour | None:
        def far(other: Colour) -> float:
            return sum((a - b) ** 2 for a, b in zip(colour, other, strict=True))

        return min(self._colours, key=far, default=None)


def laid(original: Original, mode: Mode | None, make: Callable[[], Mask]) -> Plan:
    """What is made over the whole canvas, laid into the mask as shapes are; None: in its place."""

    def work() -> Mask:
        cover = make()
        if mode is None:
            return cover
        made = original.mask_in(original.canvas)
        lay_into(made, original.canvas, original.canvas, cover, mode)
        return made

    return Plan(original.canvas, work)
