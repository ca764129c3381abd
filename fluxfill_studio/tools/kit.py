"""What the tools of one window share."""

from __future__ import annotations

from dataclasses import dataclass, field

from fluxfill_studio.settings.store import Settings
from fluxfill_studio.tools.base import Background
from fluxfill_studio.tools.brush import BrushSettings
from fluxfill_studio.tools.mode import ModeSettings


@dataclass(frozen=True, slots=True)
class Kit:
    """Handed to every tool when it is made.

    Attributes:
        settings: what the user set the tools to, kept between starts.
        background: where heavy work goes.
        brush: size, hardness and the rest that brush and eraser share.
        mode: add, subtract or intersect for all the others.
    """

    settings: Settings
    background: Background
    brush: BrushSettings = field(default_factory=BrushSettings)
    mode: ModeSettings = field(default_factory=ModeSettings)
