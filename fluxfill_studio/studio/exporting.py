"""The finished PNG: written in a thread, read back, and compared with the original."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.document.changes import StateId
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.states import ROOT
from fluxfill_studio.fill.request import FillRequest, RequestId, ResultId
from fluxfill_studio.history.export import changed_outside, recipe
from fluxfill_studio.history.history import History
from fluxfill_studio.imaging.opening import open_picture
from fluxfill_studio.imaging.pixels import Mask, Pixels
from fluxfill_studio.imaging.saving import png_bytes, save_png
from fluxfill_studio.studio.choosing import Choosing
from fluxfill_studio.studio.work import WorkPool


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        path: the PNG.
        width, height: its size in pixels.
        changed_outside_mask: original pixels outside every mask that differ in the written file;
            None where the geometry of what was written is not known.
    """

    path: Path
    width: int
    height: int
    changed_outside_mask: int | None


class Exporting:
    """Writes the current picture; knows whether the newest state has been written."""

    def __init__(
        self,
        document: Document,
        history: History,
        choosing: Choosing,
        work: WorkPool,
        imported: Callable[[RequestId], None],
        made_by: FillRequest | None,
    ) -> None:
        """`imported` is told of every request whose result stands in a written file; `made_by`
        is the one whose result the opened picture is, None if it came from a file.
        """
        self._document = document
        self._history = history
        self._choosing = choosing
        self._work = work
        self._imported = imported
        self._made_by = [] if made_by is None else [made_by]
        self._written: set[StateId] = set() if made_by else {ROOT}
        self._written_alone: set[ResultId] = set()

    @property
    def up_to_date(self) -> bool:
        """Whether the current state has been exported, or is the file as opened."""
        return self._document.current.id in self._written

    def holds(self, result: ResultId) -> bool:
        """Whether a written state was made with `result`, or it was written by itself."""
        document = self._document
        return result in self._written_alone or any(
            state.origin == result
            for written in self._written
            for state in document.lineage(document.states[written])
        )

    def default_path(self) -> Path:
        """Beside the source, never the source: `<name>-fill.png`."""
        source = self._document.path
        return source.with_name(f"{source.stem}-fill.png") if source else Path("picture-fill.png")

    async def export(self, path: Path) -> Exported:
        """Write the current state to `path`, replacing it; CannotWrite if that fails."""
        document = self._document
        state, pixels, canvas = document.current.id, document.pixels, document.canvas
        requests = self._requests()
        original, first = document.pixels_of(ROOT), document.states[ROOT].canvas
        masks = [(r.box, r.mask) for r in requests if not r.extends]
        changed = await self._work.run(
            _write_and_compare,
            path,
            pixels,
            canvas,
            document.icc,
            recipe(requests),
            original,
            first,
            masks,
        )
        self._written.add(state)
        for request in requests:
            self._imported(request.id)
        return Exported(path, canvas.width, canvas.height, changed)

    async def export_native(self, result: ResultId, path: Path) -> Exported:
        """Write a result that is a picture of its own; CannotWrite if that fails."""
        found = self._history.result(result)
        texts = recipe([*self._requests(), found.request])
        await self._work.run(save_png, path, found.pixels, self._document.icc, texts)
        self._written_alone.add(result)
        self._imported(found.request.id)
        height, width = found.pixels.shape[:2]
        return Exported(path, width, height, None)

    async def bytes_of(self, result: ResultId | None) -> bytes:
        """A PNG of the picture as adopting `result` would leave it; of the current one if None."""
        pixels, requests = self.picture(result), self._requests()
        if result is not None:
            requests.append(self._history.result(result).request)
        return await self._work.run(png_bytes, pixels, self._document.icc, recipe(requests))

    def picture(self, result: ResultId | None) -> Pixels:
        """(H, W, C) as shown: the current picture, or as adopting `result` would leave it."""
        if result is None:
            return self._document.pixels
        shown = self._history.result(result)
        if shown.request.native:
            return shown.pixels
        return self._document.laid(
            (self._choosing.piece(shown),),
            self._choosing.canvas_of(shown),
            self._choosing.parent_of(shown),
        )

    def _requests(self) -> list[FillRequest]:
        """What the current state was made by, oldest first."""
        line = self._document.lineage(self._document.current)
        origins = [self._history.result(ResultId(s.origin)).request for s in line if s.origin]
        return self._made_by + origins


def _write_and_compare(
    path: Path,
    pixels: Pixels,
    canvas: Rect,
    icc: bytes | None,
    texts: dict[str, str],
    original: Pixels,
    first: Rect,
    masks: Sequence[tuple[Rect, Mask]],
) -> int:
    save_png(path, pixels, icc, texts)
    written = open_picture(path).pixels
    return changed_outside(original, first, written, canvas, masks)
