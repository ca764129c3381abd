"""What every test can rely on: a home of its own, no network, no display, nothing left behind.

A test fails if it logs a warning it did not announce (`expect_log`), or leaves a thread or a
child process alive.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A busy machine is no failure.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

PATIENCE_S = 5.0  # for threads and children that are already on their way out
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")
POOLED = "asyncio_", "ThreadPoolExecutor-", "QThread", "Dummy-"


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's state folder for this test alone."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("FLUXFILL_HOME", str(folder))
    return folder


def _refuse_strangers(address: object) -> None:
    host = address[0] if isinstance(address, tuple) else ""
    if isinstance(host, bytes):
        host = host.decode()
    if host and not host.startswith(LOOPBACK):
        raise PermissionError(f"tests have no network: {host}")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Connecting or asking for a name beyond this machine fails."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    getaddrinfo = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: object) -> None:
        _refuse_strangers(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: object) -> int:
        _refuse_strangers(address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: object, *args: object, **kwargs: object) -> object:
        _refuse_strangers((host or "localhost",))
        return getaddrinfo(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield
    patch.undo()


class _Listener(logging.Handler):
    """Keeps what was logged as warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.expected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def unexpected(self) -> list[str]:
        return [x for x in self.lines if not any(part in x for part in self.expected)]

    def missing(self) -> list[str]:
        return [part for part in self.expected if not any(part in x for x in self.lines)]


@pytest.fixture(autouse=True)
def expect_log() -> Iterator[Callable[[str], None]]:
    """Call it with a part of a warning that this test provokes; it must then be logged."""
    listener = _Listener()
    logging.getLogger().addHandler(listener)
    yield listener.expected.append
    logging.getLogger().removeHandler(listener)
    assert not listener.unexpected(), f"logged unexpectedly: {listener.unexpected()}"
    assert not listener.missing(), f"expected in the log: {listener.missing()}"


def _threads() -> set[threading.Thread]:
    """Threads that must end with the test; a pool's idle ones live as long as their loop."""
    return {t for t in threading.enumerate() if not t.name.startswith(POOLED)}


def _children() -> set[psutil.Process]:
    return set(psutil.Process().children(recursive=True))


def _gone(left: Callable[[], set[object]]) -> set[object]:
    """What is still `left` when patience ends."""
    deadline = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    while (remaining := left()) and time.monotonic() < deadline:
        pause.wait(0.01)
    return remaining


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Threads and child processes that a test started have ended when it ends."""
    threads, children = _threads(), _children()
    yield
    assert not (left := _gone(lambda: _threads() - threads)), f"threads left: {left}"
    assert not (left := _gone(lambda: _children() - children)), f"children left: {left}"
