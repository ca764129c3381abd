"""What the Mask menu does: acts at once, operations with a bar, files, kept masks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from fluxfill_studio.core.text import _, plain
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.lab import Colour
from fluxfill_studio.imaging.masking import read_mask
from fluxfill_studio.imaging.opening import alpha_mask
from fluxfill_studio.imaging.saving import png_bytes, read_texts, save_png
from fluxfill_studio.studio.bringing import Bringing, origin_of, origin_text
from fluxfill_studio.studio.masking import Masking
from fluxfill_studio.studio.notices import Notice, Tone
from fluxfill_studio.studio.operations import Operation
from fluxfill_studio.studio.reshaping import reshapings
from fluxfill_studio.studio.selecting import ColourRange, Luminance
from fluxfill_studio.studio.session import Session
from fluxfill_studio.tools.base import PointerEvent, Tool
from fluxfill_studio.tools.carrier import Carrier
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
        self._lent: Tool | None = None  # what the open operation is worked with in the picture
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
        session, tool = self._window.session, self._window.canvas.tool
        if session is None:
            return False
        return not session.document.mask_bounds.empty or (tool is not None and tool.waiting)

    def clear(self) -> None:
        """Empty the mask; a shape that stands is given up with it."""
        self._window.canvas.give_up()
        self.act(Masking.clear)

    def act(self, act: Callable[[Masking], object]) -> None:
        """Carry out an act on the whole mask; a shape that stands comes first."""
        session = self._window.session
        if session is not None:
            self._window.canvas.settle()
            session.choosing.hide()  # its mask is hidden: no blind change
            act(session.masking)

    def adjust(self, operation_id: str) -> None:
        """Open an operation by its id."""
        session = self._window.session
        if session is not None:
            self._open(session, self._operation(session, operation_id))

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
        return self._now is not None

    # -- files and clipboard ------------------------------------------------------------------

    def load(self) -> None:
        """Ask for a picture file and lay it into the mask."""
        if self._window.session is not None:
            self._window.tasks.spawn(self._load(self._window.session))

    def save(self) -> None:
        """Ask where, and write the mask as grey PNG."""
        if self._window.session is not None:
            self._window.tasks.spawn(self.save_of(self._window.session))

    def copy(self) -> None:
        """Put the mask on the clipboard, as a grey picture."""
        session = self._window.session
        if session is None:
            return
        document = self._settled(session)
        png = QByteArray(png_bytes(document.mask[..., None], None, origin_text(document)))
        data = QMimeData()
        data.setData("image/png", png)
        data.setImageData(QImage.fromData(png))
        data.setData(OURS, b"1")
        QGuiApplication.clipboard().setMimeData(data)
        self._window.notify(Notice(_("The mask is on the clipboard.")))

    def paste(self) -> None:
        """Lay the picture on the clipboard into the mask."""
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
        work, document = self._window.studio.work, session.document
        mask = await work.run(read_mask, source)
        origin = origin_of(await work.run(read_texts, source), document)
        if session is self._window.session:
            size, settings = document.canvas.size, self._window.studio.settings
            self._open(session, Bringing(name, settings, mask, size, origin))

    async def save_of(self, session: Session) -> bool:
        """As `save`, for this session; False if the user would rather not."""
        mask = self._settled(session).mask.copy()
        stem = session.document.path.stem if session.document.path else _("picture")
        proposal = _folder(session) / f"{stem}-mask.png"
        path = await ask_save_mask(self._window.shell, proposal)
        if path is None:
            return False
        await self._window.studio.work.run(save_png, path, mask[..., None], None, {})
        self._window.notify(Notice(_("Saved {name}.").format(name=plain(path.name))))
        return True

    # -- kept masks ---------------------------------------------------------------------------

    def keep(self) -> None:
        """Keep the mask under a free name, and ask for a better one."""
        self.act(lambda masking: masking.keep())
        listed = self.show_kept()
        if listed is not None:
            listed.rename()

    def show_kept(self) -> KeptMasksList | None:
        """The list of kept masks; None without a picture."""
        session, stage = self._window.session, self._window.layout.stage
        if session is None:
            return None
        listed = KeptMasksList(stage, session)
        listed.open_beside(stage)
        return listed

    # -- private ------------------------------------------------------------------------------

    def _settled(self, session: Session) -> Document:
        """The document with everything in its mask that stands or is previewed."""
        self._window.canvas.settle()
        session.document.settle()
        return session.document

    def _open(self, session: Session, operation: Operation) -> None:
        self._window.canvas.settle()
        session.adjust(operation)

    def _operation(self, session: Session, operation_id: str) -> Operation:
        settings, mode = self._window.studio.settings, self._window.drawing.kit.mode
        if operation_id == Luminance.id:
            return Luminance(settings, mode)
        if operation_id == ColourRange.id:
            return ColourRange(settings, mode)
        if operation_id == "alpha":
            document = session.document
            mask, size = alpha_mask(document.pixels), document.canvas.size
            return Bringing(_("Mask from transparency"), settings, mask, size)
        return self._reshapings[operation_id]

    def _make_way(self) -> None:
        """The pen comes down: what the operation shows is kept, unless the pen is for it."""
        if self._lent is None or self._window.canvas.tool is not self._lent:
            self.apply()

    def _follow(self) -> None:
        """While colours are picked or a mask is placed, a tool for that is in hand."""
        operation, canvas = self._now, self._window.canvas
        if isinstance(operation, ColourRange | Bringing):
            if self._lent is None:
                picks = isinstance(operation, ColourRange)
                self._put_aside = canvas.tool
                self._lent = Picker(self._pick) if picks else Carrier(self._carry)
                canvas.set_hand(None)
                canvas.set_tool(self._lent)
        else:
            self._give_tool_back()

    def _give_tool_back(self) -> None:
        lent, self._lent = self._lent, None
        if lent is not None and self._window.canvas.tool is lent:
            self._window.canvas.set_tool(self._put_aside)

    @property
    def _now(self) -> Operation | None:
        """The open operation."""
        session = self._window.session
        return session.adjusting.operation if session is not None else None

    def _pick(self, colour: Colour, event: PointerEvent) -> None:
        session, operation = self._window.session, self._now
        if session is not None and isinstance(operation, ColourRange):
            operation.pick(colour, add=event.shift, remove=event.alt)
            session.adjusting.refresh()

    def _carry(self, dx: int, dy: int) -> None:
        session, operation = self._window.session, self._now
        if session is not None and isinstance(operation, Bringing):
            operation.move(dx, dy)
            session.adjusting.refresh()


def _folder(session: Session) -> Path:
    path = session.document.path
    return path.parent if path else Path.home()
