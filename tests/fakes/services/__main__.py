"""Plays fill services on loopback ports until it is ended.

    python -m tests.fakes.services [DIALECT ...] [--port N] [--key KEY] [--seconds 3]
                                   [--environment FILE]

Without a dialect it plays all six. Prints one line of JSON:
`{"control": URL, "services": {"bfl": {"base": URL, "key": KEY, "origins": {ROLE: URL}}}}`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

from tests.fakes.services.apiframe import Apiframe
from tests.fakes.services.bfl import Bfl
from tests.fakes.services.control import Control
from tests.fakes.services.eachlabs import Eachlabs
from tests.fakes.services.gateways import Chainhub, Kkiai
from tests.fakes.services.replicate import Replicate
from tests.fakes.services.world import World

DIALECTS = {
    dialect.id: dialect for dialect in (Bfl, Replicate, Kkiai, Chainhub, Apiframe, Eachlabs)
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.services")
    parser.add_argument("dialects", nargs="*", metavar="DIALECT", help=", ".join(DIALECTS))
    parser.add_argument(
        "--port", type=int, default=0, help="of the control address; the services follow"
    )
    parser.add_argument("--key", help="one key for all; without it each has its own")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of a job")
    parser.add_argument("--leash", action="store_true", help="end when standard input does")
    words = "file for the variables that lead the program here, to be sourced by a shell"
    parser.add_argument("--environment", type=Path, metavar="FILE", help=words)
    options = parser.parse_args()
    strange = set(options.dialects) - DIALECTS.keys()
    if strange:
        parser.error(f"there is no dialect {', '.join(sorted(strange))}")
    asyncio.run(play(options))


async def play(options: argparse.Namespace) -> None:
    """Serve until SIGTERM or SIGINT."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    if options.leash:
        loop.add_reader(sys.stdin.fileno(), ended.set)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    world = World()
    await world.open_elsewhere()
    control = await world.listen(Control(world).app(), options.port)
    told = {}
    for place, name in enumerate(options.dialects or DIALECTS, 1):
        key = options.key or f"test-key-of-{name}-7Kq2"
        service = DIALECTS[name](world, key, options.seconds)
        world.services[name] = service
        await service.start(options.port + place if options.port else 0)
        told[name] = {"base": service.origins["api"], "key": key, "origins": service.origins}
    line = {"control": control, "services": told, "elsewhere": world.elsewhere}
    if options.environment:
        options.environment.write_text(variables(told), encoding="utf-8")
    print(json.dumps(line), flush=True)
    await ended.wait()
    await world.close()


def variables(services: dict[str, dict[str, Any]]) -> str:
    """Lines for a shell: base address and key of each service."""
    lines = []
    for name, told in services.items():
        lines.append(f"export FLUXFILL_{name.upper()}_BASE_URL={told['base']}")
        lines.append(f"export FLUXFILL_{name.upper()}_API_KEY={told['key']}")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
