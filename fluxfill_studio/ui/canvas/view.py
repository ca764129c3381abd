"""The canvas widget: shows a document, takes the pointer, and paints only what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from fluxfill_studio.core.geometry import Rect, Size
from fluxfill_studio.core.text import _
from fluxfill_studio.document.changes import DocumentChange
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.states import Piece
from fluxfill_studio.imaging.pixels import Pixels, to_rgb8
from fluxfill_studio.imaging.pyramid import Layer
from fluxfill_studio.ui.canvas.blit import blit
from fluxfill_studio.ui.canvas.chip import paint_chip
from fluxfill_studio.ui.canvas.compare import Split
from fluxfill_studio.ui.canvas.handling import Handling
from fluxfill_studio.ui.canvas.layers import Layers
from fluxfill_studio.ui.canvas.overlay import Overlay
from fluxfill_studio.ui.canvas.render import ToScreen
from fluxfill_studio.ui.canvas.signs import TICK_MS, Ants, Extension, Running


class CanvasView(Handling):
    """Shows one document, or a preview, or nothing; its signals: see `Looking`, `Handling`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._extension: Extension | None = None
        self._running: list[Running] = []
        self._ants = Ants()
        self._tick = 0
        self._still = False
        self._disconnect: Callable[[], None] = lambda: None
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self._step_ants)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(_("Canvas"))

    @property
    def overlay(self) -> Overlay:
        """How the mask is drawn."""
        return self.scene.overlay

    # -- what is shown ------------------------------------------------------------------------

    def set_document(self, document: Document | None, layers: Layers | None = None) -> None:
        """Show `document`, or nothing; `layers` as `prepare` made them.

        The view is fitted, unless a preview of the same size was shown.
        """
        self._input.end()
        self.give_up()
        self._disconnect()
        previewed = self.scene.open(document, layers)
        self._disconnect = document.changed.connect(self._follow) if document else lambda: None
        self._extension = None
        self.set_running([])
        if not previewed:
            self.zoom_open()
        self._renew()
        self._dress()

    def set_preview(self, pixels: Pixels, size: Size) -> None:
        """Show a reduced picture in the place of one of `size` that is still being decoded."""
        self.set_document(None)
        self.scene.open_preview(pixels, size)
        self.zoom_open()
        self._renew()

    def set_shown(self, pieces: Sequence[Piece] | None, canvas: Rect | None = None) -> None:
        """Show a result over the current pixels, the veil hidden; None: back to the mask.

        `canvas` is the grown one for an extension, whose pieces then cover what is new.
        """
        self.scene.show(None if pieces is None else self.scene.layer_with(pieces, canvas))
        self._renew()

    def layer_with(self, pieces: Sequence[Piece] = (), canvas: Rect | None = None) -> Layer | None:
        """The current picture with `pieces` over it, to compare; None without a picture."""
        return self.scene.layer_with(pieces, canvas)

    def set_extension(self, rect: Rect | None, label: str = "") -> None:
        """Show the edges of a canvas to come and its size in words, or nothing.

        Edges that would be out of view are brought into it.
        """
        before, self._extension = self._extension, None
        if rect is not None:
            self._extension = Extension(rect, label)
            if self._extension != before:
                self.look_over(rect)
        if self._extension != before:
            self.update()

    def set_running(self, jobs: Sequence[Running]) -> None:
        """Show where jobs are under way; what has not changed is not painted again."""
        before, self._running = self._running, list(jobs)
        if self._running == before:
            return
        if [job.mask for job in self._running] != [job.mask for job in before]:
            self.update()
        else:
            self._update_chips(before)
            self._update_chips(self._running)
        self._set_clock()

    def set_compare(
        self,
        before: Layer | None,
        after: Layer | None,
        labels: tuple[str, str] | None = None,
    ) -> None:
        """Open the comparison of two layers, or close it; line and view stay where they were."""
        self._input.end()
        old, self.scene.split = self.split, None
        if before is not None and after is not None:
            labels = labels or (_("Before"), _("After"))
            split = old or Split(before, after, labels)
            self.scene.split = replace(split, before=before, after=after, labels=labels)
        self._renew()
        self._dress()

    def hold_before(self, held: bool) -> None:
        """While held: the comparison's first side alone, or the picture without the result."""
        self.scene.held = held
        if self.split is not None:
            self.split.held = held
        self._renew()

    def set_overlay(self, overlay: Overlay) -> None:
        """Choose how the mask is drawn."""
        self.scene.overlay = overlay
        self._set_clock()
        self._renew()

    def set_grid(self, grid: bool) -> None:
        """Whether lines part the picture's pixels once these are large enough."""
        self.scene.grid = grid
        self._renew()

    def set_still(self, still: bool) -> None:
        """Whether nothing on the canvas may move by itself."""
        self._still = still
        self._set_clock()

    def set_to_screen(self, convert: ToScreen | None) -> None:
        """How document colours become screen colours; None: as sRGB."""
        self.scene.to_screen = convert or to_rgb8
        self._renew()

    def set_surround(self, colour: QColor) -> None:
        """The colour round the picture."""
        self.scene.surround = colour.rgb() & 0xFFFFFF
        self._renew()

    # -- Qt's events --------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: blit what is asked for, then the little that lies above it."""
        if self._measured() != self.viewport_:  # moved to a screen with another pixel ratio
            self.set_viewport(self._measured())
        surface = self.scene.surface()
        painter = QPainter(self)
        rows = event.rect()
        blit(painter, surface.image, QPointF(0, 0), rows)
        if self.scene.canvas is not None:
            if self._extension is not None:
                self._extension.paint(painter, self.viewport_, self.scene.canvas)
            if self._running:
                ants = self._marching()
                ants.paint(painter, self._tick, rows)
                for words, where in ants.chips(self._running, self.size()):
                    if where.intersects(rows.toRectF()):
                        paint_chip(painter, words, where.topLeft())
        if self.split is not None:
            self.split.paint(painter, self.size())
        self._hover.paint(painter, event.region())
        painter.end()

    # -- private ------------------------------------------------------------------------------

    def _follow(self, change: DocumentChange) -> None:
        changed = self.scene.follow(change)
        if changed is None:
            self._renew()
            return
        self._update_device(changed)

    def _update_device(self, rects: Sequence[Rect]) -> None:
        """Paint these device pixels."""
        ratio = self.viewport_.ratio
        for rect in rects:
            self.update(
                *Rect.around(
                    rect.x / ratio, rect.y / ratio, rect.right / ratio, rect.bottom / ratio
                )
            )

    def _marching(self) -> Ants:
        self._ants.follow(self._running, self.viewport_)
        return self._ants

    def _update_chips(self, jobs: Sequence[Running]) -> None:
        """Paint where their per cents stand."""
        for _words, where in self._marching().chips(jobs, self.size()):
            self.update(where.toAlignedRect().adjusted(-1, -1, 1, 1))

    def _set_clock(self) -> None:
        moving = (self._running or self.overlay.marching) and not self._still
        if not moving:
            self._clock.stop()
        elif not self._clock.isActive():
            self._clock.start()

    def _step_ants(self) -> None:
        if self.busy:
            return  # the pen comes first
        self._update_device(self.scene.march())
        if self._running:
            self._tick += 1
            self.update(self._marching().region())
