"""Every parameter of the chosen services, made from their capability records."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.fill.params import Parameter, ParamValue
from fluxfill_studio.providers.contract import Capability
from fluxfill_studio.settings.options import Option
from fluxfill_studio.settings.table import Value
from fluxfill_studio.studio.form import Form, Wishes
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.option_row import OptionRow
from fluxfill_studio.ui.panels.seed_row import SeedRow, seed_words
from fluxfill_studio.ui.widgets.buttons import push
from fluxfill_studio.ui.widgets.fields import NumberField
from fluxfill_studio.ui.widgets.labels import label, line
from fluxfill_studio.ui.widgets.scroll_column import BAR, ScrollColumn

WIDTH, MOST = 320, 480
AT_HAND = 2
"""Parameters that are always named: how the picture is made."""


def parameter_option(form: Form, provider: str, parameter: Parameter) -> Option:
    """One parameter as a field shows and sets it."""

    def get() -> Value:
        chosen = form.wishes.value(provider, parameter.name)
        return parameter.default if chosen is None else chosen

    def choose(value: Value) -> None:
        taken = type(parameter.default)(value)
        form.set_value(provider, parameter.name, None if taken == parameter.default else taken)

    return Option(
        parameter.name,
        parameter.label,
        get,
        choose,
        parameter.low,
        parameter.high,
        step=parameter.step,
        choices=tuple((choice, choice.upper()) for choice in parameter.choices),
        tip=parameter.tip,
    )


def parameter_words(wishes: Wishes, capabilities: Sequence[Capability]) -> str:
    """All that is set, on one line: the first two always, the rest where it is not the default."""
    if len(capabilities) > 1:
        changed = sum(bool(wishes.values.get(one.id)) for one in capabilities)
        words = [_("{n} services").format(n=len(capabilities))]
        words += [_("{n} changed").format(n=changed)] if changed else []
    else:
        words = [
            said
            for one in capabilities
            for place, parameter in enumerate(one.parameters)
            if (said := _said(parameter, wishes.value(one.id, parameter.name), place < AT_HAND))
        ]
    return ", ".join([*words, seed_words(wishes.seed)])


def _said(parameter: Parameter, chosen: ParamValue | None, always: bool) -> str:
    if chosen is None and not always:
        return ""
    value = parameter.default if chosen is None else chosen
    if isinstance(value, bool):
        shown = _("on") if value else _("off")
    else:
        shown = value.upper() if isinstance(value, str) else f"{value:g}"
    return _("{name} {value}").format(name=parameter.label, value=shown)


class _Section(QWidget):
    """The parameters of one service, under its name."""

    def __init__(self, form: Form, capability: Capability) -> None:
        super().__init__()
        self._form, self._id = form, capability.id
        self.reset = push(_("Defaults"), self._reset, kind="link")
        name = _("{service}: back to the defaults").format(service=capability.name)
        self.reset.setAccessibleName(name)
        self.row = OptionRow(
            [parameter_option(form, capability.id, one) for one in capability.parameters],
            vertical=True,
        )
        head = QHBoxLayout()
        head.addWidget(label(capability.name, tokens.TEXT, tokens.STRONG), 1)
        head.addWidget(self.reset)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.TIGHT)
        rows.addLayout(head)
        rows.addWidget(self.row)
        if capability.seed_note:
            rows.addWidget(label(capability.seed_note, tokens.LABEL, tone="second", wrap=True))

    def refresh(self) -> None:
        """Show what the form says."""
        self.row.refresh()
        self.reset.setEnabled(bool(self._form.wishes.values.get(self._id)))

    def _reset(self) -> None:
        others = {k: v for k, v in self._form.wishes.values.items() if k != self._id}
        self._form.set(values=others)
        self.refresh()


class ParameterSheet(QWidget):
    """A section for each service, then the seed that all share.

    Signals:
        done: the focus should go back to the canvas.
        limited: what was typed was out of a range; tells that in words (str).

    Attributes:
        sections: by provider id; a service without parameters has none.
        seed: the seed's row.
    """

    done = Signal()
    limited = Signal(str)

    def __init__(self, form: Form, capabilities: Sequence[Capability]) -> None:
        super().__init__()
        self._form = form
        self.setFixedWidth(WIDTH)
        self.seed = SeedRow()
        self.seed.chosen.connect(lambda seed: form.set(seed=seed))
        self.seed.done.connect(self.done)
        self.seed.field.limited.connect(self.limited)
        self.sections = {one.id: _Section(form, one) for one in capabilities if one.parameters}
        column = QVBoxLayout()
        column.setSpacing(tokens.PAD)
        for section in self.sections.values():
            section.row.done.connect(self.done)
            for number in section.row.findChildren(NumberField):
                number.limited.connect(self.limited)
            column.addWidget(section)
        scroll = ScrollColumn(column, QMargins(0, 0, BAR, 0))
        scroll.setFixedHeight(min(MOST, column.sizeHint().height()))
        scroll.setHidden(not self.sections)
        foot = QVBoxLayout()
        foot.setContentsMargins(0, 0, BAR, 0)
        foot.setSpacing(tokens.GAP)
        if self.sections:
            foot.addWidget(line())
        foot.addWidget(self.seed)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.GAP)
        rows.addWidget(scroll)
        rows.addLayout(foot)
        self.refresh()

    def refresh(self) -> None:
        """Show what the form says."""
        for section in self.sections.values():
            section.refresh()
        self.seed.show_seed(self._form.wishes.seed)
