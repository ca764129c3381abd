"""A document as pyramids, made in a worker before the canvas shows it."""

from __future__ import annotations

from dataclasses import dataclass

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.document.changes import DocumentChange, MaskChanged
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.colour import to_screen
from fluxfill_studio.imaging.pixels import Pixels
from fluxfill_studio.imaging.pyramid import Layer, Pyramid


@dataclass
class Layers:
    """The picture and its mask, at every size the canvas may need."""

    picture: Pyramid
    mask: Pyramid

    def follow(self, document: Document, change: DocumentChange) -> None:
        """Catch up with a change of `document`."""
        if isinstance(change, MaskChanged):
            self.mask.touch(change.rect)
        elif change.canvas_changed:
            self.picture = Pyramid(document.pixels, document.canvas)
            self.mask = Pyramid(document.mask, document.canvas)
        else:
            self.picture.replace(document.pixels, change.rect)


def prepare(document: Document) -> Layers:
    """Build every level; may run in a worker thread while nobody edits `document`."""
    picture = Pyramid(document.pixels, document.canvas).build()
    to_screen(document.pixels[:1, :1], document.icc)  # its table is made here, not while painting
    return Layers(picture, Pyramid(document.mask, document.canvas).build())


def layer_of(pixels: Pixels, canvas: Rect) -> Layer:
    """Any other picture, as the original, to compare with."""
    return Layer(Pyramid(pixels, canvas))
