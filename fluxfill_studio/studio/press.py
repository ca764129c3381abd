"""One press of Generate as it would be now: why not, what it sends, what it costs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Rect, Size
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.fill.compose import default_feather
from fluxfill_studio.fill.context import sent_size
from fluxfill_studio.fill.outpaint import grown_canvas
from fluxfill_studio.fill.params import FillParams, fitted
from fluxfill_studio.fill.prepare import Boxes, growth_bounds, prepare
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.providers.contract import Capability
from fluxfill_studio.settings.table import DEFAULT_PROMPT
from fluxfill_studio.studio.cost import Cost
from fluxfill_studio.studio.form import Wishes
from fluxfill_studio.studio.shared import Shared

MOST_MASKED = 0.98
EXTENSION_SIDE = 512
"""Pixels of the shorter side that are enough to judge the shape of an extension by."""


@dataclass(frozen=True, slots=True)
class Preflight:
    """What the next press would send.

    Attributes:
        box: the rectangle that is sent, to the service that gets it at the smallest scale; with the
            built-in engine alone, what it looks at.
        canvas: the canvas afterwards.
        seconds: about how long until the slowest provider is done, after what it has to do
            already, or None.
        sends: whether anything leaves this machine.
        size: of the picture that is sent.
        scale: of `size` to `box`; 1: pixel by pixel.
        pictures: how many come back.
        cost: of those of them that are paid.
        prompt: what is sent in place of an empty one; empty: nothing is put in its place.
    """

    box: Rect
    canvas: Rect
    seconds: float | None
    sends: bool
    size: Size
    scale: float
    pictures: int
    cost: Cost
    prompt: str


@dataclass(frozen=True, slots=True)
class Press:
    """The document and the wishes at one moment."""

    document: Document
    wishes: Wishes
    shared: Shared

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        """Of every provider that is to fill."""
        return tuple(self.shared.providers[name].capability for name in self.wishes.providers)

    @property
    def cost(self) -> Cost:
        """As in `Preflight`."""
        prices = (one.price_usd for one in self.capabilities if one.paid)
        return Cost.of(prices).times(self.wishes.variations)

    @property
    def stand_in(self) -> str:
        """What is sent in place of an empty prompt; empty: nothing is put in its place."""
        return next(filter(None, map(self._stand_in, self.capabilities)), "")

    @property
    def native(self) -> bool:
        """Whether every provider grows the canvas by itself: nobody knows how far."""
        return all(map(self._native, self.capabilities))

    def why_not(self, standing: bool) -> str | None:
        """Why it cannot be made, as a sentence; `standing`: a shape will be laid before."""
        return self._nothing_to_fill(standing) or self._unsendable()

    def preflight(self) -> Preflight:
        """What it would send; BadInput if it cannot be made."""
        wishes, capabilities = self.wishes, self.capabilities
        services = [one for one in capabilities if one.origin]
        canvas, box, size = min(map(self._sent, services or capabilities[:1]), key=_scale)
        times = [self._seconds(one) for one in capabilities]
        known = [seconds for seconds in times if seconds is not None]
        return Preflight(
            box,
            canvas,
            max(known, default=None),
            bool(services),
            size,
            _scale((canvas, box, size)),
            len(capabilities) * wishes.variations,
            self.cost,
            self.stand_in,
        )

    def requests(self) -> list[FillRequest]:
        """Each provider's variations, all of the same seeds; BadInput if it cannot be made."""
        document, seeds = self.document, self.wishes.seeds()
        boxes = Boxes(document.pixels, document.mask, document.canvas)
        return [
            request
            for capability in self.capabilities
            for request in self._requests(capability, seeds, boxes)
        ]

    def warnings(self) -> list[str]:
        """Why what comes back may disappoint, one sentence each."""
        asked = [one for one in self.capabilities if not self._native(one)]
        if not asked:
            return []
        mask = self._whole_mask()
        return list(dict.fromkeys(words for one in asked for words in one.warnings(mask)))

    def _nothing_to_fill(self, standing: bool) -> str | None:
        if self.wishes.extend:
            try:
                grown_canvas(self.document.canvas, self.wishes.preset)
            except BadInput as error:
                return error.message
            return None
        if standing:
            return None
        if self.document.mask_bounds.empty:
            return _("Paint what should change (B), or choose Extend canvas.")
        if self.document.mask_share > MOST_MASKED:
            return _("The mask covers the whole picture: nothing is left to copy from.")
        return None

    def _unsendable(self) -> str | None:
        for capability in self.capabilities:
            reason = self.shared.services.why_not(capability.id) or self._unfit(capability)
            if reason is not None:
                return reason
        return self.shared.money.why_not(self.capabilities, self.wishes.variations)

    def _unfit(self, capability: Capability) -> str | None:
        try:
            params = self._params(capability, 0)
        except BadInput as error:
            return f"{capability.name}: {error.message}"
        if capability.needs_prompt and not params.prompt:
            return _("{name} asks for a prompt.").format(name=capability.name)
        return None

    def _params(self, capability: Capability, seed: int) -> FillParams:
        prompt = self.wishes.prompt if self.wishes.prompt.strip() else self._stand_in(capability)
        wished = self.wishes.params(capability.id, seed, prompt)
        return fitted(wished, capability.parameters)

    def _stand_in(self, capability: Capability) -> str:
        """What goes to the provider in place of an empty prompt."""
        if not capability.needs_prompt or self.wishes.prompt.strip():
            return ""
        return self.shared.settings.text(DEFAULT_PROMPT).strip()

    def _native(self, capability: Capability) -> bool:
        wishes = self.wishes
        return wishes.extend and wishes.native and wishes.preset in capability.native_presets

    def _seconds(self, capability: Capability) -> float | None:
        """Until all variations are here: a provider carries only so many jobs at once."""
        area = self._canvas_and_box(capability)[1].area
        seconds = self.shared.estimates.seconds(capability, area)
        before = sum(
            job.request.provider == capability.id and job.state is not JobState.DOWNLOADED
            for job in self.shared.runner.active
        )
        rounds = math.ceil((before + self.wishes.variations) / capability.concurrency)
        return None if seconds is None else seconds * rounds

    def _canvas_and_box(self, capability: Capability) -> tuple[Rect, Rect]:
        base = self.document.canvas
        if self._native(capability):
            return base, base
        canvas = grown_canvas(base, self.wishes.outpaint)
        extends = self.wishes.extend
        bounds = growth_bounds(base, canvas) if extends else self.document.mask_bounds
        return canvas, capability.context_box(bounds, canvas)

    def _sent(self, capability: Capability) -> tuple[Rect, Rect, Size]:
        """Canvas afterwards, box, and the size at which the box goes to a provider."""
        canvas, box = self._canvas_and_box(capability)
        return canvas, box, sent_size(box, capability.sizes)

    def _requests(
        self, capability: Capability, seeds: list[int], boxes: Boxes
    ) -> list[FillRequest]:
        document = self.document
        return prepare(
            provider=capability.id,
            context_box=capability.context_box,
            document=document.id,
            base=document.current.id,
            boxes=boxes,
            mask_bounds=document.mask_bounds,
            params=[self._params(capability, seed) for seed in seeds],
            outpaint=self.wishes.outpaint,
            feather=0 if capability.meets_border else default_feather(document.canvas),
            icc=document.icc,
            native=self._native(capability),
        )

    def _whole_mask(self) -> Mask:
        """(h, w) of what is filled, over the canvas afterwards; reduced where the canvas grows."""
        if not self.wishes.extend:
            return self.document.mask
        base = self.document.canvas
        canvas = grown_canvas(base, self.wishes.outpaint)
        step = max(1, min(canvas.size) // EXTENSION_SIDE)
        mask = np.full((canvas.height // step, canvas.width // step), 255, np.uint8)
        inner = base.moved(-canvas.x, -canvas.y)
        top, left = math.ceil(inner.y / step), math.ceil(inner.x / step)
        mask[top : inner.bottom // step, left : inner.right // step] = 0
        return mask


def _scale(sent: tuple[Rect, Rect, Size]) -> float:
    _canvas, box, size = sent
    return size.width / box.width
