"""The settings: one table with name, default and help; read from the environment and a file, faults told at once."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from pathlib import Path
from typing import Any

from intents.errors import LinliError

PREFIX = "LINLI_"
CONFIG = "LINLI_CONFIG"
CONFIG_FILE = "linli.toml"
NOT_SETTINGS = (CONFIG, "LINLI_TEST_")  # of the environment, for others


class SettingsError(LinliError):
    """Settings that cannot be used; the message lists every one with how to mend it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What whoever installs linli can choose. See `TABLE` for what each means."""

    database_url: str
    files: Path
    bot_names: tuple[str, ...]
    host: str
    port: int
    web_password: str
    gateway: str
    gateway_token: str
    quiet_from: time
    quiet_until: time
    promotions_a_day: int
    notice_wait_s: float
    gap_min_s: float
    gap_max_s: float
    room_gap_s: float
    per_minute: int
    per_day: int
    account_since: date | None
    first_day: int
    warm_up_days: int
    gather_s: float
    gather_late_s: float
    pause_min: int
    watch_port: int
    log_level: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. default: as it would be written; read: text → value, ValueError with a hint in Chinese."""

    name: str
    default: str
    help: str
    read: Callable[[str], Any]

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return PREFIX + self.name.upper()

    @property
    def secret(self) -> bool:
        """Whether its value must not be shown."""
        return "password" in self.name or "token" in self.name or self.name == "database_url"


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise ValueError(f"请写 {least} 到 {most} 之间的整数")
        return int(text)
    return read


