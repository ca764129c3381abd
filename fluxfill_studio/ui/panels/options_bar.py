"""The row at the top: what the tool in hand can be set to, and how the picture is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.settings.options import Option
from fluxfill_studio.ui import icons, theme, tokens
from fluxfill_studio.ui.canvas.overlay import OverlayMode
from fluxfill_studio.ui.panels.fitting_row import FittingRow
from fluxfill_studio.ui.panels.options_popup import OptionsPopup
from fluxfill_studio.ui.tokens import HATCHED, OVERLAYS
from fluxfill_studio.ui.widgets.buttons import ActionButton, ActionPush, IconButton, push
from fluxfill_studio.ui.widgets.fields import NumberField
from fluxfill_studio.ui.widgets.labels import line
from fluxfill_studio.ui.widgets.swatch import swatch

ZOOM_PER_CENT = (2, 3200)
NARROW = 1200
SIGNS = {OverlayMode.OUTLINE: "outlined", OverlayMode.ALONE: "mask", OverlayMode.HIDDEN: "hidden"}


class OptionsBar(QWidget):
    """The tool's options at the left; overlay, view, Compare and Export at the right.

    Options that find no room open in a popup.

    Signals:
        zoom_chosen: per cent.
        upright_wished: the view should no longer be turned or mirrored.
        to_canvas: the canvas should have the focus now.
    """

    zoom_chosen = Signal(float)
    upright_wished = Signal()
    to_canvas = Signal()

    def __init__(
        self,
        compare: QAction,
        export: QAction,
        side: QAction,
        overlay_options: Callable[[], Sequence[Option]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFixedHeight(tokens.TOP)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Options"))
        self._overlay_options = overlay_options
        self.row = FittingRow(())
        self.more = IconButton("more", _("More options"), target=tokens.CONTROL)
        self.overlay = OverlayChip()
        self.zoom = NumberField(_("Zoom"), *ZOOM_PER_CENT, " %", live=False)
        self.zoom.setFixedWidth(76)
        self.turned = push("", self.upright_wished.emit, kind="flat", icon="turn")
        self.compare = ActionPush("compare", compare)
        self.export = ActionPush("export", export)
        self.side = ActionButton("side", side)  # where the side is a drawer, it is opened here
        self.side.hide()
        self._lay_out()
        self.more.clicked.connect(lambda _on: self._open(self.more, self.row.left_out))
        self.overlay.clicked.connect(lambda _on: self._open(self.overlay, overlay_options()))
        self.zoom.chosen.connect(self.zoom_chosen)
        self.zoom.done.connect(self.to_canvas)
        self.show_options(())
        self.show_angle(0, mirrored=False)
        self.set_quiet(True)

    def show_options(self, options: Sequence[Option]) -> None:
        """The options of the tool that is now in hand; fields stay where they fit."""
        if [option.key for option in options] == [option.key for option in self.row.options]:
            self.row.refresh()
            return
        old, self.row = self.row, FittingRow(options)
        self._line.replaceWidget(old, self.row)
        _follow_in_tab_order(old, self.row)
        old.hide()
        old.deleteLater()
        self.row.setEnabled(self.overlay.isEnabled())
        self.row.done.connect(self.to_canvas)
        self.row.fitted.connect(lambda: self.more.setHidden(not self.row.left_out))
        self.row.fit()

    def show_zoom(self, per_cent: float) -> None:
        """100: one picture pixel on one device pixel."""
        self.zoom.show_value(per_cent)

    def show_angle(self, degrees: float, *, mirrored: bool) -> None:
        """How the view is turned, to the left below 0; nothing while it stands upright."""
        shown = f"{round(degrees)}°"
        self.turned.setVisible(mirrored or round(degrees) != 0)
        self.turned.setText(_("{angle}, flipped").format(angle=shown) if mirrored else shown)
        words = _("View turned by {angle}. Click to set it upright.").format(angle=shown)
        self.turned.setAccessibleName(words)
        self.turned.setToolTip(words)

    def show_overlay(self, colour: str, opacity: float, mode: OverlayMode) -> None:
        """`colour` by name, `opacity` 0 to 1."""
        self.overlay.show_overlay(colour, opacity, mode)

    def set_quiet(self, quiet: bool) -> None:
        """No picture is open: the controls are there, but off."""
        for widget in (self.row, self.more, self.overlay, self.zoom):
            widget.setEnabled(not quiet)
        self.compare.set_available(not quiet)
        self.export.set_available(not quiet)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window the options need the room of the words."""
        super().resizeEvent(event)
        for button in (self.compare, self.export):
            button.shorten(self.width() < NARROW)

    def _open(self, below: QWidget, options: Sequence[Option]) -> None:
        popup = OptionsPopup(self, options, large=False)
        popup.row.done.connect(self.row.refresh)
        popup.open_below(below)

    def _lay_out(self) -> None:
        kept = self.more.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # or the row would grow into its place, and it return
        self.more.setSizePolicy(kept)
        self._line = row = QHBoxLayout(self)
        row.setContentsMargins(tokens.PAD, 0, tokens.PAD, 0)
        row.setSpacing(tokens.GAP)
        row.addWidget(self.row, 1)
        for widget in (self.more, self.overlay, self.turned, self.zoom, line(upright=True)):
            row.addWidget(widget)
        for widget in (self.compare, self.export, self.side):
            row.addWidget(widget)


