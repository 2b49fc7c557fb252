"""linli …: the command line. Each command imports what it needs, so that `linli --help` is quick."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intents.errors import LinliError

if TYPE_CHECKING:
    from bot.settings import Settings

PATH = click.Path(path_type=Path)


@click.group()
@click.version_option(version("linli"), prog_name="linli")
def linli() -> None:
    """邻里 linli：群里的好邻居。先试试 linli demo。"""


@linli.command()
@click.argument("file", type=PATH)
@click.option("--force", is_flag=True, help="文件已经有了也覆盖")
def template(file: Path, force: bool) -> None:
    """写一份空的工作簿，照着填。"""
    from catalogue.workbook import write_template

    if file.exists() and not force:
        raise LinliError(f"{file} 已经有了。换个名字，或者加 --force 覆盖它。")
    try:
        write_template(file)
    except OSError as error:
        raise LinliError(f"写不了 {file}：{error.strerror}。请看看文件夹在不在，文件是不是正开着。") from error
    click.echo(f"写好了：{file}。填完用 linli import --check {file} 检查。")


@linli.command("import")
@click.argument("path", type=PATH)
@click.option("--check", "only_check", is_flag=True, help="只检查，不导入")
@click.option("--prune", is_flag=True, help="表里没有了的，也从库里停用")
def import_(path: Path, only_check: bool, prune: bool) -> None:
    """把工作簿（或放着 CSV 的文件夹）导入；有一处错就什么都不导入。"""
    from bot.house import open_store
    from catalogue.workbook import check, import_book, read_workbook
    from schedules.workdays import china_day_kind

    book = read_workbook(path)
    if only_check:
        faults = check(book)
        for fault in faults:
            click.echo(fault.line())
        errors = sum(not fault.warning for fault in faults)
        click.echo(f"{errors}处要改，{len(faults) - errors}处提醒。" if faults else "没有问题，可以导入。")
        sys.exit(1 if errors else 0)
    database = open_store(_settings())
    try:
        with database.transaction() as session:
            report = import_book(session, book, datetime.now(UTC), prune=prune, day_kind=china_day_kind)
    finally:
        database.close()
    for warning in report.warnings:
        click.echo(warning.line())
    for line in report.lines():
        click.echo(line)
    click.echo("导入好了。" if report.changed_anything else "和库里的一样，没有变化。")


@linli.command()
@click.argument("transcript", type=PATH)
@click.option("--world", type=PATH, required=True, help="工作簿，或放着 CSV 的文件夹")
@click.option("--isolated", is_flag=True, help="每条消息都当作头一条，互不影响")
@click.option("--state", type=PATH, help="最后的记录写到这个文件")
def replay(transcript: Path, world: Path, isolated: bool, state: Path | None) -> None:
    """把一段记下来的对话重放一遍，每行一个 JSON。"""
    from bot.replay import replay as play

    play(transcript, world, sys.stdout, isolated=isolated, state=state)


@linli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="在哪个地址上打开；不是本机的要先设密码")
@click.option("--port", default=8765, show_default=True, help="端口，0 表示自动挑一个空闲的")
@click.option("--password", default="", envvar="LINLI_WEB_PASSWORD", help="网页密码，或它的 argon2 散列")
@click.option("--world", type=PATH, help="用自己的工作簿或 CSV 文件夹，不用样例")
@click.option("--browser/--no-browser", default=True, help="要不要自动打开浏览器")
def demo(host: str, port: int, password: str, world: Path | None, browser: bool) -> None:
    """不用微信，在浏览器里试用。"""
    from bot.channels.web import Address
    from bot.demo import run_demo

    run_demo(Address(host, port, password), world=world, open_page=browser)


@linli.command()
def run() -> None:
    """开始工作：设了网关就接微信，没设就开网页。"""
    from bot.house import run as start
    from bot.logs import set_up

    settings = _settings()
    set_up(settings.log_level)
    start(settings, click.echo)


@linli.command()
@click.argument("text")
@click.option("--room", help="当作是在哪个群里说的；不写就当作私聊")
@click.option("--mention", is_flag=True, help="当作 @ 了小邻")
@click.option("--sender", default="somebody", help="当作是谁说的（微信标识）")
def explain(text: str, room: str | None, mention: bool, sender: str) -> None:
    """说说一句话会被怎么理解，为什么。什么都不记。"""
    from bot.explain import explain as tell
    from bot.house import furnish, open_store

    settings = _settings()
    database = open_store(settings)
    try:
        for line in tell(furnish(settings, database), text, room, sender, mention=mention, now=datetime.now(UTC)):
            click.echo(line)
    finally:
        database.close()


@linli.command()
def check() -> None:
    """检查设置、数据库和数据，看看能不能开工。"""
    from bot.check import check as look

    good = True
    for line, fine in look(_settings):
        click.echo(f"{'✓' if fine else '✗'} {line}")
        good = good and fine
    sys.exit(0 if good else 1)


@linli.command()
@click.option("--markdown", is_flag=True, help="写成 docs/settings.md 那样的一页")
def settings(markdown: bool) -> None:
    """列出所有设置、默认值和现在的值。"""
    from rich.console import Console
    from rich.table import Table

    from bot.settings import TABLE, as_markdown

    if markdown:
        click.echo(as_markdown(), nl=False)
        return
    now = _settings()
    table = Table("设置", "现在", "说明")
    for setting in TABLE:
        value = getattr(now, setting.name)
        table.add_row(setting.variable, "（不显示）" if setting.secret and value else str(value), setting.help)
    Console().print(table)


@linli.command("admin-code")
def admin_code() -> None:
    """给一个一次性的码：私聊发给小邻，就成了管理员。"""
    from bot.binding import make_code
    from bot.house import open_store

    database = open_store(_settings())
    try:
        with database.transaction() as session:
            code = make_code(session, datetime.now(UTC))
    finally:
        database.close()
    click.echo(f"{code}\n30分钟内，用要当管理员的微信私聊小邻，发这8个数字。")


def _settings() -> Settings:
    from bot.settings import load_settings

    return load_settings(os.environ, Path.cwd())


def main() -> None:
    """Run a command; what is wrong is told in plain words, without a traceback."""
    sys.exit(_run(lambda: linli(standalone_mode=False)))


def _run(command: Callable[[], object]) -> int:
    try:
        result = command()
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except LinliError as error:
        click.echo(str(error), err=True)
        return 1
    except BrokenPipeError:  # whoever read us has gone; nothing may be written any more, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return result if isinstance(result, int) else 0
