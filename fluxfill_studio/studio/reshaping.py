"""The operations on the shape of a mask: its size, its edges, its holes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from fluxfill_studio.core.text import _
from fluxfill_studio.imaging.morphology import (
    Side,
    border,
    feathered,
    grown,
    hardened,
    holes_filled,
    smoothed,
    specks_dropped,
)
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.settings.options import Option, stored
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import (
    MASK_BORDER,
    MASK_BORDER_SIDE,
    MASK_FEATHER,
    MASK_GROW,
    MASK_HARDEN,
    MASK_SHRINK,
    MASK_SMOOTH,
    MASK_SPECKS,
)
from fluxfill_studio.studio.operations import Original, Plan


@dataclass(frozen=True, slots=True)
class Reshaping:
    """An `Operation` that looks at the mask alone.

    Attributes:
        read: the values of the moment: how many pixels beyond its bounds the mask can reach, and
            what is done to it.
    """

    id: str
    name: str
    options: tuple[Option, ...]
    read: Callable[[], tuple[int, Callable[[Mask], Mask]]]
    hint: str = ""

    def step_back(self) -> bool:
        """See `Operation`."""
        return False

    def plan(self, original: Original) -> Plan:
        """See `Operation`."""
        reach, change = self.read()
        # A pixel more: at its bounds the mask ends, at the edge of the canvas it goes on.
        rect = original.around(reach + 1)
        return Plan(rect, lambda: original.mask if rect.empty else change(original.mask_in(rect)))


def reshapings(settings: Settings) -> tuple[Reshaping, ...]:
    """One of each; their values are kept in `settings`."""
    return (
        *_moves(settings),
        *_edges(settings),
        _specks(settings),
        _border(settings),
        Reshaping("fill_holes", _("Fill holes"), (), lambda: (0, holes_filled)),
    )


def _moves(settings: Settings) -> tuple[Reshaping, Reshaping]:
    def grow() -> tuple[int, Callable[[Mask], Mask]]:
        by = int(settings.number(MASK_GROW))
        return by, partial(grown, px=by)

    def shrink() -> tuple[int, Callable[[Mask], Mask]]:
        return 0, partial(grown, px=-int(settings.number(MASK_SHRINK)))

    out = stored(settings, MASK_GROW, _("By"), unit=_(" px"), logarithmic=True)
    in_ = stored(settings, MASK_SHRINK, _("By"), unit=_(" px"), logarithmic=True)
    return (
        Reshaping("grow", _("Grow mask"), (out,), grow),
        Reshaping("shrink", _("Shrink mask"), (in_,), shrink),
    )


def _edges(settings: Settings) -> tuple[Reshaping, Reshaping, Reshaping]:
    def feather() -> tuple[int, Callable[[Mask], Mask]]:
        px = int(settings.number(MASK_FEATHER))
        return px, partial(feathered, px=px)

    def smooth() -> tuple[int, Callable[[Mask], Mask]]:
        px = int(settings.number(MASK_SMOOTH))
        return px, partial(smoothed, px=px)

    def harden() -> tuple[int, Callable[[Mask], Mask]]:
        return 0, partial(hardened, level=max(1, round(settings.number(MASK_HARDEN) * 2.55)))

    reach = stored(
        settings,
        MASK_FEATHER,
        _("Reach"),
        unit=_(" px"),
        logarithmic=True,
        tip=_("How far the soft edge reaches, inwards and outwards."),
    )
    radius = stored(settings, MASK_SMOOTH, _("Radius"), unit=_(" px"), logarithmic=True)
    level = stored(settings, MASK_HARDEN, _("Threshold"), unit=" %")
    return (
        Reshaping("feather", _("Feather mask"), (reach,), feather),
        Reshaping("smooth", _("Smooth mask"), (radius,), smooth),
        Reshaping("harden", _("Harden mask"), (level,), harden),
    )


def _specks(settings: Settings) -> Reshaping:
    def drop() -> tuple[int, Callable[[Mask], Mask]]:
        return 0, partial(specks_dropped, area=int(settings.number(MASK_SPECKS)))

    area = stored(settings, MASK_SPECKS, _("Smaller than"), unit=_(" px²"), logarithmic=True)
    return Reshaping("specks", _("Drop specks"), (area,), drop)


def _border(settings: Settings) -> Reshaping:
    def band() -> tuple[int, Callable[[Mask], Mask]]:
        px, side = int(settings.number(MASK_BORDER)), Side(settings.text(MASK_BORDER_SIDE))
        return px, partial(border, px=px, side=side)

    width = stored(settings, MASK_BORDER, _("Width"), unit=_(" px"), logarithmic=True)
    sides = (_("Inside"), _("Centre"), _("Outside"))
    side = stored(settings, MASK_BORDER_SIDE, _("Side"), labels=sides)
    return Reshaping("border", _("Border of mask"), (width, side), band)
