"""What mouse, pen, fingers and wheel do, in words: they cannot be given other keys."""

from __future__ import annotations

from collections.abc import Iterator

from fluxfill_studio.core.text import _


def gestures() -> Iterator[tuple[str, str, str]]:
    """Heading, name and gesture, in the order of the list of keys."""
    for heading, rows in (
        (_("Painting"), _painting()),
        (_("Shapes and selections"), _shapes()),
        (_("Moving about"), _moving()),
    ):
        for name, gesture in rows:
            yield heading, name, gesture


def _painting() -> tuple[tuple[str, str], ...]:
    return (
        (_("Straight line from the last stroke"), _("Shift+click")),
        (_("Keep to one axis"), _("Shift+drag")),
        (_("Subtract for one stroke"), _("Alt+drag")),
        (_("Erase"), _("other end of the pen")),
        (_("Size sideways, hardness up and down"), _("Ctrl or Alt+right drag")),
        (_("Give the stroke up"), _("Esc")),
        (_("Options at the pointer"), _("right click, menu key")),
    )


def _shapes() -> tuple[tuple[str, str], ...]:
    return (
        (_("Add"), _("Shift at the press")),
        (_("Subtract"), _("Alt at the press")),
        (_("Intersect"), _("Shift+Alt at the press")),
        (_("Square, circle, 45 degrees"), _("Shift while dragging")),
        (_("From the centre"), _("Alt while dragging")),
        (_("Move what is being drawn"), _("Space while dragging")),
        (_("Wand: tolerance of one selection"), _("drag sideways")),
        (_("Complete"), _("Enter, double click")),
        (_("Take the last point away"), _("Backspace")),
        (_("Give it up"), _("Esc")),
        (_("Polygon, edge lasso: move a point"), _("drag it")),
        (_("Edge lasso: points by themselves"), _("drag along an edge")),
        (_("Smart select: keep, remove"), _("paint, Alt or X and paint")),
        (_("Mask from colours: another colour"), _("click")),
        (_("Loaded or pasted mask: place it"), _("drag, arrows")),
        (_("Move the mask by 1 px, 10 px"), _("arrows, Shift+arrows")),
    )


def _moving() -> tuple[tuple[str, str], ...]:
    return (
        (_("Zoom at the pointer"), _("wheel, pinch")),
        (_("Sideways"), _("Shift+wheel, sideways wheel")),
        (_("Hand"), _("Space, middle button")),
        (_("Pan, zoom and turn"), _("two fingers")),
        (_("Undo"), _("tap with two fingers")),
        (_("Zoom tool: in, out, smoothly"), _("click, Alt+click, drag")),
        (_("Turn in steps of 15 degrees"), _("Shift while turning")),
        (_("Tools behind a button"), _("hold it, right click")),
        (_("From a field back to the canvas"), _("Enter, Esc")),
        (_("From control to control"), _("Tab")),
    )
