"""Opening, pasting, replacing, exporting, copying: what happens between files and the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter

from fluxfill_studio.core.errors import FluxFillError
from fluxfill_studio.core.geometry import Size
from fluxfill_studio.core.paths import resource
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.fill.request import Result
from fluxfill_studio.imaging.file import probe
from fluxfill_studio.imaging.masking import open_mask
from fluxfill_studio.imaging.preview import preview
from fluxfill_studio.jobs.job import Job
from fluxfill_studio.providers.contract import Capability
from fluxfill_studio.studio.exporting import Exported
from fluxfill_studio.studio.notices import Action, Notice, Tone
from fluxfill_studio.studio.services import KeyState
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui.canvas.layers import prepare
from fluxfill_studio.ui.dialogs import AtStake, Leaving, ask_export, ask_leaving, ask_open

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window

PREVIEW = Size(1920, 1080)
OURS = "application/x-fluxfill-studio"
"""Marks what this program has put on the clipboard."""
SAMPLE = ("sample", "sample.jpg")
SAMPLE_MASK = ("sample", "sample-mask.png")


@dataclass(frozen=True, slots=True)
class Source:
    """A picture to open: a file, or bytes from the clipboard."""

    data: Path | bytes
    after: Callable[[Session], None] | None = None


class Files:
    """The flows; each one ends in a picture, a notice, or where it began."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._studio = window.studio
        self._newest: object = None

    # -- opening ------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a picture file."""
        self._window.tasks.spawn(self._choose())

    def open(self, path: Path) -> None:
        """Open a picture file, after asking what becomes of the present one."""
        self._window.tasks.spawn(self._open(Source(path)))

    def open_sample(self) -> None:
        """Open the bundled photo, its mask painted already."""
        self._window.tasks.spawn(self._open(Source(resource(*SAMPLE), after=self._mask_sample)))

    def paste(self) -> None:
        """Open what the clipboard holds: a picture, or a picture file."""
        source = source_of(QGuiApplication.clipboard().mimeData())
        if source is None:
            self._window.notify(Notice(_("The clipboard holds no picture."), Tone.WARNING))
            return
        self._window.tasks.spawn(self._open(source))

    def drop(self, data: QMimeData) -> None:
        """Open what was dropped on the window."""
        source = source_of(data)
        if source is not None:
            self._window.tasks.spawn(self._open(source))

    async def _choose(self) -> None:
        session = self._window.session
        recent = self._studio.recent()
        start = session.document.path if session else recent[0] if recent else None
        path = await ask_open(self._window.shell, start.parent if start else Path.home())
        if path is not None:
            await self._open(Source(path))

    async def _open(self, source: Source) -> None:
        if not await self.may_leave():
            return
        # A newer wish overtakes this one while it decodes.
        self._newest = wish = object()
        try:
            await self._show_preview(source, wish)
            session, picture = await self._studio.open(source.data)
            layers = await self._studio.work.run(prepare, session.document)
        except FluxFillError:
            if wish is self._newest:
                self._window.end_preview()
            raise
        if wish is not self._newest:
            session.close()
            return
        self._window.set_session(session, layers)
        for text in picture.notices:
            self._window.notify(Notice(text))
        if source.after is not None:
            source.after(session)
        elif picture.has_transparency:
            self._offer_alpha()

    async def show(self, session: Session) -> None:
        """Show a session that is there already; whoever wishes it has asked `may_leave`."""
        self._newest = wish = object()
        layers = await self._studio.work.run(prepare, session.document)
        if wish is self._newest:
            self._window.set_session(session, layers)
        else:
            session.close()

    async def _show_preview(self, source: Source, wish: object) -> None:
        if isinstance(source.data, bytes):
            return
        size = (await self._studio.work.run(probe, source.data)).size
        pixels = await self._studio.work.run(preview, source.data, PREVIEW)
        if pixels is not None and wish is self._newest:
            self._window.show_preview(pixels, size)

    def _offer_alpha(self) -> None:
        self._window.notify(
            Notice(
                _("This picture has transparent pixels."),
                action=Action(
                    _("Use them as the mask"), self._window.actions["mask_alpha"].trigger
                ),
            )
        )

    def _mask_sample(self, session: Session) -> None:
        mask = open_mask(resource(*SAMPLE_MASK), session.document.canvas.size)
        session.masking.replace(mask, _("Mask of the sample"))

    # -- leaving ------------------------------------------------------------------------------

    async def may_leave(self) -> bool:
        """Whether the present picture may go; asks if work would be lost."""
        session, saved = self._window.session, False
        while session is not None and (stake := self._stake(session, mask=not saved)).concerns:
            answer = await ask_leaving(self._window.shell, session.name, stake)
            session.keeping.later = answer is Leaving.KEEP
            match answer:
                case Leaving.KEEP | Leaving.DISCARD:
                    return True
                case Leaving.SAVE_MASK if await self._window.masks.save_of(session):
                    saved = True  # what neither file holds is asked about again
                case Leaving.EXPORT if await self._export():
                    continue
                case _:
                    return False
        return True

    def _stake(self, session: Session, *, mask: bool) -> AtStake:
        """`mask`: whether the painted mask is in no file."""
        going_on = [job for job in session.filling.running if self._capability(job).paid]
        services = {job.request.provider: self._capability(job).name for job in going_on}
        state = self._studio.services.state
        return AtStake(
            session.concerns(mask=mask),
            export=not session.exporting.up_to_date,
            mask=mask and not session.document.mask_bounds.empty,
            owed=len(session.keeping.owed),
            going_on=len(going_on),
            keyless=tuple(n for one, n in services.items() if state(one) is KeyState.SESSION),
        )

    def _capability(self, job: Job) -> Capability:
        return self._studio.providers[job.request.provider].capability

    # -- exporting ----------------------------------------------------------------------------

    def export(self) -> None:
        """Ask where, and write the current picture as PNG."""
        if self._window.session is not None:
            self._window.tasks.spawn(self._export())

    async def _export(self) -> bool:
        session = self._window.session
        if session is None:
            return False
        path = await ask_export(self._window.shell, session.exporting.default_path())
        if path is None:
            return False
        exported = await session.exporting.export(path)
        done = exported_words(exported)
        if session.choosing.shown is None:
            self._window.notify(Notice(done))
        else:
            without = _("The shown result is not in it: it is not adopted.")
            adopt = Action(_("Adopt"), self._window.adopt)
            self._window.notify(Notice(f"{done} {without}", Tone.WARNING, adopt))
        return True

    def open_native(self, result: Result) -> None:
        """Open a result that is a picture of its own."""
        self._window.tasks.spawn(self._open_native(result))

    async def _open_native(self, result: Result) -> None:
        session = self._window.session
        if session is not None and await self.may_leave():
            await self.show(self._studio.open_native(session, result.id))

    def save_native(self, result: Result) -> None:
        """Ask where, and write a result that is a picture of its own."""
        self._window.tasks.spawn(self._save_native(result))

    async def _save_native(self, result: Result) -> None:
        session = self._window.session
        assert session is not None
        path = await ask_export(self._window.shell, session.exporting.default_path())
        if path is not None:
            exported = await session.exporting.export_native(result.id, path)
            self._window.notify(Notice(exported_words(exported)))

    def copy(self) -> None:
        """Put the full-size picture, as shown, on the clipboard."""
        if self._window.session is not None:
            self._window.tasks.spawn(self._copy(self._window.session))

    async def _copy(self, session: Session) -> None:
        png = await session.exporting.bytes_of(session.choosing.shown)
        data = QMimeData()
        data.setData("image/png", QByteArray(png))
        image = await self._studio.work.run(QImage.fromData, QByteArray(png))
        data.setImageData(image)
        data.setData(OURS, b"1")
        QGuiApplication.clipboard().setMimeData(data)
        self._window.notify(Notice(_("The picture is on the clipboard.")))


