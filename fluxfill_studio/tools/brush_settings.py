"""What brush and eraser are set to; everything but the size is kept between starts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import _
from fluxfill_studio.imaging.stamp import Brush
from fluxfill_studio.settings.options import Option
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
    Value,
)
from fluxfill_studio.tools.pressure import PLAIN, Curve
from fluxfill_studio.tools.stroke import Touch

LEAST, MOST = 1, 5000  # px
STEP = 0.15
HARDNESS_STEP = 0.25
OPENING_ON_SCREEN = 48  # device-independent px


@dataclass(frozen=True, slots=True)
class BrushChanged:
    """The brush is another one now, or paints in another way."""

    brush: Brush


class BrushSettings:
    """Size, hardness, opacity and the rest that brush and eraser share.

    Attributes:
        changed: tells after every change.
    """

    def __init__(self, brush: Brush | None = None, settings: Settings | None = None) -> None:
        """`brush` instead of the one that `settings` keep; without `settings` none is kept."""
        self.changed: Channel[BrushChanged] = Channel()
        self._settings = settings or Settings()
        kept = Brush(
            OPENING_ON_SCREEN,
            self._settings.number(BRUSH_HARDNESS),
            self._settings.number(BRUSH_OPACITY),
        )
        self._brush = brush or kept

    @property
    def brush(self) -> Brush:
        """What the next stroke paints with."""
        return self._brush

    @property
    def touch(self) -> Touch:
        """How the next stroke follows the hand."""
        kept = self._settings
        return Touch(
            kept.number(BRUSH_SPACING) / 100,
            kept.flag(BRUSH_PRESSURE_SIZE),
            kept.flag(BRUSH_PRESSURE_OPACITY),
            _curve(kept.text(BRUSH_PRESSURE_CURVE)),
            kept.number(BRUSH_STABILISER) / 100,
        )

    def set_diameter(self, pixels: float) -> None:
        """Picture pixels, rounded, 1 to 5000."""
        self._set(replace(self._brush, diameter=max(LEAST, min(MOST, round(pixels)))))

    def set_hardness(self, hardness: float) -> None:
        """0 to 1."""
        self._set(replace(self._brush, hardness=max(0.0, min(1.0, hardness))))

    def set_opacity(self, opacity: float) -> None:
        """0.01 to 1: a brush that paints nothing helps nobody."""
        self._set(replace(self._brush, opacity=max(0.01, min(1.0, opacity))))

    def step_size(self, by: int) -> None:
        """One key press larger (1) or smaller (-1): 15 %, at least 1 px."""
        old = self._brush.diameter
        new = round(old * (1 + STEP) ** by)
        self.set_diameter(new if new != old else old + by)

    def step_hardness(self, by: int) -> None:
        """One key press harder (1) or softer (-1)."""
        self.set_hardness(self._brush.hardness + by * HARDNESS_STEP)

    def open_at(self, zoom: float) -> None:
        """The brush for a picture just opened at `zoom` screen px per picture px."""
        self.set_diameter(OPENING_ON_SCREEN / zoom)

    def get(self, setting: Setting) -> Value:
        """What is kept under one of the brush's settings."""
        return self._settings[setting]

    def keep(self, setting: Setting, value: Value) -> None:
        """Keep another value, of the setting's own type; ValueError out of its range."""
        if self._settings[setting] != value:
            self._settings.set(setting, value)
            self.changed.emit(BrushChanged(self._brush))

    def _set(self, brush: Brush) -> None:
        if brush != self._brush:
            self._brush = brush
            self._settings.set(BRUSH_HARDNESS, float(brush.hardness))
            self._settings.set(BRUSH_OPACITY, float(brush.opacity))
            self.changed.emit(BrushChanged(brush))


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
        Option(
            BRUSH_HARDNESS.key,
            _("Hardness"),
            lambda: round(settings.brush.hardness * 100),
            lambda value: settings.set_hardness(float(value) / 100),
            unit=" %",
        ),
        Option(
            BRUSH_OPACITY.key,
            _("Opacity"),
            lambda: round(settings.brush.opacity * 100),
            lambda value: settings.set_opacity(float(value) / 100),
            low=1,
            unit=" %",
        ),
        *_hand_options(settings),
    )


def _hand_options(settings: BrushSettings) -> tuple[Option, ...]:
    return (
        _kept(
            settings,
            BRUSH_SPACING,
            _("Spacing"),
            " %",
            _("Between two dabs, of the size; 0 paints without gaps."),
        ),
        _kept(settings, BRUSH_PRESSURE_SIZE, _("Pressure: size")),
        _kept(settings, BRUSH_PRESSURE_OPACITY, _("Pressure: opacity")),
        _kept(
            settings,
            BRUSH_PRESSURE_CURVE,
            _("Pressure curve"),
            tip=_("What is made of the pen's pressure; a mouse always paints the full brush."),
        ),
        _kept(
            settings,
            BRUSH_STABILISER,
            _("Stabiliser"),
            " %",
            _("Pulls the brush on a string, so that a shaking hand draws smooth lines."),
        ),
    )


def _kept(
    settings: BrushSettings, setting: Setting, label: str, unit: str = "", tip: str = ""
) -> Option:
    """An option that is kept as `setting`."""

    def keep(value: Value) -> None:
        settings.keep(setting, type(setting.default)(value))

    low, high = setting.low or 0, setting.high or 100
    return Option(setting.key, label, lambda: settings.get(setting), keep, low, high, unit, tip=tip)


def _curve(text: str) -> Curve:
    """A file from elsewhere may hold anything."""
    try:
        return Curve.parse(text)
    except ValueError:
        return PLAIN
