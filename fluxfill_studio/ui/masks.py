"""What the Mask menu does: acts at once, operations with a bar, files, kept masks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from fluxfill_studio.core.text import _, plain
from fluxfill_studio.imaging.masking import Colour, read_mask
from fluxfill_studio.imaging.saving import png_bytes, save_png
from fluxfill_studio.studio.masking import Masking
from fluxfill_studio.studio.notices import Notice, Tone
from fluxfill_studio.studio.operations import Operation
from fluxfill_studio.studio.reshaping import reshapings
from fluxfill_studio.studio.selecting import ColourRange, Fitting, Luminance
from fluxfill_studio.studio.session import Session
from fluxfill_studio.tools.base import PointerEvent, Tool
from fluxfill_studio.tools.picker import Picker
from fluxfill_studio.ui.dialogs import ask_mask, ask_save_mask
from fluxfill_studio.ui.files import OURS, source_of
from fluxfill_studio.ui.links import Links
from fluxfill_studio.ui.panels.kept_masks import KeptMasksList

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


class Masks:
    """The flows; each one ends in another mask, a notice, or where it began."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._links = Links()
        self._put_aside: Tool | None = None
        window.canvas.painting_begins.connect(self._make_way)
        self._reshapings = {one.id: one for one in reshapings(window.studio.settings)}

    def set_session(self, session: Session | None) -> None:
        """Serve another document, or none."""
        self._links.drop()
        self._give_tool_back()
        if session is not None:
            self._links.hold(session.adjusting.changed.connect(lambda _change: self._follow()))

    def has_mask(self) -> bool:
        """Whether there is a mask to work on."""
        session = self._window.session
        return session is not None and not session.document.mask_bounds.empty

    def act(self, act: Callable[[Masking], object]) -> None:
        """Carry out an act on the whole mask."""
        session = self._window.session
        if session is not None:
            session.choosing.hide()  # its mask is hidden: no blind change
            act(session.masking)

    def adjust(self, operation_id: str) -> None:
        """Open an operation by its id."""
        tool = self._window.canvas.tool
        if tool is not None:
            tool.put_away()  # a shape that waits comes first
        if self._window.session is not None:
            self._window.session.adjust(self._operation(operation_id))

    def apply(self) -> bool:
        """Keep what the open operation shows; False if none is open."""
        session = self._window.session
        return session is not None and session.adjusting.apply()

    def cancel(self) -> bool:
        """Give the open operation up; False if none is open."""
        session = self._window.session
        return session is not None and session.adjusting.cancel()

    @property
    def adjusting(self) -> bool:
        """Whether an operation is open."""
        session = self._window.session
        return session is not None and session.adjusting.operation is not None

    # -- files and clipboard ------------------------------------------------------------------

    def load(self) -> None:
        """Ask for a picture file and make it the mask."""
        if self._window.session is not None:
            self._window.tasks.spawn(self._load(self._window.session))

    def save(self) -> None:
        """Ask where, and write the mask as grey PNG."""
        if self._window.session is not None:
            self._window.tasks.spawn(self._save(self._window.session))

    def copy(self) -> None:
        """Put the mask on the clipboard, as a grey picture."""
        session = self._window.session
        if session is None:
            return
        session.document.settle()
        data, png = QMimeData(), QByteArray(png_bytes(session.document.mask[..., None], None, {}))
        data.setData("image/png", png)
        data.setImageData(QImage.fromData(png))
        data.setData(OURS, b"1")
        QGuiApplication.clipboard().setMimeData(data)
        self._window.notify(Notice(_("The mask is on the clipboard.")))

    def paste(self) -> None:
        """Make the picture on the clipboard the mask."""
        session, source = self._window.session, source_of(QGuiApplication.clipboard().mimeData())
        if session is None:
            return
        if source is None:
            self._window.notify(Notice(_("The clipboard holds no picture."), Tone.WARNING))
        else:
            self._window.tasks.spawn(self._take(session, source.data, _("Paste mask")))

    async def _load(self, session: Session) -> None:
        path = await ask_mask(self._window.shell, _folder(session))
        if path is not None:
            await self._take(session, path, _("Load mask"))

    async def _take(self, session: Session, source: Path | bytes, name: str) -> None:
        mask = await self._window.studio.work.run(read_mask, source)
        if session is not self._window.session:
            return
        size = session.document.canvas.size
        if mask.shape == (size.height, size.width):
            self.act(lambda masking: masking.replace(mask, name))
        else:
            session.adjust(Fitting(self._window.studio.settings, mask, size))

    async def _save(self, session: Session) -> None:
        session.document.settle()
        mask = session.document.mask.copy()
        stem = session.document.path.stem if session.document.path else _("picture")
        proposal = _folder(session) / f"{stem}-mask.png"
        path = await ask_save_mask(self._window.shell, proposal)
        if path is not None:
            await self._window.studio.work.run(save_png, path, mask[..., None], None, {})
            self._window.notify(Notice(_("Saved {name}.").format(name=plain(path.name))))

    # -- kept masks ---------------------------------------------------------------------------

    def keep(self) -> None:
        """Keep the mask under a free name, and show where it can be renamed."""
        self.act(lambda masking: masking.keep())
        self.show_kept()

    def show_kept(self) -> None:
        """The list of kept masks."""
        if self._window.session is not None:
            stage = self._window.layout.stage
            KeptMasksList(stage, self._window.session).open_beside(stage)

    # -- private ------------------------------------------------------------------------------

    def _operation(self, operation_id: str) -> Operation:
        settings, mode = self._window.studio.settings, self._window.drawing.kit.mode
        if operation_id == Luminance.id:
            return Luminance(settings, mode)
        if operation_id == ColourRange.id:
            return ColourRange(settings, mode)
        return self._reshapings[operation_id]

    def _make_way(self) -> None:
        """The pen comes down: what the operation shows is kept, unless colours are picked."""
        if not isinstance(self._window.canvas.tool, Picker):
            self.apply()

    def _follow(self) -> None:
        """While colours are picked the picker is in hand."""
        session = self._window.session
        operation = session.adjusting.operation if session is not None else None
        if not isinstance(operation, ColourRange):
            self._give_tool_back()
        elif self._put_aside is None:
            self._put_aside = self._window.canvas.tool
            self._window.canvas.set_hand(None)
            self._window.canvas.set_tool(Picker(self._pick))

    def _give_tool_back(self) -> None:
        if self._put_aside is not None:
            tool, self._put_aside = self._put_aside, None
            if isinstance(self._window.canvas.tool, Picker):
                self._window.canvas.set_tool(tool)

    def _pick(self, colour: Colour, event: PointerEvent) -> None:
        session = self._window.session
        operation = session.adjusting.operation if session is not None else None
        if session is not None and isinstance(operation, ColourRange):
            operation.pick(colour, add=event.shift, remove=event.alt)
            session.adjusting.refresh()


def _folder(session: Session) -> Path:
    path = session.document.path
    return path.parent if path else Path.home()