def _follow_in_tab_order(old: FittingRow, new: FittingRow) -> None:
    """Tab reaches the new row where the old one was; Qt orders only what can have the focus."""
    last: QWidget = old
    for row in (old, new):
        row.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for widget in (new, *new.controls()):
        QWidget.setTabOrder(last, widget)
        last = widget
    new.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class OverlayChip(QAbstractButton):
    """The overlay's colour and strength, or how else the mask is shown; a click opens options."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(theme.font(tokens.LABEL))
        self.show_overlay(next(iter(OVERLAYS)), 0.4, OverlayMode.VEIL)

    def show_overlay(self, colour: str, opacity: float, mode: OverlayMode) -> None:
        """Show what is set."""
        self._name, self._mode = colour, mode
        words = _("Mask overlay: {colour}, {share} %").format(
            colour=colour_words(colour), share=round(opacity * 100)
        )
        self.setText(f"{round(opacity * 100)} %")
        if mode is not OverlayMode.VEIL:
            self.setText(mode_words()[mode])
            words = _("Mask: {mode}").format(mode=self.text())
        self.updateGeometry()
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: swatch and per cent, or sign and word."""
        words = max("100 %", self.text(), key=self.fontMetrics().horizontalAdvance)
        width = self.fontMetrics().horizontalAdvance(words) + 40
        return QSize(width, tokens.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: swatch and per cent, or sign and word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("hover" if self.underMouse() else "raised"))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, tokens.RADIUS, tokens.RADIUS)
        tint = theme.colour("text" if self.isEnabled() else "disabled")
        if self._mode is not OverlayMode.VEIL:
            drawn = icons.pixmap(SIGNS[self._mode], tint, 16, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(7, (self.height() - 16) / 2), drawn)
        elif self.isEnabled():
            swatch(painter, QRectF(8, (self.height() - 14) / 2, 14, 14), self._name)
        painter.setPen(tint)
        room = self.rect().adjusted(28, 0, -8, 0)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.text()
        )


def mode_words() -> dict[OverlayMode, str]:
    """What is drawn of the mask, for people."""
    return {
        OverlayMode.VEIL: _("Overlay"),
        OverlayMode.OUTLINE: _("Outline"),
        OverlayMode.ALONE: _("Mask alone"),
        OverlayMode.HIDDEN: _("Hidden"),
    }


def colour_words(name: str) -> str:
    """An overlay colour's name for people."""
    return {
        "magenta": _("magenta"),
        "green": _("green"),
        "cyan": _("cyan"),
        "red": _("red"),
        HATCHED: _("hatch"),
    }[name]
