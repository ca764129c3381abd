"""The words of the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from fluxfill_studio import __version__
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.outpaint import PRESETS
from fluxfill_studio.providers.local import LOCAL


def make_parser() -> argparse.ArgumentParser:
    """Everything that can be said."""
    parser = argparse.ArgumentParser(
        prog="fluxfill-studio",
        description=_("Replace part of a photo or grow its canvas."),
        epilog=_("Without a command the editor opens: fluxfill-studio [IMAGE]"),
    )
    parser.add_argument("--version", action="version", version=f"FluxFill Studio {__version__}")
    parser.set_defaults(json=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_fill(commands.add_parser("fill", help=_("fill a picture and write a PNG")))
    _add_jobs(commands.add_parser("jobs", help=_("what was sent, what it cost, what is left")))
    providers = commands.add_parser("providers", help=_("what can fill, and what it can do"))
    providers.add_argument(
        "--balance", action="store_true", help=_("ask each service that has a key what is left")
    )
    _add_json(providers)
    return parser


def _add_fill(fill: argparse.ArgumentParser) -> None:
    fill.add_argument("image", metavar="IMAGE", type=Path)
    what = fill.add_mutually_exclusive_group()
    what.add_argument(
        "--mask",
        type=Path,
        help=_(
            "black/white picture of the same size, white is repainted; without it the "
            "transparent pixels of IMAGE are"
        ),
    )
    what.add_argument(
        "--outpaint",
        metavar="PRESET",
        choices=PRESETS,
        help=_("grow the canvas: {presets}").format(presets=", ".join(PRESETS)),
    )
    fill.add_argument(
        "--native",
        action="store_true",
        help=_("with --outpaint: the service's own preset, whose geometry is not known"),
    )
    fill.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT.png",
        help=_("default: beside IMAGE, NAME-fill.png"),
    )
    fill.add_argument(
        "--provider", default=LOCAL, metavar="ID", help=_("who fills; see “providers”")
    )
    _add_params(fill)
    _add_json(fill)


def _add_params(fill: argparse.ArgumentParser) -> None:
    fill.add_argument("--prompt", default="", metavar="TEXT", help=_("what should appear"))
    fill.add_argument(
        "--seed", type=_seed, metavar="N", help=_("the same seed gives the same picture")
    )
    fill.add_argument("--steps", type=int, metavar="N", help=_("diffusion steps"))
    fill.add_argument(
        "--guidance", type=float, metavar="X", help=_("how strictly the prompt is followed")
    )
    fill.add_argument("--safety-tolerance", type=int, metavar="N", help=_("0 strict to 6 lenient"))
    fill.add_argument(
        "--prompt-upsampling",
        action="store_true",
        default=None,
        help=_("let the service rewrite the prompt"),
    )


def _add_jobs(jobs: argparse.ArgumentParser) -> None:
    _add_json(jobs)
    acts = jobs.add_subparsers(dest="act", metavar="ACT")
    resume = acts.add_parser(
        "resume", help=_("carry unfinished jobs to their end and write their output")
    )
    _add_json(resume)
    resolve = acts.add_parser("resolve", help=_("decide about a job whose fate is unknown"))
    resolve.add_argument("id", metavar="ID", help=_("the job's id, or how it begins"))
    choice = resolve.add_mutually_exclusive_group(required=True)
    choice.add_argument("--check", action="store_true", help=_("ask at the service"))
    choice.add_argument(
        "--resubmit", action="store_true", help=_("send it again; it may be billed a second time")
    )
    choice.add_argument("--drop", action="store_true", help=_("let it go"))
    _add_json(resolve)


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,  # a subcommand must not undo what was said before it
        help=_("one JSON object a line"),
    )


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError(_("a seed is a number from 0 to 4294967295"))
    return int(text)
