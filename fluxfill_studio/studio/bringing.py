"""The operation that lays a mask from elsewhere into the mask: a file, the clipboard, a picture."""

from __future__ import annotations

from fluxfill_studio.core.geometry import Rect, Size
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.masking import fitted, placed, scaled
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.settings.options import Option, stored
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import MASK_FIT
from fluxfill_studio.studio.operations import Original, Plan
from fluxfill_studio.studio.selecting import laid
from fluxfill_studio.tools.mode import Mode

ORIGIN = "FluxFill mask origin"
"""Keyword of the text in a copied mask that says where it lay."""
REPLACE = "replace"


def origin_text(document: Document) -> dict[str, str]:
    """For a picture of the document's mask: whose it is, and its upper left corner."""
    return {ORIGIN: f"{document.id} {document.canvas.x} {document.canvas.y}"}


def origin_of(texts: dict[str, str], document: Document) -> tuple[int, int] | None:
    """Where in `document` a mask lay that was copied from it (x, y), or None."""
    parts = texts.get(ORIGIN, "").split()
    if len(parts) != 3 or parts[0] != document.id:
        return None
    return int(parts[1]), int(parts[2])


class Bringing:
    """An `Operation`: `mask` (h, w) is laid where it fits, or where it is dragged to.

    `origin`: where it lay, canvas coordinates, if that is known; then it is not fitted.
    """

    id = "bring"

    def __init__(
        self,
        name: str,
        settings: Settings,
        mask: Mask,
        size: Size,
        origin: tuple[int, int] | None = None,
    ) -> None:
        self.name = name
        self._settings = settings
        self._mask = mask
        self._size = size
        self._origin = origin
        self._mode: Mode | None = Mode.ADD  # None: replace
        self._moved = 0, 0

    @property
    def hint(self) -> str:
        """See `Operation`."""
        if not self._fits:
            return _("Drag to move it.")
        height, width = self._mask.shape
        return _("It is {width} x {height}, the picture {wide} x {high}. Drag to move it.").format(
            width=width, height=height, wide=self._size.width, high=self._size.height
        )

    @property
    def options(self) -> tuple[Option, ...]:
        """See `Operation`."""
        labels = (_("Fit"), _("Stretch"), _("Place"))
        fit = stored(self._settings, MASK_FIT, _("Size"), labels=labels)
        return (self._mode_option(), fit) if self._fits else (self._mode_option(),)

    def step_back(self) -> bool:
        """See `Operation`."""
        return False

    def move(self, dx: int, dy: int) -> None:
        """Lay it this much further to the right and down."""
        self._moved = self._moved[0] + dx, self._moved[1] + dy

    def plan(self, original: Original) -> Plan:
        """See `Operation`."""
        fit, moved, canvas = self._settings.text(MASK_FIT), self._moved, original.canvas

        def lying() -> Mask:
            mask, (left, top) = self._lying(fit, canvas)
            return placed(mask, canvas.size, left + moved[0], top + moved[1])

        return laid(original, self._mode, lying)

    @property
    def _fits(self) -> bool:
        """Whether there is a choice how large it becomes."""
        height, width = self._mask.shape
        return self._origin is None and (width, height) != self._size

    def _lying(self, fit: str, canvas: Rect) -> tuple[Mask, tuple[int, int]]:
        """As large as it becomes, and where its corner lies from that of the canvas."""
        mask = self._mask
        if self._origin is not None:
            return mask, (self._origin[0] - canvas.x, self._origin[1] - canvas.y)
        if self._fits and fit != "place":
            mask = (scaled if fit == "stretch" else fitted)(mask, canvas.size)
        height, width = mask.shape
        return mask, ((canvas.width - width) // 2, (canvas.height - height) // 2)

    def _mode_option(self) -> Option:
        labels = (_("Add"), _("Subtract"), _("Intersect"), _("Replace"))
        values = *(mode.value for mode in Mode), REPLACE
        return Option(
            "bring.mode",
            _("Mode"),
            lambda: self._mode.value if self._mode else REPLACE,
            lambda value: setattr(self, "_mode", None if value == REPLACE else Mode(value)),
            choices=tuple(zip(values, labels, strict=True)),
        )
