"""Painting side by side with napari's Labels layer, in one run: CPU of a move, memory of strokes.

    python tests/benchmarks/bench_peer.py --peer-python PATH [--json FILE] [--check]

PATH is the Python of an environment of its own that holds napari (0.9 or later), psutil and
the PySide6 bindings: make one with `python -m venv peer`, then let its pip install `napari
PySide6-Essentials psutil`. napari draws with OpenGL and needs a display; `xvfb-run -s "-screen 0
1920x1200x24"` before the command gives one.

The same hand moves over the same 33 MP picture in two windows of one size, one process after the
other. One move is sending a mouse move of 12 view pixels until it is painted; process CPU. Without
a graphics card napari's frames are drawn by the processor, in threads of the driver; so a second
ratio leaves these out: what napari's own thread spends on a move, against all that ours costs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BUDGETS = tomllib.loads((HERE / "budgets.toml").read_text())["peer"]
WINDOW = "1920x1080"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer-python", required=True)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    peer = run(options.peer_python, "napari", WINDOW)
    # napari's panels take room: its canvas sets the size of ours.
    ours = run(sys.executable, "ours", f"{peer['width']}x{peer['height']}")
    print(f"{'':16}{'ours':>12}{'napari':>12}   a canvas of {peer['width']} x {peer['height']}")
    for name, value in ours.items():
        if name not in ("width", "height"):
            print(f"{name:16}{value:12.2f}{peer[name]:12.2f}")
    figures = ratios(ours, peer)
    missed = [name for name, least in BUDGETS.items() if figures[name] < least]
    for name, value in figures.items():
        print(f"{name:16}{value:12.1f} times   at least {BUDGETS[name]}")
    if options.json:
        made = {"ours": ours, "napari": peer, **figures}
        options.json.write_text(json.dumps(made, indent=1))
    print(f"{len(BUDGETS) - len(missed)} of {len(BUDGETS)} budgets met; missed: {missed or 'none'}")
    return 1 if options.check and missed else 0


def run(python: str, side: str, size: str) -> dict[str, Any]:
    """The figures of one side, in its own process."""
    command = [python, str(HERE / "peer_child.py"), side, size]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{side} failed:\n{done.stderr[-2000:]}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if not figures["painted_px"]:
        raise SystemExit(f"{side} painted nothing")
    return figures


def ratios(ours: dict[str, Any], peer: dict[str, Any]) -> dict[str, float]:
    """How many times as much the peer needs, in the case that is worst for us."""
    moves = [name for name in ours if name.startswith("move")]
    return {
        "move": min(peer[name] / ours[name] for name in moves),
        "own_thread": min(peer[name.replace("move", "own")] / ours[name] for name in moves),
        "strokes_memory": peer["strokes_mb"] / max(1.0, ours["strokes_mb"]),
        "memory": peer["memory_mb"] / ours["memory_mb"],
    }


if __name__ == "__main__":
    sys.exit(main())
