"""Settings: kept, defaulted, and never a reason not to start."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import OVERLAY_OPACITY, TABLE, THEME, VARIATIONS


def test_defaults_until_changed_then_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(path)
    heard = []
    settings.changed.connect(heard.append)
    assert settings[THEME] == "system"
    settings.set(THEME, "dark")
    settings.set(THEME, "dark")
    assert heard == [THEME]
    assert Settings(path)[THEME] == "dark"


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"theme": 3, "overlay_opacity": 7.5}', "\x00"])
def test_a_broken_file_means_defaults(
    tmp_path: Path, broken: str, expect_log: Callable[[str], None]
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(broken)
    if broken in ("", "{", "\x00"):
        expect_log("defaults are used")
    settings = Settings(path)
    assert settings[THEME] == "system"
    assert settings[OVERLAY_OPACITY] == 0.4


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (THEME, "pink"),
        (OVERLAY_OPACITY, 2.0),
        (VARIATIONS["local"], True),
        (VARIATIONS["local"], 0),
    ],
)
def test_what_the_table_forbids_is_refused(tmp_path: Path, setting, value) -> None:
    settings = Settings(tmp_path / "settings.json")
    with pytest.raises(ValueError, match=setting.key):
        settings.set(setting, value)


def test_a_folder_that_cannot_be_written_is_no_crash(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    settings = Settings(tmp_path / "gone" / "settings.json")
    expect_log("could not be kept")
    settings.set(THEME, "light")
    assert settings[THEME] == "light"


def test_every_default_is_allowed_and_keys_are_unique() -> None:
    assert all(setting.accepts(setting.default) for setting in TABLE)
    assert len({setting.key for setting in TABLE}) == len(TABLE)
    assert json.dumps({setting.key: setting.default for setting in TABLE})
