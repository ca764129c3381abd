"""Finds a Python that FluxFill Studio runs on, by running each candidate.

A name on PATH proves nothing: it may be a shim without a Python behind it. Standard library
only, and written so that any Python 3 can read it and say in words what is missing.
"""

import collections
import os
import subprocess
import sys

SUPPORTED = ("3.13", "3.12", "3.11")
CHOICE = "FLUXFILL_PYTHON"
PATIENCE_S = 30

PROBE = """
import ctypes, importlib.util, os, ssl, sys, zlib
print("%d.%d" % sys.version_info[:2])
print(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))
print(all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")))
"""


class Missing(Exception):
    """Something of the system lacks; the message says what and how to get it."""


Python = collections.namedtuple("Python", ["version", "executable", "has_venv"])
"""A Python that ran: "3.13", its own path with links resolved, whether it can make a venv."""


def find_python(first=None):
    """The Python to use: the user's choice, else `first` if it runs, else the newest supported.

    One that can make a virtual environment is preferred. Raises Missing.
    """
    choice = os.environ.get(CHOICE)
    if choice:
        return chosen(choice)
    commands = [[first]] if first else []
    found = [python for python in map(probe, commands + candidates()) if is_supported(python)]
    able = [python for python in found if python.has_venv]
    if not found:
        raise Missing(
            "FluxFill Studio needs Python 3.11, 3.12 or 3.13 and none of them runs here; get one "
            "from https://www.python.org/downloads/ or name its path in {}.".format(CHOICE)
        )
    return (able or found)[0]


def chosen(path):
    """The Python that the user named; Missing if it is none of ours."""
    python = probe([path])
    if is_supported(python):
        return python
    problem = "is Python {}".format(python.version) if python else "does not run"
    raise Missing(
        "{} names {}, which {}; it must be Python 3.11, 3.12 or 3.13.".format(CHOICE, path, problem)
    )


def candidates():
    """Commands that may start a supported Python, the newest first."""
    if os.name == "nt":
        return [["py", "-" + version] for version in SUPPORTED] + [[sys.executable]]
    commands = []
    for version in SUPPORTED:
        if version == "%d.%d" % sys.version_info[:2]:
            commands.append([sys.executable])
        commands.extend([path] for path in on_path("python" + version))
    return commands


def on_path(name):
    """Every file called `name` on PATH that may be executed, in order."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    paths = [os.path.join(folder, name) for folder in folders if folder]
    return [path for path in paths if os.access(path, os.X_OK)]


def probe(command):
    """What `command` turns out to be, or None if it does not run properly."""
    try:
        answer = subprocess.run(
            [*command, "-I", "-c", PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE_S,
            check=True,
            universal_newlines=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    lines = answer.stdout.splitlines()
    return Python(lines[0], lines[1], lines[2] == "True") if len(lines) == 3 else None


def is_supported(python):
    """Whether `python` (or None) is one we run on."""
    return python is not None and python.version in SUPPORTED
