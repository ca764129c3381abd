"""What an answer other than success means: for a create, and for questions that may be repeated.

A create is billed where it arrives, so only what is certain counts as refused: a definite no.
Whatever leaves doubt is `Unknown`, and never sent again by itself.
"""

from __future__ import annotations

from fluxfill_studio.core.errors import BadAnswer, KeyRefused, ServiceBusy, Unreachable
from fluxfill_studio.core.text import _
from fluxfill_studio.providers import replies
from fluxfill_studio.providers.contract import (
    Busy,
    Charge,
    Failed,
    Moderated,
    Reason,
    Rejected,
    SubmitOutcome,
    Unknown,
)
from fluxfill_studio.providers.wire import Reply

# 302 and 303 are also how a web form answers once it has acted.
MOVED = {301, 307, 308}
# 408: it gave up waiting for us, and its front may have passed on what there was.
DOUBTFUL = {408, 409, 425, 499}


def of_create(name: str, reply: Reply) -> SubmitOutcome:
    """What became of a create that was not answered with success."""
    detail = f"status {reply.status}: {replies.words(reply)}"
    if reply.status in MOVED:
        return Rejected(_moved(name), Reason.UNAVAILABLE, detail)
    if not 400 <= reply.status < 500 or reply.status in DOUBTFUL:
        return Unknown(doubt(name, reply))
    if replies.out_of_credit(reply):
        return Rejected(_poor(name, reply), Reason.CREDIT, detail)
    if reply.status == 429:
        return Busy(busy(name), replies.pause(reply))
    return _refused(name, reply, detail)


def check(name: str, reply: Reply) -> None:
    """Raise what an answer to a repeatable question means, unless it is success."""
    if reply.ok:
        return
    detail = f"status {reply.status}: {replies.words(reply)}"
    if reply.status in (401, 403):
        raise KeyRefused(denied(name), detail)
    if reply.status == 429:
        raise ServiceBusy(busy(name), detail, replies.pause(reply))
    if reply.status >= 500 or reply.status in (408, 425):
        raise Unreachable(_("{service} has trouble of its own.").format(service=name), detail)
    if 300 <= reply.status < 400:
        text = _("{service} points elsewhere: its address in the settings may not be quite right.")
        raise BadAnswer(text.format(service=name), detail)
    raise BadAnswer(
        _("{service} says no: {reason}").format(service=name, reason=_said(reply)), detail
    )


def failed(name: str, reason: str, charge: Charge) -> Failed | Moderated:
    """The end of a job without a picture; told apart by its words."""
    if replies.moderated(reason):
        return refused_by_rules(name, reason, charge)
    text = _("{service} could not do it: {reason}").format(
        service=name, reason=reason or _("no reason given")
    )
    return Failed(f"{_sentence(text)} {_cost(charge)}", charge)


def refused_by_rules(name: str, reason: str, charge: Charge) -> Moderated:
    """Refused by the service's rules."""
    text = _against_its_rules(name, reason or _("no reason given"))
    hint = _("Other words, another seed or a higher safety tolerance may help.")
    return Moderated(f"{_sentence(text)} {hint} {_cost(charge)}", charge)


def busy(name: str) -> str:
    """For people: it asks to come back later."""
    return _("{service} is busy.").format(service=name)


def denied(name: str) -> str:
    """For people: it does not take the key."""
    return _("{service} does not take this key.").format(service=name)


def too_little(name: str, left: str) -> str:
    """For people: the credit does not reach, and how much of it there is."""
    return _(
        "The credit at {service} is too low: {left} left. "
        "Nothing was charged; top up there and send it again."
    ).format(service=name, left=left)


def doubt(name: str, reply: Reply | None = None) -> str:
    """For people: nobody knows whether the job was taken; `reply` if there was an answer."""
    if reply is None:
        text = _("The answer of {service} was lost.").format(service=name)
    else:
        text = _("{service} answered: {reason}").format(service=name, reason=_said(reply))
    tail = _("It may have the job and may charge for it: check before you send it again.")
    return f"{_sentence(text)} {tail}"


def _said(reply: Reply) -> str:
    return replies.words(reply) or _("error {n}").format(n=reply.status)


def _refused(name: str, reply: Reply, detail: str) -> Rejected:
    said = replies.words(reply)
    if replies.moderated(said):
        tail = _("Other words may help. Nothing was charged.")
        text = f"{_sentence(_against_its_rules(name, said))} {tail}"
        return Rejected(text, Reason.MODERATED, detail)
    if reply.status in (401, 403):
        text = denied(name) + " " + _("Nothing was charged.")
        return Rejected(text, Reason.KEY, detail)
    if reply.status in (404, 405):
        text = _("{service} does not offer this at its address. Nothing was charged.")
        return Rejected(text.format(service=name), Reason.UNAVAILABLE, detail)
    reason = Reason.INPUT if reply.status in (400, 413, 415, 422) else Reason.OTHER
    text = _("{service} says no: {reason}").format(service=name, reason=_said(reply))
    return Rejected(f"{_sentence(text)} {_('Nothing was charged.')}", reason, detail)


def _against_its_rules(name: str, reason: str) -> str:
    return _("{service} does not allow this under its content rules: {reason}").format(
        service=name, reason=reason
    )


def _poor(name: str, reply: Reply) -> str:
    numbers = replies.credit_numbers(reply)
    if numbers is not None:
        return _(
            "The credit at {service} is too low: it needs {needed} and has {left}. "
            "Nothing was charged; top up there and send it again."
        ).format(service=name, needed=numbers[0], left=numbers[1])
    return _(
        "There is no credit left at {service}. Nothing was charged; top up there and send it again."
    ).format(service=name)


def _moved(name: str) -> str:
    return _(
        "{service} points elsewhere: its address in the settings is not quite right. "
        "Nothing was charged."
    ).format(service=name)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _cost(charge: Charge) -> str:
    return {
        Charge.NO: _("Nothing was charged."),
        Charge.YES: _("It was charged."),
        Charge.PERHAPS: _("It may have been charged; sending it again costs again."),
    }[charge]