def _seconds(most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0 <= value <= most:
            raise ValueError(f"请写 0 到 {most:g} 之间的秒数")
        return value
    return read


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ValueError("请写成 22:00 这样的钟点") from None


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("请写成 2026-11-28 这样的日期，或者留空") from None


def _names(text: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in text.replace("，", "、").replace(",", "、").split("、") if part.strip())
    if not names:
        raise ValueError("至少要有一个名字，比如 小邻")
    return names


def _endpoint(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if text and not (colon and host and port.isascii() and port.isdigit()):
        raise ValueError("请写成 主机:端口，比如 127.0.0.1:8788；不接微信就留空")
    return text


def _level(text: str) -> str:
    if text.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError("请写 debug、info、warning 或 error")
    return text.upper()


TABLE: tuple[Setting, ...] = (
    Setting("database_url", "sqlite:///linli.sqlite3",
            "数据存在哪里：sqlite:///文件，或 postgresql+psycopg://用户:密码@主机/库名", str),
    Setting("files", "linli-files", "导出的表格放在哪个文件夹（没有会自动建）", Path),
    Setting("bot_names", "小邻", "机器人在群里的名字，第一个是正名，其余是别名，用、隔开", _names),
    Setting("host", "127.0.0.1", "网页开在哪个地址；不是本机地址就必须设网页密码", str),
    Setting("port", "8765", "网页的端口，0 是自动挑一个空闲的", _number(0, 65535)),
    Setting("web_password", "", "网页密码，可以写明文，也可以写 argon2 散列；空着就不要密码", str),
    Setting("gateway", "", "Wechaty 网关的 主机:端口；空着就不接微信，只开网页", _endpoint),
    Setting("gateway_token", "", "Wechaty 网关的令牌", str),
    Setting("quiet_from", "22:00", "晚上几点起不主动说话（回答不受限制）", _clock),
    Setting("quiet_until", "08:00", "早上几点起可以主动说话", _clock),
    Setting("promotions_a_day", "2", "一个群一天最多几条促销", _number(0, 100)),
    Setting("notice_wait_s", "60", "发给全群的通知先等几秒，好让“撤销”来得及", _seconds(3600)),
    Setting("gap_min_s", "3", "微信上两条消息之间至少隔几秒", _seconds(600)),
    Setting("gap_max_s", "8", "微信上两条消息之间最多随机隔几秒", _seconds(600)),
    Setting("room_gap_s", "20", "同一个群里主动发的两条消息之间至少隔几秒", _seconds(3600)),
    Setting("per_minute", "12", "一个微信号一分钟最多发几条", _number(1, 600)),
    Setting("per_day", "400", "一个微信号一天最多主动发几条", _number(1, 100_000)),
    Setting("account_since", "", "微信号从哪天开始用：新号头14天从每天20条慢慢加上去；空着就当老号", _day),
    Setting("first_day", "20", "新号第一天最多主动发几条", _number(1, 100_000)),
    Setting("warm_up_days", "14", "新号过几天才能发满", _number(1, 365)),
    Setting("gather_s", "5", "一个群里回答一条以后，几秒内的回答并成一条", _seconds(600)),
    Setting("gather_late_s", "30", "当天主动发的到了八成，回答多攒几秒再一起发", _seconds(600)),
    Setting("pause_min", "30", "微信嫌发得太快时，主动发的停几分钟；再被嫌就翻倍", _number(1, 1440)),
    Setting("watch_port", "0", "给运维看的 /health 和 /metrics 开在本机哪个端口；0 是不开", _number(0, 65535)),
    Setting("log_level", "info", "日志写多细：debug、info、warning、error", _level),
)


def load_settings(environment: Mapping[str, str], folder: Path) -> Settings:
    """The settings: the environment (LINLI_…) before the file (LINLI_CONFIG, else linli.toml in `folder`).

    Raises: SettingsError listing everything that is wrong.
    """
    faults: list[str] = []
    written = _from_file(environment, folder, faults) | _from_environment(environment, faults)
    values: dict[str, Any] = {}
    for setting in TABLE:
        text, where = written.get(setting.name, (setting.default, "默认值"))
        try:
            values[setting.name] = setting.read(text.strip())
        except ValueError as error:
            shown = "（不显示）" if setting.secret else f"“{text}”"
            faults.append(f"{where}：{setting.name} 写的是{shown}，{error}。")
    if not faults and values["gap_max_s"] < values["gap_min_s"]:
        faults.append("gap_max_s 不能比 gap_min_s 小，请改其中一个。")
    if faults:
        raise SettingsError("设置有问题：\n" + "\n".join(f"- {fault}" for fault in faults))
    return Settings(**values)


def _from_environment(environment: Mapping[str, str], faults: list[str]) -> dict[str, tuple[str, str]]:
    known = {setting.variable: setting.name for setting in TABLE}
    found = {}
    for variable, text in environment.items():
        if variable in known:
            found[known[variable]] = (text, f"环境变量 {variable}")
        elif variable.startswith(PREFIX) and not variable.startswith(NOT_SETTINGS):
            faults.append(f"没有 {variable} 这个设置{_nearest(variable, known)}。")
    return found


def _from_file(environment: Mapping[str, str], folder: Path, faults: list[str]) -> dict[str, tuple[str, str]]:
    named = environment.get(CONFIG)
    file = Path(named) if named else folder / CONFIG_FILE
    if not named and not file.is_file():
        return {}
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(f"找不到设置文件 {file}，请看看 {CONFIG} 写对没有。")
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"读不了设置文件 {file}：{error}。")
        return {}
    names = {setting.name: setting.name for setting in TABLE}
    found = {}
    for name, value in content.items():
        if name not in names:
            faults.append(f"{file}：没有 {name} 这个设置{_nearest(name, names)}。")
        elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
            found[name] = (str(value), str(file))
        else:
            faults.append(f"{file}：{name} 请写成文字或数字。")
    return found


def _nearest(name: str, known: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"，是不是 {near[0]}" if near else "，用 linli settings 看看有哪些"


def as_markdown() -> str:
    """The page that documents every setting (docs/settings.md)."""
    lines = [
        "# 设置", "",
        f"写在环境变量里，或者写在设置文件里（{CONFIG} 指定的文件，否则是当前文件夹的 {CONFIG_FILE}）；"
        "两处都写了，以环境变量为准。写错了会一次全部指出来。这一页由 `linli settings --markdown` 生成。", "",
        "| 设置 | 环境变量 | 默认 | 说明 |", "| --- | --- | --- | --- |",
    ]
    for setting in TABLE:
        default = f"`{setting.default}`" if setting.default else "（空）"
        lines.append(f"| `{setting.name}` | `{setting.variable}` | {default} | {setting.help} |")
    return "\n".join(lines) + "\n"


assert {setting.name for setting in TABLE} == {field.name for field in fields(Settings)}
