"""Sizes, prices and times as the panels write them."""

from __future__ import annotations

from decimal import Decimal

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.providers.contract import Capability


def size_words(rect: Rect) -> str:
    """Width and height."""
    return f"{rect.width} × {rect.height}"


def time_words(seconds: float) -> str:
    """Tenths below ten seconds, then whole seconds, then minutes."""
    if seconds < 10:
        return _("{n} s").format(n=f"{seconds:.1f}")
    if seconds < 120:
        return _("{n} s").format(n=round(seconds))
    return _("{n} min").format(n=round(seconds / 60))


def price_words(price: Decimal | None) -> str:
    """Of one picture."""
    return _("free") if price is None else f"${price:.2f}"


def generate_words(
    capability: Capability, variations: int, seconds: float | None
) -> tuple[str, ...]:
    """What the main button may read, fullest first: the act, its cost, how long it takes."""
    price = capability.price_usd
    if price is None:
        words = _("Generate, free")
    elif variations == 1:
        words = _("Generate, {price}").format(price=price_words(price))
    else:
        words = _("Generate, {n} × {price} = {total}").format(
            n=variations, price=price_words(price), total=price_words(price * variations)
        )
    if seconds is None:
        return (words,)
    return _("{act}, about {n} s").format(act=words, n=max(1, round(seconds))), words


def preflight_words(box: Rect, seconds: float | None) -> str:
    """What the next press sends, and how long it takes if that is known."""
    sent = _("Sends {size}, 1:1").format(size=size_words(box))
    if seconds is None:
        return sent
    return _("{sent}; about {n} s").format(sent=sent, n=max(1, round(seconds)))


def service_words(capability: Capability) -> str:
    """One line of the menu of services."""
    cancel = _("can be cancelled") if capability.can_cancel else _("cannot be cancelled")
    price = price_words(capability.price_usd)
    return _("{name}: {price}, {cancel}").format(name=capability.name, price=price, cancel=cancel)


def preset_words(preset: str) -> tuple[str, str]:
    """A preset's short name and its full one, in the user's language."""
    return {
        "Zoom out 1.5x": (_("Out 1.5×"), _("Zoom out 1.5×")),
        "Zoom out 2x": (_("Out 2×"), _("Zoom out 2×")),
        "Make square": (_("Square"), _("Make square")),
        "Left outpaint": (_("Left"), _("Extend to the left")),
        "Right outpaint": (_("Right"), _("Extend to the right")),
        "Top outpaint": (_("Top"), _("Extend at the top")),
        "Bottom outpaint": (_("Bottom"), _("Extend at the bottom")),
    }[preset]
