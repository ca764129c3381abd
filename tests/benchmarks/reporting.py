"""What every benchmark takes and says: --json, --check; figures beside their budgets; a summary."""

from __future__ import annotations

import argparse
import json
import tomllib
from pathlib import Path
from typing import Any


def arguments(doc: str | None) -> argparse.ArgumentParser:
    """The parser that a benchmark adds its own arguments to."""
    parser = argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, help="write all figures there")
    parser.add_argument("--check", action="store_true", help="exit 1 if a budget is missed")
    return parser


def budgets(section: str) -> dict[str, float]:
    """The limits of one benchmark."""
    path = Path(__file__).with_name("budgets.toml")
    return tomllib.loads(path.read_text("utf-8"))[section]


def report(figures: dict[str, float], section: str, options: argparse.Namespace) -> int:
    """Print and keep the figures; the exit code."""
    limits = budgets(section)
    for name, value in figures.items():
        limit = limits.get(name)
        print(f"{name:32} {value:10.3f}" + ("" if limit is None else f"   budget {limit}"))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))
    missed = [name for name, limit in limits.items() if figures[name] > limit]
    return summary(missed, limits, options)


def summary(missed: list[str], limits: dict[str, Any], options: argparse.Namespace) -> int:
    """The last line; 1 if something is missed that is to be checked."""
    print(f"{len(limits) - len(missed)} of {len(limits)} budgets met; missed: {missed or 'none'}")
    return 1 if options.check and missed else 0
