"""Masks under a name: what is kept comes back, and every change can be undone."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.undo import Entry, UndoStack
from fluxfill_studio.document.kept import KeptMask, KeptMasks


def square(name: str, value: int = 200) -> KeptMask:
    return KeptMask.of(name, Rect(-5, 7, 12, 9), np.full((9, 12), value, np.uint8))


def contents(kept: KeptMasks) -> list[tuple[str, int]]:
    return [(name, int(kept[name].mask[0, 0])) for name in kept.names]


def test_a_kept_mask_is_the_same_afterwards() -> None:
    mask = np.random.default_rng(1).integers(0, 256, (9, 12), np.uint8)
    assert np.array_equal(KeptMask.of("Sky", Rect(-5, 7, 12, 9), mask).mask, mask)


ACTS = st.lists(st.tuples(st.sampled_from("kfr"), st.integers(0, 5), st.integers(0, 5)), max_size=9)


def carry_out(kept: KeptMasks, act: str, one: int, other: int) -> None:
    if act == "k":
        kept.keep(square(f"{one}", 10 * one + other))
    elif act == "f":
        kept.forget(f"{one}")
    else:
        kept.rename(f"{one}", f"{other}")


@given(ACTS)
def test_every_change_undoes_and_redoes_exactly_also_from_bytes(
    acts: list[tuple[str, int, int]],
) -> None:
    undo = UndoStack()
    kept = KeptMasks(undo)
    seen: list[list[tuple[str, int]]] = [[]]
    for act, one, other in acts:
        named = {name: place for place, (name, _value) in enumerate(seen[-1])}
        wanted = list(seen[-1])
        possible = f"{one}" in named
        if act == "k":
            possible = not possible
            wanted.append((f"{one}", 10 * one + other))
        elif possible and act == "f":
            del wanted[named[f"{one}"]]
        elif possible:
            possible = f"{other}" not in named
            wanted[named[f"{one}"]] = (f"{other}", wanted[named[f"{one}"]][1])
        with nullcontext() if possible else pytest.raises((KeyError, ValueError)), undo.group(act):
            carry_out(kept, act, one, other)
        if possible:
            seen.append(wanted)
        assert contents(kept) == seen[-1]
    assert all(Entry.from_bytes(entry.to_bytes()) == entry for entry in undo.entries)
    for expected in reversed(seen[:-1]):
        undo.undo()
        assert contents(kept) == expected
    for expected in seen[1:]:
        undo.redo()
        assert contents(kept) == expected


def test_a_name_is_there_once() -> None:
    undo = UndoStack()
    kept = KeptMasks(undo)
    with undo.group("keep"):
        kept.keep(square("Sky"))
    for wrong in ("Sky", ""):
        with pytest.raises(ValueError, match="not free"), undo.group("keep"):
            kept.keep(square(wrong))
    assert kept.names == ("Sky",)


def test_broken_bytes_are_said_to_be_broken() -> None:
    with pytest.raises(ValueError, match="broken"):
        _mask = KeptMask("Sky", Rect(0, 0, 40, 40), b"no").mask
