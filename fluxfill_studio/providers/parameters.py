"""What can be set at the services, each with the range that its own papers give."""

from __future__ import annotations

from dataclasses import dataclass

from fluxfill_studio.core.text import _
from fluxfill_studio.fill.params import FillParams, Parameter, ParamValue


@dataclass(frozen=True, slots=True)
class Ranges:
    """Where the services differ.

    Attributes:
        steps: fewest; 50 is the most and the default everywhere.
        guidance: lowest, highest, default, step.
        tolerance: strictest; 6 is the most lenient everywhere.
        formats: of the answer.
    """

    steps: int
    guidance: tuple[float, float, float, float]
    tolerance: int
    formats: tuple[str, ...]


WIDE = Ranges(15, (1.5, 100.0, 60.0, 0.5), 1, ("png", "jpg"))
NARROW = Ranges(1, (2.0, 5.0, 3.0, 0.1), 1, ("png", "jpg"))
"""The scale of an older version of the model, which some services kept."""


def parameters(ranges: Ranges) -> tuple[Parameter, ...]:
    """The form of a service; made anew because its words follow the user's language."""
    low, high, usual, step = ranges.guidance
    return (
        Parameter(
            "steps",
            _("Steps"),
            50,
            ranges.steps,
            50,
            tip=_("More steps give finer detail and take longer."),
        ),
        Parameter(
            "guidance",
            _("Guidance"),
            usual,
            low,
            high,
            step,
            tip=_("Higher follows the prompt more strictly; lower is freer."),
        ),
        Parameter(
            "safety_tolerance",
            _("Safety tolerance"),
            2,
            ranges.tolerance,
            6,
            tip=_("{low} is strictest, 6 most lenient.").format(low=ranges.tolerance),
        ),
        Parameter(
            "prompt_upsampling",
            _("Rewrite the prompt"),
            False,
            tip=_("The service makes the prompt more detailed by itself."),
        ),
        Parameter(
            "output_format",
            _("File format"),
            "png",
            choices=ranges.formats,
            tip=_("PNG keeps everything; the other is smaller."),
        ),
    )


def as_input(params: FillParams) -> dict[str, ParamValue]:
    """Fitted parameters in the names that all services share."""
    guidance = params.guidance
    values: dict[str, ParamValue | None] = {
        "prompt": params.prompt,
        "seed": params.seed,
        "steps": params.steps,
        # A whole number without a point: some papers call it an integer.
        "guidance": int(guidance) if guidance is not None and guidance % 1 == 0 else guidance,
        "safety_tolerance": params.safety_tolerance,
        "prompt_upsampling": params.prompt_upsampling,
        "output_format": params.output_format,
    }
    return {name: value for name, value in values.items() if value is not None}
