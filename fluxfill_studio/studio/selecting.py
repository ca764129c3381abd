"""The operations that make a mask from the picture, or from a mask of another size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fluxfill_studio.core.geometry import Size
from fluxfill_studio.core.text import _, ngettext
from fluxfill_studio.imaging.masking import Colour, colour_mask, luminance_mask, placed, scaled
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.settings.options import Option, stored
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import (
    MASK_COLOUR_SOFTNESS,
    MASK_FIT,
    MASK_FUZZINESS,
    MASK_HIGH,
    MASK_LOW,
    MASK_LUMINANCE_SOFTNESS,
)
from fluxfill_studio.studio.operations import Original, Plan
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

    def plan(self, original: Original) -> Plan:
        """See `Operation`."""
        number = self._settings.number
        low, high = sorted((number(MASK_LOW), number(MASK_HIGH)))
        softness = number(MASK_LUMINANCE_SOFTNESS)
        return _laid(
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
        if remove:
            self._colours = tuple(c for c in self._colours if c != self._nearest(colour))
        elif not add:
            self._colours = (colour,)
        elif colour not in self._colours:
            self._colours += (colour,)

    def plan(self, original: Original) -> Plan:
        """See `Operation`."""
        colours, number = self._colours, self._settings.number
        tolerance, softness = number(MASK_FUZZINESS), number(MASK_COLOUR_SOFTNESS)
        if not colours:
            return Plan(original.bounds, lambda: original.mask)
        return _laid(
            original,
            self._mode.mode,
            lambda: colour_mask(original.pixels, original.icc, colours, tolerance, softness),
        )

    def _nearest(self, colour: Colour) -> Colour | None:
        def far(other: Colour) -> float:
            return sum((a - b) ** 2 for a, b in zip(colour, other, strict=True))

        return min(self._colours, key=far, default=None)


@dataclass(frozen=True, slots=True)
class Fitting:
    """An `Operation`: a mask of another size becomes the mask, stretched or as large as it is."""

    settings: Settings
    mask: Mask
    size: Size
    id: str = "fit"

    @property
    def name(self) -> str:
        """See `Operation`."""
        return _("Load mask")

    @property
    def hint(self) -> str:
        """See `Operation`."""
        height, width = self.mask.shape
        return _("The mask is {width} x {height} pixels, the picture {wide} x {high}.").format(
            width=width, height=height, wide=self.size.width, high=self.size.height
        )

    @property
    def options(self) -> tuple[Option, ...]:
        """See `Operation`."""
        labels = (_("Scale"), _("Place"))
        return (stored(self.settings, MASK_FIT, _("Fit"), labels=labels),)

    def plan(self, original: Original) -> Plan:
        """See `Operation`."""
        fit = placed if self.settings.text(MASK_FIT) == "place" else scaled
        return Plan(original.canvas, lambda: fit(self.mask, original.canvas.size))


def _laid(original: Original, mode: Mode, make: Callable[[], Mask]) -> Plan:
    """What is made over the whole canvas, laid into the mask as shapes are."""

    def work() -> Mask:
        old, cover = original.mask_in(original.canvas), make()
        if mode is Mode.ADD:
            return np.maximum(old, cover)
        return np.minimum(old, ~cover if mode is Mode.SUBTRACT else cover)

    return Plan(original.canvas, work)
