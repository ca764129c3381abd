"""`providers`: what can fill, what it can do, and what is left there."""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

from fluxfill_studio.cli.report import DONE, emit, say
from fluxfill_studio.core.errors import FluxFillError
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.outpaint import PRESETS
from fluxfill_studio.fill.params import Parameter
from fluxfill_studio.providers.contract import Account, Capability
from fluxfill_studio.studio.services import KeyState
from fluxfill_studio.studio.studio import Studio


async def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    studio = Studio()
    try:
        names = list(studio.providers)
        accounts = await asyncio.gather(
            *(_account(studio, name, ask=options.balance) for name in names)
        )
        for name, account in zip(names, accounts, strict=True):
            capability = studio.providers[name].capability
            if options.json:
                emit(_record(capability, studio.services.state(name), account))
            else:
                words = studio.services.words(name)
                _print(capability, words, account, asked=options.balance)
    finally:
        await studio.close()
    return DONE


async def _account(studio: Studio, name: str, *, ask: bool) -> Account | None:
    """What the service says about the account; None if it is not asked, or does not answer."""
    capability = studio.providers[name].capability
    if capability.key is None:
        return None
    await studio.services.load(name)
    if not ask or studio.services.state(name) is KeyState.MISSING:
        return None
    try:
        return await studio.services.check(name)
    except FluxFillError as error:
        say(_("{name}: {error}").format(name=capability.name, error=error.message))
        return None


def _print(capability: Capability, state: str, account: Account | None, *, asked: bool) -> None:
    price = capability.price_usd
    facts = [state]
    if price is not None:
        facts.append(_("${price} a picture").format(price=f"{price:.2f}"))
    elif capability.paid:
        facts.append(_("price not known"))
    if asked and capability.key is not None and not capability.tells_balance:
        facts.append(_("tells no balance"))
    if account is not None and account.balance:
        facts.append(_("balance {balance}").format(balance=account.balance))
    print(f"{capability.id}\t{', '.join(facts)}")
    print(f"\t{capability.limits}")


def _record(capability: Capability, state: KeyState, account: Account | None) -> dict[str, Any]:
    price = capability.price_usd
    return {
        "id": capability.id,
        "name": capability.name,
        "needs_key": capability.key is not None,
        "key_present": None if capability.key is None else state is not KeyState.MISSING,
        "key_from": None if capability.key is None else state.value,
        "reads_prompt": capability.reads_prompt,
        "needs_prompt": capability.needs_prompt,
        "parameters": [parameter.name for parameter in capability.parameters],
        "ranges": {parameter.name: _range(parameter) for parameter in capability.parameters},
        "outpaint": list(PRESETS),
        "native_presets": list(capability.native_presets),
        "can_cancel": capability.can_cancel,
        "concurrency": capability.concurrency,
        "variations": capability.variations,
        "price_usd": None if price is None else float(price),
        "balance": account.balance or None if account else None,
        "balance_usd": float(account.usd) if account and account.usd is not None else None,
    }


def _range(parameter: Parameter) -> dict[str, Any]:
    if parameter.choices:
        return {"choices": list(parameter.choices), "default": parameter.default}
    if isinstance(parameter.default, bool):
        return {"default": parameter.default}
    return {"low": parameter.low, "high": parameter.high, "default": parameter.default}
