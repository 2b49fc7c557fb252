"""Settings: read from two places, all faults at once, every one documented."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.settings import TABLE, SettingsError, as_markdown, load_settings


def test_the_defaults_are_those_of_the_table(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert (settings.bot_names, settings.quiet_from, settings.promotions_a_day) == (("小邻",), time(22), 2)


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "linli.toml").write_text('port = 9000\nbot_names = "阿邻、小邻"\n', encoding="utf-8")
    settings = load_settings({"LINLI_PORT": "9001"}, tmp_path)
    assert (settings.port, settings.bot_names) == (9001, ("阿邻", "小邻"))


def test_every_wrong_setting_is_told_at_once_with_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / "linli.toml").write_text('quiet_from = "late"\nprot = 1\n', encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        load_settings({"LINLI_PER_MINUTE": "many", "LINLI_GATWAY": "x"}, tmp_path)
    text = str(error.value)
    for expected in ("quiet_from", "22:00", "prot", "是不是 port", "LINLI_PER_MINUTE", "是不是 LINLI_GATEWAY"):
        assert expected in text


def test_secrets_are_not_shown_in_faults(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("web_password = [1]\n", encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        load_settings({"LINLI_CONFIG": str(tmp_path / "broken.toml")}, tmp_path)
    assert "[1]" not in str(error.value)


def test_a_missing_settings_file_that_was_named_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="nowhere"):
        load_settings({"LINLI_CONFIG": str(tmp_path / "nowhere.toml")}, tmp_path)


def test_each_setting_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == as_markdown()
    for setting in TABLE:
        assert f"`{setting.variable}`" in page
