"""Keys and what is left on the account, at every service."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from fluxfill_studio.core.errors import (
    KeyMissing,
    KeyRefused,
)
from fluxfill_studio.providers.contract import (
    Account,
    Reason,
    Rejected,
    SubmitOutcome,
)
from fluxfill_studio.providers.registry import Providers
from tests.fakes.services.running import Fakes
from tests.unit.providers.asking import SERVICES, anywhere, request_to

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("service", "balance", "usd"),
    [
        ("bfl", "5,000 credits", Decimal("50.00")),
        ("replicate", "", None),
        ("kkiai", "25,000,000 units", None),
        ("chainhub", "", None),
        ("apiframe", "9,000 credits", None),
        ("eachlabs", "", None),
    ],
)
def test_the_account(
    service: str, balance: str, usd: Decimal | None, fakes: Fakes, run: Run
) -> None:
    fakes.set(credit=50)
    told = run(lambda providers: providers[service].account())
    assert told == Account(balance, usd)
    assert fakes.accepted() == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_wrong_key_is_refused_by_a_free_request(
    service: str, fakes: Fakes, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"FLUXFILL_{service.upper()}_API_KEY", "wrong")

    async def whole(providers: Providers) -> SubmitOutcome:
        provider = providers[service]
        with pytest.raises(KeyRefused):
            await provider.account()
        return await provider.submit(request_to(provider), anywhere(service), "t")

    outcome = run(whole)
    assert isinstance(outcome, Rejected)
    assert outcome.reason is Reason.KEY
    assert fakes.accepted() == []


@pytest.mark.parametrize("service", SERVICES)
def test_without_a_usable_key_nothing_is_asked(
    service: str, fakes: Fakes, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def whole(providers: Providers) -> list[SubmitOutcome]:
        provider = providers[service]
        found = []
        for key in ("", "two words", "clé"):
            monkeypatch.setenv(f"FLUXFILL_{service.upper()}_API_KEY", key)
            with pytest.raises((KeyMissing, KeyRefused)):
                await provider.account()
            found.append(await provider.submit(request_to(provider), anywhere(service), "t"))
        return found

    for outcome in run(whole):
        assert isinstance(outcome, Rejected)
        assert outcome.reason is Reason.KEY
    assert fakes.log() == []


def refusal(service: str, fakes: Fakes, run: Run) -> Rejected:
    """What a create comes to that the account cannot pay."""
    fakes.set(credit=0.01)

    async def sent(providers: Providers) -> SubmitOutcome:
        provider = providers[service]
        return await provider.submit(request_to(provider), anywhere(service), "t")

    outcome = run(sent)
    assert isinstance(outcome, Rejected)
    assert outcome.reason is Reason.CREDIT
    assert "Nothing was charged" in outcome.message
    return outcome


@pytest.mark.parametrize(
    ("service", "left"),
    [("bfl", "($0.01) left"), ("kkiai", "5,000 units left"), ("apiframe", "has 1.")],
)
def test_too_little_credit_is_said_with_the_amount(
    service: str, left: str, fakes: Fakes, run: Run
) -> None:
    assert left in refusal(service, fakes, run).message


@pytest.mark.parametrize("service", ["replicate", "chainhub", "eachlabs"])
def test_where_the_amount_is_not_told_nobody_is_asked(service: str, fakes: Fakes, run: Run) -> None:
    assert "no credit left" in refusal(service, fakes, run).message
    assert [entry["kind"] for entry in fakes.log(service=service)] == ["create"]


def test_a_refusal_does_not_wait_for_an_amount(fakes: Fakes, run: Run) -> None:
    fakes.script({"service": "bfl", "on": "balance", "fault": {"kind": "status", "status": 500}})
    assert "no credit left" in refusal("bfl", fakes, run).message
