"""What a document tells its listeners, after the fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType, TypeAlias

from fluxfill_studio.core.geometry import Rect

DocumentId = NewType("DocumentId", str)
StateId = NewType("StateId", str)


@dataclass(frozen=True, slots=True)
class MaskChanged:
    """Mask pixels inside `rect` (canvas coordinates) may differ; `final`: no stroke is open."""

    rect: Rect
    final: bool


@dataclass(frozen=True, slots=True)
class PixelsChanged:
    """Another state is current; pixels inside `rect` differ, or the canvas itself does."""

    rect: Rect
    canvas_changed: bool


DocumentChange: TypeAlias = MaskChanged | PixelsChanged
