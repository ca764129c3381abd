"""Words for people: gettext, and text from elsewhere made safe to show.

Every user string goes through `_` or `ngettext`. The catalogue is chosen once, at start;
until then, and without a catalogue, the English of the source is shown.
"""

from __future__ import annotations

import gettext
import unicodedata
from pathlib import Path

DOMAIN = "fluxfill_studio"

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


class PseudoTranslations(gettext.NullTranslations):
    """Accents every letter and lengthens every string, so untranslated or clipped text shows."""

    _ACCENTS = str.maketrans("AEIOUaeiounc", "ÅÉÎÖÛåéîöûñç")

    def gettext(self, message: str) -> str:
        """`message` accented, in brackets, about a third longer."""
        return f"[{self._lengthened(message)}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """As `gettext`, of the form for `n`."""
        return self.gettext(msgid1 if n == 1 else msgid2)

    def _lengthened(self, message: str) -> str:
        words, in_field = [], False
        for sign in message:  # replacement fields like {name} must survive
            in_field = sign == "{" or (in_field and sign != "}")
            words.append(sign if in_field or sign == "}" else sign.translate(self._ACCENTS))
        return "".join(words) + "·" * (len(message) // 3)


def set_language(language: str, catalogues: Path) -> None:
    """Choose the catalogue for `language` ("de", "pseudo", "system") below `catalogues`."""
    global _catalogue
    if language == "pseudo":
        _catalogue = PseudoTranslations()
        return
    wanted = None if language == "system" else [language]  # None: what the environment says
    _catalogue = gettext.translation(DOMAIN, catalogues, languages=wanted, fallback=True)


def _(message: str) -> str:
    """`message` in the user's language."""
    return _catalogue.gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The form of `one`/`many` that fits `n`, in the user's language."""
    return _catalogue.ngettext(one, many, n)


def plain(text: str, limit: int = 400) -> str:
    """Text from a file or a service as one safe line: no control or direction characters.

    Longer text is cut to `limit` characters.
    """
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def amount(value: float) -> str:
    """A sum of anything, with thousands set apart, and hundredths where there are some."""
    return f"{value:,.2f}".removesuffix(".00")
