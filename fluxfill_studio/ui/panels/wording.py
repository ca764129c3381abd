"""Sizes, prices and times as the panels write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _, ngettext, plain
from fluxfill_studio.providers.contract import Account, Capability
from fluxfill_studio.studio.cost import usd_words
from fluxfill_studio.studio.money import Money
from fluxfill_studio.studio.press import Preflight

SOFT = 0.8
"""A picture reduced by more than this will look soft when it is back at its size."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What one press of Generate comes to.

    Attributes:
        services: how many fill.
        variations: results of each.
        prices: US dollars per picture of those that are paid; None: not known.
        seconds: about how long it takes, or None.
    """

    services: int
    variations: int
    prices: tuple[Decimal | None, ...]
    seconds: float | None

    @property
    def total(self) -> Decimal:
        """US dollars, of those whose price is known."""
        known = [price for price in self.prices if price is not None]
        return sum(known, Decimal()) * self.variations


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
    """Of one picture, or of several; None: nothing."""
    return _("free") if price is None else usd_words(price)


def generate_words(quote: Quote) -> tuple[str, ...]:
    """What the main button may read, fullest first: the act, its cost, how long it takes."""
    total, n = quote.total, quote.variations
    if not quote.prices:
        words = _("Generate, free")
    elif None in quote.prices:
        words = _("Generate, {total} and more") if total else _("Generate, price not known")
    elif quote.services == 1 and n == 1:
        words = _("Generate, {total}")
    elif quote.services == 1:
        words = _("Generate, {n} × {price} = {total}")
    elif n == 1:
        words = _("Generate, {services} services = {total}")
    else:
        words = _("Generate, {services} services × {n} = {total}")
    price = price_words(quote.prices[0]) if quote.prices else ""
    short = words.format(n=n, price=price, services=quote.services, total=price_words(total))
    if quote.seconds is None or quote.prices:  # with a price there is no room for it
        return (short,)
    seconds = max(1, round(quote.seconds))
    return _("{words}, about {n} s").format(words=short, n=seconds), short


def scale_words(scale: float) -> str:
    """At what part of its size a box is sent."""
    per_cent = round(scale * 100)
    if scale == 1:
        return "1:1"
    if per_cent == 100:
        return _("nearly 1:1")
    if scale > 1:
        return _("enlarged to {n} %").format(n=per_cent)
    if scale >= SOFT:
        return _("reduced to {n} %").format(n=per_cent)
    return _("reduced to {n} %, will look soft").format(n=per_cent)


def sent_words(preflight: Preflight) -> str:
    """What the next press sends, and how much smaller; of the built-in engine, what it looks at."""
    words = _("Sends {size}, {scale}") if preflight.sends else _("Nothing is sent; looks at {size}")
    return words.format(size=size_words(preflight.box), scale=scale_words(preflight.scale))


def preflight_words(preflight: Preflight, quote: Quote) -> str:
    """As `sent_words`, with the time where the main button does not say it."""
    words = sent_words(preflight)
    if quote.seconds is None or not quote.prices:
        return words
    seconds = max(1, round(quote.seconds))
    return _("{words}; about {n} s").format(words=words, n=seconds)


def month_words(money: Money) -> str:
    """What this month has cost, up to what it may have cost, and fills of which nobody knows it;
    empty: nothing.
    """
    month, perhaps, unpriced = money.month(), money.perhaps(), money.unpriced()
    facts = [usd_words(month)] if month or perhaps else []
    if perhaps:
        facts = [_("{price} to {most}").format(price=facts[0], most=usd_words(month + perhaps))]
    if unpriced:
        words = ngettext("{n} fill of unknown price", "{n} fills of unknown price", unpriced)
        facts.append(words.format(n=unpriced))
    return _("{facts} this month").format(facts=_(" and ").join(facts)) if facts else ""


def service_price_words(capability: Capability, price: Decimal | None) -> str:
    """What one picture costs there."""
    if price is None and capability.paid:
        return _("price not known")
    return price_words(price)


def service_words(
    capability: Capability, price: Decimal | None, account: Account | None, *, missing: bool
) -> str:
    """One line of the menu of services; `missing`: it has no key yet."""
    facts = [
        service_price_words(capability, price),
        _("can be cancelled") if capability.can_cancel else _("cannot be cancelled"),
    ]
    if missing:
        facts.append(_("key missing"))
    elif account is not None and account.balance:
        facts.append(_("{balance} left").format(balance=plain(account.balance, 40)))
    return f"{capability.name}: {', '.join(facts)}"


def note_words(capabilities: Sequence[Capability], *, transparent: bool = False) -> str:
    """What should be known of services before anything goes there: where pictures lie, doubts.

    What concerns several is put together. `transparent`: the picture is, somewhere.
    """
    lie = [one for one in capabilities if one.upload_note]
    doubt = [one for one in capabilities if one.seed_note]
    opaque = _opaque_words(capabilities, transparent)
    notes = [one.upload_note for one in lie] + [one.seed_note for one in doubt] + opaque
    if _put_together(capabilities):
        groups = (
            (_("Sent pictures lie at {names} for a while."), lie),
            (_("The seed may not count at {names}."), doubt),
        )
        notes = [words.format(names=_names(those)) for words, those in groups if those]
        notes += [_("Transparency is not sent.")] if opaque else []
    deaf = [one for one in capabilities if not one.reads_prompt]
    if deaf and len(deaf) < len(capabilities):
        notes.append(_("The prompt is not used by {name}.").format(name=_names(deaf)))
    return " ".join(notes)


def full_note_words(capabilities: Sequence[Capability], *, transparent: bool) -> str:
    """Each service's own words where `note_words` puts them together, a paragraph each; else
    empty.
    """
    if not _put_together(capabilities):
        return ""
    notes = [note for one in capabilities for note in (one.upload_note, one.seed_note) if note]
    return "\n\n".join(notes + _opaque_words(capabilities, transparent))


def _opaque_words(capabilities: Sequence[Capability], transparent: bool) -> list[str]:
    """What becomes of transparency, if there is any and anything is sent."""
    if transparent and any(one.origin for one in capabilities):
        return [_("Transparency is not sent; the result is opaque.")]
    return []


def _put_together(capabilities: Sequence[Capability]) -> bool:
    """Whether so many services have something to say that one sentence each is too much."""
    return sum(bool(one.upload_note or one.seed_note) for one in capabilities) > 1


def _names(capabilities: Sequence[Capability]) -> str:
    return ", ".join(one.name for one in capabilities)


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
