"""`fill`: one picture, one mask or preset, one PNG."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import tempfile
from pathlib import Path

from fluxfill_studio.cli.report import (
    BAD_INPUT,
    CANCELLED,
    NO_ACCESS,
    USAGE,
    Report,
    say,
)
from fluxfill_studio.core.errors import (
    BadInput,
    CannotWrite,
    FluxFillError,
    KeyMissing,
    LedgerError,
)
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.fill.outpaint import NONE
from fluxfill_studio.fill.request import RequestId
from fluxfill_studio.imaging.masking import open_mask
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.studio.exporting import Exported
from fluxfill_studio.studio.services import KeyState
from fluxfill_studio.studio.session import Session
from fluxfill_studio.studio.studio import Studio

PARAMETERS = ("steps", "guidance", "safety_tolerance", "prompt_upsampling")


CANCEL_S = 5.0
"""How long a service may take to say that it has stopped."""


class Refused(FluxFillError):
    """The words of the command do not fit together."""


async def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    studio = Studio(remembers=False)
    report = Report(options.json)

    def failed(message: str, code: int) -> int:
        return report.failed(message, code, provider=options.provider)

    try:
        return await _fill(studio, options, report)
    except Refused as error:
        return failed(error.message, USAGE)
    except KeyMissing as error:
        return failed(error.message, NO_ACCESS)
    except (BadInput, CannotWrite, LedgerError) as error:
        return failed(error.message, BAD_INPUT)
    except asyncio.CancelledError:
        return failed(_("Cancelled. Nothing was written."), CANCELLED)
    finally:
        await studio.close()


async def _fill(studio: Studio, options: argparse.Namespace, report: Report) -> int:
    _check_provider(studio, options)
    output = options.output or options.image.with_name(f"{options.image.stem}-fill.png")
    _check_output(output, options)
    session, picture = await studio.open(options.image)
    for notice in picture.notices:
        say(notice)
    await _choose(session, options)
    if options.outpaint is None and session.document.mask_bounds.empty:
        raise BadInput(_("Nothing is painted: the mask is empty."))
    await _check_key(studio, options.provider)
    report.follow(studio)
    job = await _send(studio, session, options, output)
    if job.state is not JobState.DOWNLOADED:
        return report.ended(job)
    return report.done(job, await written(studio, session, job, output))


async def written(studio: Studio, session: Session, job: Job, output: Path) -> Exported:
    """Adopt the result of `job` in `session` and write the picture to `output`."""
    result = session.history.result_of(job.id)
    if job.request.native:
        exported = await session.exporting.export_native(result.id, output)
    else:
        session.choosing.show(result.id)
        session.choosing.adopt()
        exported = await session.exporting.export(output)
    await studio.runner.imported(job.id)
    return exported


async def _send(studio: Studio, session: Session, options: argparse.Namespace, output: Path) -> Job:
    wishes = {name: getattr(options, name) for name in PARAMETERS}
    given = {name: value for name, value in wishes.items() if value is not None}
    capability = studio.providers[options.provider].capability
    taken = {parameter.name for parameter in capability.parameters}
    values = {name: value for name, value in given.items() if name in taken}
    session.form.set(providers=(options.provider,))  # brings its usual number of variations
    session.form.set(
        prompt=options.prompt,
        seed=options.seed,
        variations=1,
        values={options.provider: values},
    )
    reason = session.filling.why_not()
    if reason is not None:
        raise BadInput(reason)
    preflight = session.filling.preflight()
    if preflight is not None and preflight.prompt:
        say(_("No prompt: “{prompt}” is sent.").format(prompt=preflight.prompt))
    run = session.filling.generate(output=output.absolute())  # noqa: ASYNC240  reads no disk
    assert run is not None
    try:
        return await studio.runner.finished(run.request.id)
    except asyncio.CancelledError:
        return await _stopped(studio, run.request.id)


async def _stopped(studio: Studio, job_id: RequestId) -> Job:
    """The user wants no more: stop the job where that can be done, else leave it to `jobs`."""
    studio.runner.cancel(job_id)
    job = studio.runner.job(job_id)
    assert job is not None
    if not job.stopped_showing:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CANCEL_S):
                await studio.runner.finished(job_id)
    return job


async def _check_key(studio: Studio, provider: str) -> None:
    """KeyMissing if the service needs a key and there is none."""
    capability = studio.providers[provider].capability
    if capability.key is None:
        return
    await studio.services.load(provider)
    if studio.services.state(provider) is KeyState.MISSING:
        raise KeyMissing(
            _(
                "{name} needs a key: set {variable}, or enter it in the editor. Get one at {page}"
            ).format(
                name=capability.name,
                variable=f"FLUXFILL_{provider.upper()}_API_KEY",
                page=capability.key.source,
            )
        )


def _check_provider(studio: Studio, options: argparse.Namespace) -> None:
    if options.provider not in studio.providers:
        raise Refused(
            _("There is no provider “{id}”. There are: {ids}.").format(
                id=plain(options.provider), ids=", ".join(studio.providers)
            )
        )
    capability = studio.providers[options.provider].capability
    taken = {parameter.name for parameter in capability.parameters}
    for name in PARAMETERS:
        if getattr(options, name) is not None and name not in taken:
            say(
                _("{provider} has no “{name}”: it is ignored.").format(
                    provider=capability.name, name=name.replace("_", " ")
                )
            )
    if options.prompt and not capability.reads_prompt:
        say(_("{provider} does not read the prompt.").format(provider=capability.name))
    if options.native and options.outpaint not in capability.native_presets:
        raise Refused(
            _("{provider} has no preset of its own for this: leave --native away.").format(
                provider=capability.name
            )
        )


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
        session.form.set(extend=True, preset=options.outpaint, native=options.native)
    elif options.mask is not None:
        mask = await asyncio.to_thread(open_mask, options.mask, document.canvas.size)
        session.masking.replace(mask, _("Mask from file"))
    elif document.pixels.shape[2] in (2, 4):
        session.masking.take_alpha()
    else:
        raise Refused(
            _("Say what to repaint: give --mask or --outpaint, or a picture with transparency.")
        )
