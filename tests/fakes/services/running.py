"""The fakes as a child process, for tests: start, tell, read, end.

    with Fakes("bfl", "replicate", seconds=0.05) as fakes:
        fakes.script({"service": "bfl", "on": "poll", "fault": {"kind": "cut"}})
        ... a client that uses fakes.base("bfl") and fakes.key("bfl") ...
        assert len(fakes.accepted("bfl")) == 1

Every call is synchronous and short; from a running loop use `asyncio.to_thread(fakes.log)` where
a few milliseconds matter.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

ROOT = Path(__file__).parents[3]
ALL = ("bfl", "replicate", "kkiai", "chainhub", "apiframe", "eachlabs")
PATIENCE_S = 20.0


class Fakes:
    """Fake services in a process of their own; without names, all six.

    `port` is that of the control address, the services' ports follow; 0: any that are free.

    Attributes:
        control: the address that takes the fault script.
        told: what the process printed.
    """

    def __init__(
        self, *dialects: str, seconds: float = 0.05, key: str | None = None, port: int = 0
    ) -> None:
        words = [*(dialects or ALL), "--seconds", str(seconds), "--port", str(port), "--leash"]
        command = [sys.executable, "-m", "tests.fakes.services", *words]
        # The proxy settings of the machine are not for loopback.
        self._opener = build_opener(ProxyHandler({}))
        self._process = subprocess.Popen(
            command + (["--key", key] if key else []),
            cwd=ROOT,
            stdin=subprocess.PIPE,  # a leash: if this process is killed, the fakes end too
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        with self._process.stdout as first:
            line = first.readline()
        if not line:
            raise RuntimeError(f"the fakes did not start: exit {self._process.wait()}")
        self.told: dict[str, Any] = json.loads(line)
        self.control: str = self.told["control"]

    def __enter__(self) -> Fakes:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def ids(self) -> tuple[str, ...]:
        """The dialects it plays."""
        return tuple(self.told["services"])

    def base(self, service: str) -> str:
        """Its origin, as `FLUXFILL_<ID>_BASE_URL` wants it."""
        return str(self.told["services"][service]["base"])

    def key(self, service: str) -> str:
        """The key it takes."""
        return str(self.told["services"][service]["key"])

    def origin(self, service: str, role: str) -> str:
        """One of its hosts: `api`, `delivery` or `storage`."""
        return str(self.told["services"][service]["origins"][role])

    @property
    def elsewhere(self) -> str:
        """A stranger's origin: whatever reaches it is in the log under the role `elsewhere`."""
        return str(self.told["elsewhere"])

    def environment(self, *services: str) -> dict[str, str]:
        """The variables that lead the program to these services, or to all."""
        found = {}
        for service in services or self.ids:
            found[f"FLUXFILL_{service.upper()}_BASE_URL"] = self.base(service)
            found[f"FLUXFILL_{service.upper()}_API_KEY"] = self.key(service)
        return found

    def script(self, *lines: dict[str, Any]) -> None:
        """Add entries to the script of faults (see `faults`)."""
        for line in lines:
            self._post("script", line)

    def clear(self, service: str | None = None) -> list[dict[str, Any]]:
        """Let nothing more go wrong there; the answer is what was still to go wrong."""
        return list(self._post("clear", {} if service is None else {"service": service}))

    def finish(self, job: str | None = None) -> None:
        """End that job, or all, now."""
        self._post("finish", {} if job is None else {"job": job})

    def set(self, service: str | None = None, **values: object) -> None:
        """Change `seconds` (with `job`: of that one), `life`, `credit`, limits, size rule."""
        self._post("set", values if service is None else {"service": service, **values})

    def reset(self) -> None:
        """Forget script, log, jobs, files and what was set: all is as at the start."""
        self._post("reset", {})

    def log(self, **wanted: object) -> list[dict[str, Any]]:
        """Every request, oldest first; `log(service="bfl", kind="create")` picks."""
        return _picked(self._get("log"), wanted)

    def accepted(self, service: str | None = None) -> list[dict[str, Any]]:
        """Every accepted create, oldest first: `service`, `job`, `digest`, `seed`, ..."""
        return _picked(self._get("accepted"), {} if service is None else {"service": service})

    def remaining(self) -> list[dict[str, Any]]:
        """Script entries that have not struck out."""
        return list(self._get("script"))

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _get(self, path: str) -> Any:
        with self._opener.open(f"{self.control}/{path}", timeout=PATIENCE_S) as answer:
            return json.load(answer)

    def _post(self, path: str, value: object) -> Any:
        headers = {"Content-Type": "application/json"}
        request = Request(f"{self.control}/{path}", json.dumps(value).encode(), headers)
        try:
            with self._opener.open(request, timeout=PATIENCE_S) as answer:
                return json.load(answer)
        except HTTPError as error:
            with error:
                raise ValueError(error.read().decode()) from error


def _picked(rows: list[dict[str, Any]], wanted: dict[str, object]) -> list[dict[str, Any]]:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]
