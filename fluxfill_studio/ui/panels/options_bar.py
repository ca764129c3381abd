"""The row at the top: what the tool in hand can be set to, and how the picture is shown."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.imaging.stamp import Brush
from fluxfill_studio.tools.brush import LEAST, MOST, BrushSettings
from fluxfill_studio.ui import theme, tokens
from fluxfill_studio.ui.links import Links
from fluxfill_studio.ui.tokens import HATCHED, OVERLAYS
from fluxfill_studio.ui.widgets.buttons import ActionButton, ActionPush
from fluxfill_studio.ui.widgets.fields import NumberField, SliderField
from fluxfill_studio.ui.widgets.labels import line

ZOOM_PER_CENT = (2, 3200)


class OptionsBar(QWidget):
    """Brush at the left; overlay, zoom, Compare and Export at the right.

    Signals:
        overlay_chosen: the next colour of the mask's overlay, by its name.
        zoom_chosen: per cent.
        to_canvas: the canvas should have the focus now.
    """

    overlay_chosen = Signal(str)
    zoom_chosen = Signal(float)
    to_canvas = Signal()

    def __init__(
        self, compare: QAction, export: QAction, side: QAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFixedHeight(tokens.TOP)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Options"))
        self._links = Links()
        self.size_field = SliderField(_("Size"), LEAST, MOST, _(" px"), logarithmic=True)
        self.hardness = SliderField(_("Hardness"), 0, 100, " %")
        self.overlay = OverlayChip()
        self.zoom = NumberField(_("Zoom"), *ZOOM_PER_CENT, " %")
        self.zoom.setFixedWidth(76)
        self.compare = ActionPush("compare", compare)
        self.export = ActionPush("export", export)
        self.side = ActionButton("side", side)  # where the side is a drawer, it is opened here
        self.side.hide()
        self._lay_out()
        self.overlay.chosen.connect(self.overlay_chosen)
        self.zoom.chosen.connect(self.zoom_chosen)
        for field in (self.size_field, self.hardness, self.zoom):
            field.done.connect(self.to_canvas)
        self.set_quiet(True)

    def set_brush(self, settings: BrushSettings) -> None:
        """Show and change the brush that the tools share."""
        self._links.drop()
        self._links.hold(settings.changed.connect(lambda change: self._show_brush(change.brush)))
        self.size_field.chosen.connect(settings.set_diameter)
        self.hardness.chosen.connect(lambda per_cent: settings.set_hardness(per_cent / 100))
        self._show_brush(settings.brush)

    def show_zoom(self, per_cent: float) -> None:
        """100: one picture pixel on one device pixel."""
        self.zoom.show_value(per_cent)

    def show_overlay(self, colour: str, opacity: float) -> None:
        """`colour` by name, `opacity` 0 to 1."""
        self.overlay.show_overlay(colour, opacity)

    def set_quiet(self, quiet: bool) -> None:
        """No picture is open: the controls are there, but off."""
        for widget in (self.size_field, self.hardness, self.overlay, self.zoom):
            widget.setEnabled(not quiet)
        self.compare.set_available(not quiet)
        self.export.set_available(not quiet)

    def _show_brush(self, brush: Brush) -> None:
        self.size_field.show_value(brush.diameter)
        self.hardness.show_value(round(brush.hardness * 100))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.PAD, 0, tokens.PAD, 0)
        row.setSpacing(tokens.GAP)
        row.addWidget(self.size_field)
        row.addSpacing(tokens.GAP)
        row.addWidget(self.hardness)
        row.addStretch(1)
        row.addWidget(self.overlay)
        row.addWidget(self.zoom)
        row.addWidget(line(upright=True))
        row.addWidget(self.compare)
        row.addWidget(self.export)
        row.addWidget(self.side)


class OverlayChip(QAbstractButton):
    """The overlay's colour and strength; a click takes the next colour.

    Signals:
        chosen: name of the colour that the user took.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._opacity = next(iter(OVERLAYS)), 0.4
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(theme.font(tokens.LABEL))
        self.show_overlay(self._name, self._opacity)
        self.clicked.connect(lambda _on: self.chosen.emit(self._next()))

    def show_overlay(self, colour: str, opacity: float) -> None:
        """Show what is set."""
        self._name, self._opacity = colour, opacity
        words = _("Mask overlay: {colour}, {share} %").format(
            colour=colour_words(colour), share=round(opacity * 100)
        )
        self.setText(f"{round(opacity * 100)} %")
        self.setAccessibleName(words)
        self.setToolTip(
            _("{words}. Click for another colour; Q shows the outline alone.").format(words=words)
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: swatch and per cent."""
        width = self.fontMetrics().horizontalAdvance("100 %") + 40
        return QSize(width, tokens.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: swatch and per cent."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("hover" if self.underMouse() else "raised"))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, tokens.RADIUS, tokens.RADIUS)
        swatch = QRectF(8, (self.height() - 14) / 2, 14, 14)
        painter.setPen(theme.colour("edge"))
        painter.setBrush(_swatch(self._name) if self.isEnabled() else QBrush(Qt.BrushStyle.NoBrush))
        painter.drawRoundedRect(swatch, 3, 3)
        painter.setPen(theme.colour("text" if self.isEnabled() else "disabled"))
        room = self.rect().adjusted(28, 0, -8, 0)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.text()
        )

    def _next(self) -> str:
        names = [*OVERLAYS, HATCHED]
        return names[(names.index(self._name) + 1) % len(names)]


def _swatch(name: str) -> QBrush:
    if name == HATCHED:
        return QBrush(theme.colour("text"), Qt.BrushStyle.BDiagPattern)
    return QBrush(QColor(OVERLAYS[name]))


def colour_words(name: str) -> str:
    """An overlay colour's name for people."""
    return {
        "magenta": _("magenta"),
        "green": _("green"),
        "cyan": _("cyan"),
        "red": _("red"),
        HATCHED: _("hatch"),
    }[name]
