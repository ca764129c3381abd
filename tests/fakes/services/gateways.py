"""The two gateways: Replicate's predictions under `/replicate`, errors of the software they run."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.fakes.services import refusals
from tests.fakes.services.refusals import Refused
from tests.fakes.services.replicate import Replicate
from tests.fakes.services.service import Route

QUOTA_PER_USD = 500_000
CODES = {
    refusals.DENIED: (401, ""),
    refusals.FORBIDDEN: (403, "forbidden"),
    refusals.BROKE: (403, "insufficient_user_quota"),
    refusals.QUOTA: (403, "pre_consume_token_quota_failed"),
    refusals.BUSY: (429, "rate_limit"),
    refusals.BAD: (400, "invalid_request"),
    refusals.UNKNOWN: (404, "not_found"),
    refusals.DOWN: (503, "model_not_found"),
}


class Gateway(Replicate):
    """What both share: 200 on create, `urls` that name Replicate, no cancel, list or files."""

    prefix = "/replicate/v1"
    created_code = 200
    upstream = "https://api.replicate.com"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.minute_limit = None

    def routes(self) -> list[Route]:
        return self.prediction_routes()

    def refusal(self, refused: Refused) -> web.Response:
        status, code = CODES[refused.why]
        text = "; ".join(f"{name} {text}" for name, text in refused.problems) or refused.message
        error = {"message": text, "type": "new_api_error", "param": "", "code": code}
        return web.json_response({"error": error}, status=status)


class Kkiai(Gateway):
    """`www.kkiai.com`, which tells how much of a key's quota is left."""

    id = "kkiai"

    def routes(self) -> list[Route]:
        usage = Route("api", "GET", "/api/usage/token/", "balance", self.usage)
        return [*super().routes(), usage]

    async def usage(self, request: web.Request) -> web.StreamResponse:
        """Granted, used, left: in quota units, 500 000 a dollar."""
        self.check_key(request)
        left = round(self.credit_usd * QUOTA_PER_USD)
        used = round(len(self.book.jobs) * self.price_usd * QUOTA_PER_USD)
        data = {
            "object": "token_usage",
            "name": "key",
            "total_granted": left + used,
            "total_used": used,
            "total_available": left,
            "unlimited_quota": False,
            "expires_at": 0,
        }
        return web.json_response({"code": True, "message": "ok", "data": data})


class Chainhub(Gateway):
    """`api.chainhub.tech`, which has no balance."""

    id = "chainhub"
