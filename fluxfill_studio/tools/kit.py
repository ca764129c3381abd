"""What the tools of one window share."""

from __future__ import annotations

from fluxfill_studio.settings.store import Settings
from fluxfill_studio.tools.base import Background
from fluxfill_studio.tools.brush_settings import BrushSettings
from fluxfill_studio.tools.mode import ModeSettings


class Kit:
    """Handed to every tool when it is made.

    Attributes:
        settings: what the user set the tools to, kept between starts.
        background: where heavy work goes.
        brush: size, hardness and the rest that brush and eraser share.
        mode: add, subtract or intersect for all the others.
    """

    def __init__(self, settings: Settings, background: Background) -> None:
        self.settings = settings
        self.background = background
        self.brush = BrushSettings(kept=settings)
        self.mode = ModeSettings()