def exported_words(exported: Exported) -> str:
    """What was written, and the proof that the rest is untouched, where there can be one."""
    name = plain(exported.path.name)
    if exported.changed_outside_mask is None:
        return _("Saved {name}.").format(name=name)
    words = _("Exported {name}: {n} pixels changed outside the mask.")
    return words.format(name=name, n=exported.changed_outside_mask)


def release_clipboard() -> None:
    """Let Qt hold what we copied: data made in Python must not outlive the interpreter."""
    clipboard = QGuiApplication.clipboard()
    held: QMimeData | None = clipboard.mimeData()
    if held is not None and held.hasFormat(OURS):
        clipboard.setImage(clipboard.image())


def source_of(data: QMimeData | None) -> Source | None:
    """The picture in clipboard or drag data; files win, then encoded bytes, then an image."""
    if data is None:
        return None
    for url in data.urls():
        if url.isLocalFile():
            return Source(Path(url.toLocalFile()))
    if data.hasFormat("image/png"):
        return Source(bytes(data.data("image/png").data()))
    image = data.imageData() if data.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        return Source(_encoded(image))
    return None


def _encoded(image: QImage) -> bytes:
    """A picture file of `image`, of the kind that is written fastest."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png" if image.hasAlphaChannel() else b"bmp"))
    writer.setCompression(0)
    writer.write(image)
    return bytes(buffer.data().data())
