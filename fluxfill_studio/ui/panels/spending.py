"""What holds for every service: limits on spending, and what is sent for an empty prompt."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.text import _
from fluxfill_studio.settings.options import stored
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import (
    DEFAULT_PROMPT,
    LIMIT_PER_PRESS,
    MONTHLY_STOP,
    SHOW_ARRIVALS,
    Setting,
)
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.option_row import OptionRow
from fluxfill_studio.ui.widgets.dollar_field import DollarField
from fluxfill_studio.ui.widgets.labels import label
from fluxfill_studio.ui.widgets.text_field import TextField


class Spending(QWidget):
    """Every change takes effect at once.

    Attributes:
        limit, stop: dollars.
        prompt: sent where a service wants one and none is written.
        arrivals: whether results show themselves.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.limit = self._dollars(_("Ask twice above, per press"), LIMIT_PER_PRESS)
        self.stop = self._dollars(_("Stop above, per month"), MONTHLY_STOP)
        self.prompt = TextField(
            _("Prompt where a service wants one and none is written"),
            self._keep_prompt,
            _("It is shown before it is sent. English works best."),
        )
        self.prompt.show_text(settings.text(DEFAULT_PROMPT))
        words = (_("If you do nothing else"), _("Never"))
        arrivals = stored(settings, SHOW_ARRIVALS, _("Results show themselves"), labels=words)
        self.arrivals = OptionRow([arrivals], vertical=True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.PAD)
        rows.addWidget(label(_("All services"), tokens.TITLE, tokens.STRONG))
        rows.addLayout(named(self.limit))
        rows.addLayout(named(self.stop))
        rows.addWidget(label(_("$0 per month: no stop."), tokens.CAPTION, tone="second", wrap=True))
        rows.addWidget(self.prompt)
        rows.addWidget(self.arrivals)
        rows.addStretch(1)

    def _dollars(self, name: str, setting: Setting) -> DollarField:
        field = DollarField(name, setting.high or 0, step=0.01)
        field.show_value(self._settings.number(setting))
        field.chosen.connect(lambda value: self._settings.set(setting, float(value)))
        return field

    def _keep_prompt(self, text: str) -> None:
        if not text:
            raise BadInput(_("Some services refuse an empty prompt."))
        self._settings.set(DEFAULT_PROMPT, text)


def named(field: QWidget, *more: QWidget) -> QHBoxLayout:
    """A line: the field's name, `more`, and the field at the right."""
    row = QHBoxLayout()
    row.setSpacing(tokens.GAP)
    row.addWidget(label(field.accessibleName(), tokens.LABEL, tone="second", wrap=True), 1)
    for widget in (*more, field):
        row.addWidget(widget)
    return row
