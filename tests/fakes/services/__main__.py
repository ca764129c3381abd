"""Plays fill services on loopback ports until it is ended.

    python -m tests.fakes.services bfl replicate [--port N] [--key KEY] [--seconds 3]

Prints one line of JSON: `{"control": URL, "services": {"bfl": {"base": URL, "key": KEY}}}`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys

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
    parser.add_argument("dialects", nargs="+", choices=sorted(DIALECTS), metavar="DIALECT")
    parser.add_argument(
        "--port", type=int, default=0, help="of the control address; the services follow"
    )
    parser.add_argument("--key", help="one key for all; without it each has its own")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of a job")
    parser.add_argument("--leash", action="store_true", help="end when standard input does")
    asyncio.run(play(parser.parse_args()))


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
    for place, name in enumerate(options.dialects, 1):
        key = options.key or f"test-key-of-{name}-7Kq2"
        service = DIALECTS[name](world, key, options.seconds)
        world.services[name] = service
        await service.start(options.port + place if options.port else 0)
        told[name] = {"base": service.origins["api"], "key": key, "origins": service.origins}
    line = {"control": control, "services": told, "elsewhere": world.elsewhere}
    print(json.dumps(line), flush=True)
    await ended.wait()
    await world.close()


if __name__ == "__main__":
    main()
