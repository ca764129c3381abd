"""The command line: `fill` and `providers`, without the window.

The same session as in the editor opens, fills, adopts and exports; stdout carries the answer
only, everything else goes to stderr. Exit codes: 0 done, 1 failed at the provider, 2 usage,
3 bad input, 130 cancelled.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fluxfill_studio import __version__
from fluxfill_studio.core.errors import BadInput, CannotWrite, FluxFillError
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.fill.outpaint import NONE, PRESETS
from fluxfill_studio.imaging.masking import open_mask
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.providers.local import LOCAL
from fluxfill_studio.studio.exporting import Exported
from fluxfill_studio.studio.session import Session
from fluxfill_studio.studio.studio import Studio

DONE, FAILED, USAGE, BAD_INPUT, CANCELLED = 0, 1, 2, 3, 130


class Refused(FluxFillError):
    """The words of the command do not fit together."""


def main(argv: Sequence[str]) -> int:
    """Carry out one command; the answer is the exit code."""
    parser = _parser()
    try:
        options = parser.parse_args(argv)
    except SystemExit as leaving:
        return USAGE if leaving.code else DONE
    command = {"fill": _fill, "providers": _providers}[options.command]
    try:
        return asyncio.run(_interruptible(command(options)))
    except (asyncio.CancelledError, KeyboardInterrupt):
        _say(_("Cancelled. Nothing was written."))
        return CANCELLED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fluxfill-studio",
        description=_("Replace part of a photo or grow its canvas."),
        epilog=_("Without a command the editor opens: fluxfill-studio [IMAGE]"),
    )
    parser.add_argument("--version", action="version", version=f"FluxFill Studio {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_fill(commands.add_parser("fill", help=_("fill a picture and write a PNG")))
    providers = commands.add_parser("providers", help=_("what can fill, and what it can do"))
    providers.add_argument("--json", action="store_true", help=_("one JSON object a line"))
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
        "-o",
        "--output",
        type=Path,
        metavar="OUT.png",
        help=_("default: beside IMAGE, NAME-fill.png"),
    )
    fill.add_argument(
        "--provider", default=LOCAL, metavar="ID", help=_("who fills; see “providers”")
    )
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
    fill.add_argument("--json", action="store_true", help=_("one JSON object a line"))


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError(_("a seed is a number from 0 to 4294967295"))
    return int(text)


# -- fill -----------------------------------------------------------------------------------


async def _fill(options: argparse.Namespace) -> int:
    studio = Studio()
    report = _Report(options.json, options.provider)
    try:
        return await _fill_with(studio, options, report)
    except Refused as error:
        return report.failed(error.message, USAGE)
    except (BadInput, CannotWrite) as error:
        return report.failed(error.message, BAD_INPUT)
    except asyncio.CancelledError:
        report.failed(_("Cancelled. Nothing was written."), CANCELLED)
        return CANCELLED
    finally:
        await studio.close()


async def _fill_with(studio: Studio, options: argparse.Namespace, report: _Report) -> int:
    _check_provider(studio, options)
    output = options.output or options.image.with_name(f"{options.image.stem}-fill.png")
    _check_output(output, options)
    session, picture = await studio.open(options.image)
    for notice in picture.notices:
        _say(notice)
    await _choose(session, options)
    if options.outpaint is None and session.document.mask_bounds.empty:
        raise BadInput(_("Nothing is painted: the mask is empty."))
    session.form.set(prompt=options.prompt, seed=options.seed, variations=1)
    reason = session.filling.why_not()
    if reason is not None:
        raise BadInput(reason)
    run = session.filling.generate()
    assert run is not None
    report.follow(studio)
    job = await studio.runner.finished(run.request.id)
    report.job = job
    if job.state is not JobState.IMPORTED:
        return report.failed(job.message, CANCELLED if job.state is JobState.CANCELLED else FAILED)
    session.choosing.show(run.results[0].id)
    session.choosing.adopt()
    return report.done(await session.exporting.export(output))


def _check_provider(studio: Studio, options: argparse.Namespace) -> None:
    if options.provider not in studio.providers:
        raise Refused(
            _("There is no provider “{id}”. There are: {ids}.").format(
                id=plain(options.provider), ids=", ".join(studio.providers)
            )
        )
    capability = studio.providers[options.provider].capability
    taken = {parameter.name for parameter in capability.parameters}
    for name in ("steps", "guidance", "safety_tolerance", "prompt_upsampling"):
        if getattr(options, name) is not None and name not in taken:
            _say(
                _("{provider} has no “{name}”: it is ignored.").format(
                    provider=capability.name, name=name.replace("_", " ")
                )
            )
    if options.prompt and not capability.reads_prompt:
        _say(_("{provider} does not read the prompt.").format(provider=capability.name))


def _check_output(output: Path, options: argparse.Namespace) -> None:
    """Find out before the work whether the answer can be written."""
    for source in (options.image, options.mask):
        if source is not None and _same_file(source, output):
            raise Refused(_("The output would replace {name}.").format(name=plain(source.name)))
    if output.suffix.lower() != ".png":
        raise Refused(_("The output must end in .png: {name}").format(name=plain(output.name)))
    if output.is_dir():
        raise CannotWrite(_("{name} is a folder.").format(name=plain(output.name)))
    try:
        with tempfile.TemporaryFile(dir=output.parent):
            pass
    except OSError as error:
        raise CannotWrite(
            _("Nothing can be written into the folder {name}.").format(
                name=plain(str(output.parent))
            ),
            str(error),
        ) from error


def _same_file(one: Path, other: Path) -> bool:
    with contextlib.suppress(OSError):
        if one.exists() and other.exists():
            return os.path.samefile(one, other)
    return one.absolute() == other.absolute()


async def _choose(session: Session, options: argparse.Namespace) -> None:
    document = session.document
    if options.outpaint is not None:
        if options.outpaint == NONE:
            raise Refused(_("“None” grows nothing: give a mask, or another preset."))
        session.form.set(extend=True, preset=options.outpaint)
    elif options.mask is not None:
        mask = await asyncio.to_thread(open_mask, options.mask, document.canvas.size)
        session.masking.replace(mask, _("Mask from file"))
    elif document.pixels.shape[2] in (2, 4):
        session.masking.take_alpha()
    else:
        raise Refused(
            _("Say what to repaint: give --mask or --outpaint, or a picture with transparency.")
        )


class _Report:
    """Progress on stderr, the answer on stdout, as words or as JSON."""

    def __init__(self, as_json: bool, provider: str) -> None:
        self.job: Job | None = None
        self._json = as_json
        self._provider = provider
        self._shown = -1

    def follow(self, studio: Studio) -> None:
        """Tell the progress of the one job."""
        studio.runner.changed.connect(self._progress)

    def done(self, exported: Exported) -> int:
        """The picture is written."""
        if self._json:
            self._emit(
                "done",
                output=str(exported.path),
                width=exported.width,
                height=exported.height,
                changed_outside_mask=exported.changed_outside_mask,
            )
        else:
            _say(_("{n} pixels changed outside the mask.").format(n=exported.changed_outside_mask))
            print(exported.path)
        return DONE

    def failed(self, message: str, code: int) -> int:
        """There is no picture, and why."""
        _say(message)
        if self._json:
            self._emit("cancelled" if code == CANCELLED else "failed", error=message)
        return code

    def _progress(self, job: Job) -> None:
        if job.progress is None:
            return
        percent = int(job.progress * 100)
        if percent // 10 > self._shown // 10:
            self._shown = percent
            if self._json:
                print(
                    json.dumps({"event": "progress", "job": job.id, "progress": percent / 100}),
                    flush=True,
                )
            else:
                _say(f"{percent} %")

    def _emit(self, event: str, **known: Any) -> None:
        job = self.job
        record: dict[str, Any] = {
            "event": event,
            "job": job.id if job else None,
            "state": job.state.value if job else None,
            "provider": self._provider,
            "remote_id": None,
            "output": None,
            "width": None,
            "height": None,
            "seed": job.request.params.seed if job else None,
            "changed_outside_mask": None,
            "seconds": round(job.seconds, 3) if job else None,
            "price_usd": None,
            "error": None,
        }
        print(json.dumps(record | known), flush=True)


# -- providers ------------------------------------------------------------------------------


async def _providers(options: argparse.Namespace) -> int:
    studio = Studio()
    try:
        for provider in studio.providers.values():
            capability = provider.capability
            if options.json:
                price = capability.price_usd
                record = {
                    "id": capability.id,
                    "name": capability.name,
                    "needs_key": False,
                    "key_present": None,
                    "reads_prompt": capability.reads_prompt,
                    "parameters": [parameter.name for parameter in capability.parameters],
                    "outpaint": list(PRESETS),
                    "can_cancel": capability.can_cancel,
                    "concurrency": capability.concurrency,
                    "variations": capability.variations,
                    "price_usd": None if price is None else float(price),
                    "balance": None,
                }
                print(json.dumps(record))
            else:
                print(f"{capability.id}\t{capability.summary}")
                print(f"\t{capability.limits}")
    finally:
        await studio.close()
    return DONE


async def _interruptible(work: Any) -> int:
    """Run `work` so that Ctrl+C and a polite kill cancel it instead of tearing it down."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows; not main thread
            loop.add_signal_handler(name, task.cancel)
    return int(await task)


def _say(text: str) -> None:
    print(plain(text), file=sys.stderr, flush=True)
