"""Every setting once: key, type, default, range. Dialogs and the store derive from this table."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeAlias

Value: TypeAlias = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing the user may change.

    Attributes:
        key: its name in the file.
        default: also gives the type.
        choices: the allowed values; empty: any.
        low, high: range of a number.
    """

    key: str
    default: Value
    choices: tuple[Value, ...] = ()
    low: float | None = None
    high: float | None = None

    def accepts(self, value: object) -> bool:
        """Whether `value` may be stored."""
        if type(value) is not type(self.default):
            return False
        if self.choices:
            return value in self.choices
        if isinstance(value, int | float) and not isinstance(value, bool):
            return (self.low is None or value >= self.low) and (
                self.high is None or value <= self.high
            )
        return True


LANGUAGE = Setting("language", "system")
THEME = Setting("theme", "system", ("system", "dark", "light"))
SURROUND = Setting("surround", "theme", ("theme", "black", "grey", "white"))
OVERLAY_COLOUR = Setting("overlay_colour", "magenta", ("magenta", "green", "cyan", "red", "hatch"))
OVERLAY_OPACITY = Setting("overlay_opacity", 0.4, low=0.1, high=1.0)
PIXEL_GRID = Setting("pixel_grid", True)
MARCHING_ANTS = Setting("marching_ants", False)
REDUCE_MOTION = Setting("reduce_motion", False)
NAVIGATOR = Setting("navigator", False)
WINDOW = Setting("window", "")
"""Geometry and panels, as the window packs them (base64)."""
KEYS = Setting("keys", "")
"""Keys that the user chose, by action (JSON)."""
MASK_GROW = Setting("mask.grow", 8, low=1, high=500)
MASK_SHRINK = Setting("mask.shrink", 8, low=1, high=500)
MASK_FEATHER = Setting("mask.feather", 4, low=1, high=500)
MASK_SMOOTH = Setting("mask.smooth", 4, low=1, high=100)
MASK_HARDEN = Setting("mask.harden", 50, low=1, high=100)
MASK_SPECKS = Setting("mask.specks", 64, low=2, high=100_000)
MASK_BORDER = Setting("mask.border", 8, low=1, high=500)
MASK_BORDER_SIDE = Setting("mask.border_side", "centre", ("inside", "centre", "outside"))
MASK_LOW = Setting("mask.low", 0, low=0, high=100)
MASK_HIGH = Setting("mask.high", 50, low=0, high=100)
MASK_LUMINANCE_SOFTNESS = Setting("mask.luminance_softness", 10, low=0, high=100)
MASK_FUZZINESS = Setting("mask.fuzziness", 15, low=0, high=100)
MASK_COLOUR_SOFTNESS = Setting("mask.colour_softness", 10, low=0, high=100)
MASK_FIT = Setting("mask.fit", "fit", ("fit", "stretch", "place"))
"""Values of the operations on the mask: px, per cent, px², colour distance."""
BRUSH_HARDNESS = Setting("brush.hardness", 1.0, low=0, high=1)
BRUSH_OPACITY = Setting("brush.opacity", 1.0, low=0.01, high=1)
BRUSH_SPACING = Setting("brush.spacing", 0, low=0, high=300)
BRUSH_PRESSURE_SIZE = Setting("brush.pressure_size", True)
BRUSH_PRESSURE_OPACITY = Setting("brush.pressure_opacity", False)
BRUSH_PRESSURE_CURVE = Setting("brush.pressure_curve", "0,0 1,1")
BRUSH_STABILISER = Setting("brush.stabiliser", 0, low=0, high=100)
"""The brush of brush and eraser: shares of 1, per cent, points of a curve."""
EXPAND = Setting("select.expand", 4, low=0, high=50)
WAND_TOLERANCE = Setting("wand.tolerance", 12, low=0, high=100)
WAND_SAMPLE = Setting("wand.sample", 3, (1, 3, 5, 11))
WAND_CONTIGUOUS = Setting("wand.contiguous", True)
WAND_SMOOTH_EDGE = Setting("wand.smooth_edge", True)
SMART_FRAME = Setting("smart_select.frame", "box", ("box", "lasso"))
"""Values of the tools that select by what is in the picture: px, colour distance."""
UNDO_MB = Setting("undo_mb", 256, low=16, high=4096)
RECENT = Setting("recent", "")
"""Paths of pictures opened, newest first, one a line."""

DEFAULT_PROMPT = Setting(
    "default_prompt", "Continue the surroundings: same materials, light and grain."
)
"""Sent where a service asks for a prompt and none is written; in English, as the models are."""
LIMIT_PER_PRESS = Setting("limit_per_press", 1.0, low=0.0, high=1000.0)
"""US dollars; a press that costs more asks for a second one."""
MONTHLY_STOP = Setting("monthly_stop", 0.0, low=0.0, high=100_000.0)
"""US dollars; nothing paid is sent beyond them in one month. 0: no stop."""
SHOW_ARRIVALS = Setting("show_arrivals", "waiting", ("waiting", "never"))
"""Whether a result shows itself when nobody does anything else."""

SERVICE_IDS = ("bfl", "replicate", "kkiai", "chainhub", "apiframe", "eachlabs")
"""Every service that is asked over the network, in the order they are offered."""


@dataclass(frozen=True, slots=True)
class ServiceRows:
    """What can be set about one service.

    Attributes:
        origin: where it answers; empty: where its makers say.
        price: per picture in US dollars, as a decimal number; empty: the published one.
        concurrency: jobs at once; 0: as many as it allows.
        webhook_url: an address it is to tell when a job ends; empty: none.
    """

    origin: Setting
    price: Setting
    concurrency: Setting
    webhook_url: Setting


SERVICES = {
    name: ServiceRows(
        Setting(f"{name}.origin", ""),
        Setting(f"{name}.price", ""),
        Setting(f"{name}.concurrency", 0, low=0, high=100),
        Setting(f"{name}.webhook_url", ""),
    )
    for name in SERVICE_IDS
}
VARIATIONS = {
    name: Setting(f"variations.{name}", 1 if name == "local" else 2, low=1, high=8)
    for name in ("local", *SERVICE_IDS)
}
"""Results that one press asks for, by provider."""
PROVIDERS = Setting("providers", "")
"""Ids of those that fill, as they were ticked last, with spaces between; empty: the first."""
VALUES = {name: Setting(f"values.{name}", "") for name in SERVICE_IDS}
"""Parameters that differ from a service's defaults (JSON)."""

TABLE = (
    *(row for row in tuple(globals().values()) if isinstance(row, Setting)),
    *VARIATIONS.values(),
    *VALUES.values(),
    *(getattr(rows, field.name) for rows in SERVICES.values() for field in fields(rows)),
)
