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
        short, full = _("Generate, free"), _("Generate, free, about {s} s")
    elif variations == 1:
        short, full = _("Generate, {price}"), _("Generate, {price}, about {s} s")
    else:
        short = _("Generate, {n} × {price} = {total}")
        full = _("Generate, {n} × {price} = {total}, about {s} s")
    facts = {
        "n": variations,
        "price": price_words(price),
        "total": price_words(price and price * variations),
        "s": max(1, round(seconds or 0)),
    }
    wordings = (short,) if seconds is None else (full, short)
    return tuple(words.format(**facts) for words in wordings)


def preflight_words(box: Rect, seconds: float | None) -> str:
    """What the next press sends, and how long it takes if that is known."""
    size = size_words(box)
    if seconds is None:
        return _("Sends {size}, 1:1").format(size=size)
    n = max(1, round(seconds))
    return _("Sends {size}, 1:1; about {n} s").format(size=size, n=n)


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
