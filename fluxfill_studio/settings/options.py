"""What a tool or an operation can be set to, said once, so that one row of fields serves all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import Setting, Value


@dataclass(frozen=True, slots=True)
class Option:
    """One value with its name and range.

    A bool is a switch, one of `choices` a list, another str a curve (see `tools.pressure`), else
    it is a number.

    Attributes:
        key: its name in code and tests.
        label: its name for people.
        get, set: the value; `set` takes what a field gives, in range.
        low, high, step: of a number.
        unit: written behind a number, with its leading space.
        logarithmic: the slider's scale.
        choices: (value, label) pairs.
        act: a button: `set` is what it does, and there is no value.
        tip: more about it, in a sentence; may be empty.
    """

    key: str
    label: str
    get: Callable[[], Value]
    set: Callable[[Value], object]
    low: float = 0
    high: float = 100
    unit: str = ""
    logarithmic: bool = False
    choices: tuple[tuple[Value, str], ...] = ()
    tip: str = ""
    act: bool = False
    step: float = 1


def stored(
    settings: Settings,
    setting: Setting,
    label: str,
    *,
    unit: str = "",
    logarithmic: bool = False,
    labels: tuple[str, ...] = (),
    tip: str = "",
) -> Option:
    """An option that is kept as `setting`, with its range; `labels` name the setting's choices."""

    def keep(value: Value) -> None:
        settings.set(setting, type(setting.default)(value))

    return Option(
        setting.key,
        label,
        lambda: settings[setting],
        keep,
        0 if setting.low is None else setting.low,
        100 if setting.high is None else setting.high,
        unit,
        logarithmic,
        tuple(zip(setting.choices, labels, strict=True)) if labels else (),
        tip,
    )


def per_cent(settings: Settings, setting: Setting, label: str) -> Option:
    """An option in per cent that is kept as a share, `setting.low` to `setting.high`."""
    return Option(
        setting.key,
        label,
        lambda: round(settings.number(setting) * 100),
        lambda value: settings.set(setting, float(value) / 100),
        round((setting.low or 0) * 100),
        round((1 if setting.high is None else setting.high) * 100),
        " %",
    )
