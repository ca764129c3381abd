"""What the Fill block says: the wishes of the next press, kept per session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.fill.outpaint import NONE
from fluxfill_studio.fill.params import SEED_LIMIT, FillParams, ParamValue, random_seed
from fluxfill_studio.fill.request import FillRequest

MAX_VARIATIONS = 8
PARAMETERS = [field.name for field in fields(FillParams) if field.name not in ("prompt", "seed")]

Values = Mapping[str, Mapping[str, ParamValue]]
"""Of parameters, by provider and name."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """One moment of the form.

    Attributes:
        providers: ids of those that fill, at least one; each gets every variation.
        extend: grow the canvas by `preset` instead of filling the mask.
        preset: one of the outpaint strings, never "None" while `extend`.
        native: let a provider that knows `preset` carry it out by itself: what comes back is a
            picture of its own.
        variations: results per press and provider, 1 to `MAX_VARIATIONS`.
        seed: the locked seed; None: a new one each press.
        values: parameters that differ from a provider's defaults, by provider and name.
    """

    providers: tuple[str, ...]
    extend: bool = False
    preset: str = "Zoom out 1.5x"
    native: bool = False
    prompt: str = ""
    variations: int = 1
    seed: int | None = None
    values: Values = field(default_factory=dict)

    @property
    def provider(self) -> str:
        """The first of those that fill."""
        return self.providers[0]

    @property
    def outpaint(self) -> str:
        """The preset that a request carries."""
        return self.preset if self.extend else NONE

    def value(self, provider: str, name: str) -> ParamValue | None:
        """What was chosen for a parameter; None: the provider's default."""
        return self.values.get(provider, {}).get(name)

    def with_value(self, provider: str, name: str, value: ParamValue | None) -> Wishes:
        """With another value of one parameter; None: the provider's default again."""
        others = {k: v for k, v in self.values.get(provider, {}).items() if k != name}
        mine = others if value is None else {**others, name: value}
        return replace(self, values={**self.values, provider: mine})

    def seeds(self) -> list[int]:
        """One per variation, the same for every provider; a locked seed counts up from itself."""
        if self.seed is None:
            return [random_seed() for _number in range(self.variations)]
        return [(self.seed + number) % SEED_LIMIT for number in range(self.variations)]

    def params(self, provider: str, seed: int, prompt: str) -> FillParams:
        """What one request asks of `provider`."""
        values: Mapping[str, ParamValue] = self.values.get(provider, {})
        return replace(FillParams(prompt, seed), **values)  # type: ignore[arg-type]


class Form:
    """The wishes and who wants to know when they change."""

    def __init__(self, wishes: Wishes, defaults: Values) -> None:
        """`defaults`: the providers' own values."""
        self.wishes = wishes
        self._defaults = defaults
        self.changed: Channel[Wishes] = Channel()

    def set(self, **changes: object) -> None:
        """Change some wishes; listeners hear only of real changes."""
        self._take(replace(self.wishes, **changes))  # type: ignore[arg-type]

    def set_value(self, provider: str, name: str, value: ParamValue | None) -> None:
        """Choose one parameter of one provider; None: its default."""
        self._take(self.wishes.with_value(provider, name, value))

    def follow(self, *requests: FillRequest) -> None:
        """Wish again what one run asked for: who fills, prompt, parameters, what was filled.

        Not the seed: an equal request would be the same picture, paid once more.
        """
        first = requests[0]
        values = {one.provider: self._chosen(one) for one in requests}
        changes: dict[str, object] = {
            "providers": tuple(dict.fromkeys(request.provider for request in requests)),
            "prompt": first.params.prompt,
            "values": {**self.wishes.values, **values},
            "extend": first.outpaint != NONE,
            "native": first.native,
        }
        if first.outpaint != NONE:
            changes["preset"] = first.outpaint
        self.set(**changes)

    def _take(self, wishes: Wishes) -> None:
        if wishes != self.wishes:
            self.wishes = wishes
            self.changed.emit(wishes)

    def _chosen(self, request: FillRequest) -> dict[str, ParamValue]:
        """What a request set that its provider would have done otherwise."""
        usual: Mapping[str, ParamValue] = self._defaults.get(request.provider, {})
        asked = {name: getattr(request.params, name) for name in PARAMETERS}
        return {
            name: value
            for name, value in asked.items()
            if value is not None and value != usual.get(name)
        }
