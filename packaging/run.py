"""Starts FluxFill Studio from a fresh clone; the first run makes its environment.

    python3 packaging/run.py [ARGS]

ARGS go to the program. Without a display and without ARGS it does the main job on the bundled
sample and says where the picture is.
"""

import os
import sys
import tempfile

import system_packages
from setup_environment import ROOT, become, carry_out, prepare, say

COMMANDS = ("fill", "providers", "jobs")


def main(arguments):
    """Prepare what `arguments` need and go on as the program."""
    window = has_display() and not is_command(arguments)
    if window:
        system_packages.need_qt()
    python = prepare("editor" if window else "core")
    if not window and not arguments:
        arguments = sample_fill()
    become(python, ["-m", "fluxfill_studio", *arguments])


def is_command(arguments):
    """Whether the program answers on the command line, as its own __main__ decides."""
    return bool(arguments) and (arguments[0] in COMMANDS or arguments[0].startswith("-"))


def has_display():
    """Whether Qt can open a window, as the program's own __main__ decides."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    plugin = os.environ.get("QT_QPA_PLATFORM", "")
    if plugin and not plugin.startswith(("xcb", "wayland")):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def sample_fill():
    """Arguments for the main job without a window: remove the masked thing from the sample."""
    sample = os.path.join(ROOT, "resources", "sample")
    folder = os.getcwd() if os.access(os.getcwd(), os.W_OK) else tempfile.gettempdir()
    say("There is no display, so the bundled sample is filled; the last line names the picture.")
    mask = os.path.join(sample, "sample-mask.png")
    output = os.path.join(folder, "sample-fill.png")
    return ["fill", os.path.join(sample, "sample.jpg"), "--mask", mask, "-o", output]


if __name__ == "__main__":
    carry_out(main)
