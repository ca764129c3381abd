"""What brush and eraser are set to; everything but the size is kept between starts."""

from __future__ import annotations

from dataclasses import dataclass

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import _
from fluxfill_studio.imaging.stamp import Brush
from fluxfill_studio.settings.options import Option, per_cent, stored
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import (
    BRUSH_HARDNESS,
    BRUSH_OPACITY,
    BRUSH_PRESSURE_CURVE,
    BRUSH_PRESSURE_OPACITY,
    BRUSH_PRESSURE_SIZE,
    BRUSH_SPACING,
    BRUSH_STABILISER,
    Setting,
)
from fluxfill_studio.tools.pressure import PLAIN, Curve
from fluxfill_studio.tools.stroke import Touch

LEAST, MOST = 1, 5000  # px
STEP = 0.15
HARDNESS_STEP = 0.25
OPENING_ON_SCREEN = 48  # device-independent px
KEPT = (
    BRUSH_HARDNESS, BRUSH_OPACITY, BRUSH_SPACING, BRUSH_STABILISER,
    BRUSH_PRESSURE_SIZE, BRUSH_PRESSURE_OPACITY, BRUSH_PRESSURE_CURVE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BrushChanged:
    """The brush is another one now, or paints in another way."""

    brush: Brush


class BrushSettings:
    """Size, hardness, opacity and the rest that brush and eraser share.

    Attributes:
        changed: tells after every change.
        kept: where everything but the size is.
    """

    def __init__(self, brush: Brush | None = None, kept: Settings | None = None) -> None:
        """`brush` to begin with instead of the one of `kept`; without `kept` none outlives this."""
        self.changed: Channel[BrushChanged] = Channel()
        self.kept = kept or Settings()
        self._diameter: float = OPENING_ON_SCREEN
        if brush is not None:
            self._diameter = brush.diameter
            self.set_hardness(brush.hardness)
            self.set_opacity(brush.opacity)
        self.kept.changed.connect(self._follow)

    @property
    def brush(self) -> Brush:
        """What the next stroke paints with."""
        kept = self.kept
        return Brush(self._diameter, kept.number(BRUSH_HARDNESS), kept.number(BRUSH_OPACITY))

    @property
    def touch(self) -> Touch:
        """How the next stroke follows the hand."""
        kept = self.kept
        return Touch(
            kept.number(BRUSH_SPACING) / 100,
            kept.flag(BRUSH_PRESSURE_SIZE),
            kept.flag(BRUSH_PRESSURE_OPACITY),
            _curve(kept.text(BRUSH_PRESSURE_CURVE)),
            kept.number(BRUSH_STABILISER) / 100,
        )

    def set_diameter(self, pixels: float) -> None:
        """Picture pixels, rounded, 1 to 5000."""
        diameter = max(LEAST, min(MOST, round(pixels)))
        if diameter != self._diameter:
            self._diameter = diameter
            self.changed.emit(BrushChanged(self.brush))

    def set_hardness(self, hardness: float) -> None:
        """0 to 1."""
        self.kept.set(BRUSH_HARDNESS, max(0.0, min(1.0, float(hardness))))

    def set_opacity(self, opacity: float) -> None:
        """0.01 to 1: a brush that paints nothing helps nobody."""
        self.kept.set(BRUSH_OPACITY, max(0.01, min(1.0, float(opacity))))

    def step_size(self, by: int) -> None:
        """One key press larger (1) or smaller (-1): 15 %, at least 1 px."""
        old = self.brush.diameter
        new = round(old * (1 + STEP) ** by)
        self.set_diameter(new if new != old else old + by)

    def step_hardness(self, by: int) -> None:
        """One key press harder (1) or softer (-1)."""
        self.set_hardness(self.brush.hardness + by * HARDNESS_STEP)

    def open_at(self, zoom: float) -> None:
        """The brush for a picture just opened at `zoom` screen px per picture px."""
        self.set_diameter(OPENING_ON_SCREEN / zoom)

    def _follow(self, setting: Setting) -> None:
        if setting in KEPT:
            self.changed.emit(BrushChanged(self.brush))


def brush_options(settings: BrushSettings) -> tuple[Option, ...]:
    """The row of fields of brush and eraser; the first three are the ones wanted most."""
    return (
        Option(
            "brush.size",
            _("Size"),
            lambda: settings.brush.diameter,
            lambda value: settings.set_diameter(float(value)),
            LEAST,
            MOST,
            _(" px"),
            logarithmic=True,
        ),
        per_cent(settings.kept, BRUSH_HARDNESS, _("Hardness")),
        per_cent(settings.kept, BRUSH_OPACITY, _("Opacity")),
        *_hand_options(settings.kept),
    )


def _hand_options(kept: Settings) -> tuple[Option, ...]:
    return (
        stored(
            kept,
            BRUSH_SPACING,
            _("Spacing"),
            unit=" %",
            tip=_("Between two dabs, of the size; 0 paints without gaps."),
        ),
        stored(kept, BRUSH_PRESSURE_SIZE, _("Pressure: size")),
        stored(kept, BRUSH_PRESSURE_OPACITY, _("Pressure: opacity")),
        stored(
            kept,
            BRUSH_PRESSURE_CURVE,
            _("Pressure curve"),
            tip=_("What is made of the pen's pressure; a mouse always paints the full brush."),
        ),
        stored(
            kept,
            BRUSH_STABILISER,
            _("Stabiliser"),
            unit=" %",
            tip=_("Pulls the brush on a string, so that a shaking hand draws smooth lines."),
        ),
    )


def _curve(text: str) -> Curve:
    """A file from elsewhere may hold anything."""
    try:
        return Curve.parse(text)
    except ValueError:
        return PLAIN
