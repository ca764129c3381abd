"""The look as one table: colours dark and light, sizes, type. No other file writes a colour.

Sizes are device-independent pixels. Only neutral greys surround the picture: a tinted frame
spoils the judgement of colour.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as "#rrggbb".

    Attributes:
        canvas: surround of the picture.
        panel, raised, field: surfaces; `hover` and `pressed` are raised ones being used.
        line, edge: separators, and the edge of a control.
        text, second, disabled: words.
        accent: selection, focus, links; `button` with `on_button` is the one main button.
        ok, warning, error: always with an icon and a word.
        scrim: behind words that lie on a picture.
    """

    canvas: str
    panel: str
    raised: str
    field: str
    hover: str
    pressed: str
    line: str
    edge: str
    text: str
    second: str
    disabled: str
    accent: str
    button: str
    button_hover: str
    on_button: str
    ok: str
    warning: str
    error: str
    scrim: str


DARK = Tokens(
    canvas="#1e1e1e",
    panel="#2a2a2a",
    raised="#343434",
    field="#1f1f1f",
    hover="#3d3d3d",
    pressed="#474747",
    line="#414141",
    edge="#8c8c8c",
    text="#ededed",
    second="#b4b4b4",
    disabled="#858585",
    accent="#5b9bff",
    button="#2f6fe4",
    button_hover="#2a66d4",
    on_button="#ffffff",
    ok="#4cc38a",
    warning="#f0b429",
    error="#ff8078",
    scrim="#1f1f1f",
)

LIGHT = Tokens(
    canvas="#bebebe",
    panel="#f3f3f3",
    raised="#ffffff",
    field="#ffffff",
    hover="#e6e6e6",
    pressed="#d9d9d9",
    line="#d2d2d2",
    edge="#737373",
    text="#1a1a1a",
    second="#525252",
    disabled="#767676",
    accent="#1d5bc8",
    button="#1d5bc8",
    button_hover="#174ca8",
    on_button="#ffffff",
    ok="#17704a",
    warning="#7a5000",
    error="#b3261e",
    scrim="#ffffff",
)

SURROUNDS = {"black": "#000000", "grey": "#777777", "white": "#ffffff"}
"""Other surrounds of the picture, by the value of the setting."""

OVERLAYS = {"magenta": "#ff00ff", "green": "#00ff00", "cyan": "#00ffff", "red": "#ff0000"}
"""What the mask is shown in, by the value of the setting."""
HATCHED = "hatch"
"""One more such value: black and white stripes, which show on any colour."""

# Spacing
HAIR, TIGHT, GAP, PAD, WIDE, BROAD, VAST = 2, 4, 8, 12, 16, 24, 32
# Controls
CONTROL, TOUCH, MAIN_BUTTON = 28, 44, 40
TARGET, ICON, SMALL_ICON = 36, 20, 16
RADIUS, FLOATING_RADIUS = 4, 6
FOCUS_RING, FOCUS_GAP = 2, 1
# Parts of the window
TOP, LEFT, STATUS, STRIP = 40, 44, 24, 64
PANEL, PANEL_LEAST, PANEL_MOST = 320, 280, 440
TILE = 136
# Type
CAPTION, LABEL, TEXT, TITLE, EMPTY = 11, 12, 13, 15, 20
REGULAR, STRONG = 400, 600
# Time
FOLDING_MS, NOTICE_MS, LATE_MS = 120, 6000, 500
