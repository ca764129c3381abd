"""What the Fill block says: the wishes of the next press, kept per session."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.fill.outpaint import NONE
from fluxfill_studio.fill.params import FillParams, random_seed

MAX_VARIATIONS = 8


@dataclass(frozen=True, slots=True)
class Wishes:
    """One moment of the form.

    Attributes:
        provider: id of the provider that fills.
        extend: grow the canvas by `preset` instead of filling the mask.
        preset: one of the outpaint strings, never "None" while `extend`.
        variations: results per press, 1 to `MAX_VARIATIONS`.
        seed: the locked seed; None: a new one each press.
    """

    provider: str
    extend: bool = False
    preset: str = "Zoom out 1.5x"
    prompt: str = ""
    variations: int = 1
    seed: int | None = None

    @property
    def outpaint(self) -> str:
        """The preset that a request carries."""
        return self.preset if self.extend else NONE

    def params(self) -> list[FillParams]:
        """One per variation; a locked seed counts up from itself."""
        if self.seed is None:
            seeds = [random_seed() for _number in range(self.variations)]
        else:
            seeds = [(self.seed + number) % 2**32 for number in range(self.variations)]
        return [FillParams(self.prompt, seed) for seed in seeds]


class Form:
    """The wishes and who wants to know when they change."""

    def __init__(self, wishes: Wishes) -> None:
        self.wishes = wishes
        self.changed: Channel[Wishes] = Channel()

    def set(self, **changes: object) -> None:
        """Change some wishes; listeners hear only of real changes."""
        wishes = replace(self.wishes, **changes)  # type: ignore[arg-type]
        if wishes != self.wishes:
            self.wishes = wishes
            self.changed.emit(wishes)
