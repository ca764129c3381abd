"""How soon the window is there, what a picture costs in memory, and the pen under load.

    python tests/benchmarks/bench_start.py [--json FILE] [--check]

Wall time, median of 5, of whole processes of the real program, on the offscreen platform unless
QT_QPA_PLATFORM says otherwise. "Cold" drops the interpreter's and libraries' pages from the
cache first (Linux, posix_fadvise), so it needs no root.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from reporting import arguments, report

ROOT = Path(__file__).resolve().parents[2]
CHILD = ROOT / "tests/benchmarks/start_child.py"
RUNS = 5


def main() -> int:
    options = arguments(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    return report(figures, "start", options)


def measure(folder: Path) -> dict[str, float]:
    picture = folder / "33mp.jpg"
    child(folder, "make", str(picture))
    child(folder, "window")  # compiles the byte code once
    warm = [child(folder, "window")["painted_ms"] for _run in range(RUNS)]
    cold = [child(folder, "window", cold=True)["painted_ms"] for _run in range(RUNS)]
    figures = {
        "window_warm_ms": statistics.median(warm),
        "window_cold_ms": statistics.median(cold),
    }
    opened = [child(folder, "open", str(picture)) for _run in range(RUNS)]
    for name in opened[0]:
        figures[name] = statistics.median(run[name] for run in opened)
    busy = [child(folder, "busy", str(picture)) for _run in range(RUNS)]
    for name in busy[0]:
        figures[name] = statistics.median(run[name] for run in busy)
    return figures


def child(folder: Path, *arguments: str, cold: bool = False) -> dict[str, float]:
    """One process of the program; it prints its figures as JSON in its last line."""
    if cold:
        drop_from_cache()
    environment = os.environ | {
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "FLUXFILL_HOME": str(folder / "home"),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, str(CHILD), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    if done.returncode:
        raise SystemExit(f"{arguments}: {done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def drop_from_cache() -> None:
    """Ask the kernel to forget the files that a start reads."""
    os.sync()
    folders = {
        Path(sysconfig.get_paths()["purelib"]),
        Path(sysconfig.get_paths()["stdlib"]),
        ROOT / "fluxfill_studio",
    }
    files = [Path(os.path.realpath(sys.executable))]
    for folder in folders:
        files += [path for path in folder.rglob("*") if path.is_file()]
    for path in files:
        with open(path, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if __name__ == "__main__":
    sys.exit(main())
