"""linli …: the command line. Each command imports what it needs, so that `linli --help` is quick."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    with _without_collecting():
        from bot.channels.web import Address
        from bot.demo import run_demo

        run_demo(Address(host, port, password), world=world, open_page=browser)


@linli.command()
def run() -> None:
    """开始工作：设了网关就接微信，没设就开网页。"""
    with _without_collecting():
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
    """检查设置、数据库、数据和网关，看看能不能开工。"""
    from bot.operating.checks import check as look

    findings = []
    for finding in look(_settings):
        click.echo(finding.line())
        findings.append(finding)
    sys.exit(1 if any(not finding.fine and finding.urgent for finding in findings) else 0)


@linli.command()
def status() -> None:
    """看看现在：发了多少、等着多少、网关连没连着。"""
    from bot.house import limits_of
    from bot.operating.status import status as look
    from catalogue.database import open_database

    settings = _settings()
    database = open_database(settings.database_url)
    try:
        with database.read() as session:
            for line in look(session, settings.files, limits_of(settings), datetime.now(UTC)):
                click.echo(line)
    finally:
        database.close()


@linli.command()
@click.option("--room", "name", required=True, help="群名，和工作簿里一字不差")
def members(name: str) -> None:
    """列出群里的人和微信标识，一行一个，可以贴进工作簿的人员表。"""
    from bot.house import open_store
    from bot.operating.members import as_csv, room_called, rows_of

    settings = _settings()
    database = open_store(settings)
    try:
        with database.read() as session:
            room = room_called(session, name)
            told = []
            if settings.gateway:
                from bot.operating.gateway import neighbours

                told = neighbours(settings.gateway, settings.gateway_token, room.channel_ref, room.name)
            told = [one for one in told if one.nickname not in settings.bot_names]
            click.echo(as_csv(rows_of(session, room, told)), nl=False)
    finally:
        database.close()


@linli.command()
@click.argument("file", type=PATH)
@click.option("--force", is_flag=True, help="文件已经有了也覆盖")
def backup(file: Path, force: bool) -> None:
    """把整个库备份成一个文件；linli 开着也行。"""
    from bot.operating.backup import back_up

    back_up(_settings().database_url, file, force=force)
    click.echo(f"备份好了：{file}（{file.stat().st_size / 1_000_000:.1f} MB）。里面有大家的姓名住址，请收好。")


@linli.command()
@click.argument("file", type=PATH)
@click.option("--replace", is_flag=True, help="库里已有的全部换掉")
def restore(file: Path, replace: bool) -> None:
    """用备份恢复整个库；先停掉 linli。"""
    from bot.operating.backup import restore as put_back

    settings = _settings()
    put_back(settings.database_url, file, replace=replace, folder=settings.files)
    click.echo("恢复好了。用 linli check 看一眼，再 linli run。")


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


@linli.command()
@click.option("--member", help="给谁换微信：TA 原来的微信标识（linli members 里有）；不写就是绑定管理员")
def code(member: str | None) -> None:
    """给一个一次性的码，私聊发给小邻：绑定管理员，或者给换了微信的人接上原来的资料。"""
    from bot.binding import code_for, make_code
    from bot.house import open_store

    database = open_store(_settings())
    try:
        with database.transaction() as session:
            now = datetime.now(UTC)
            made = make_code(session, now) if member is None else code_for(session, member, now)
    finally:
        database.close()
    whose = "要当管理员的微信" if member is None else "TA 现在的微信"
    click.echo(f"{made}\n30分钟内，用{whose}私聊小邻，发这8个数字。")
    if member is not None:
        click.echo("接上以后，工作簿人员表里的微信标识也请换成新的（linli members 会列出来）。")


@linli.command("admin-code", hidden=True)
@click.pass_context
def admin_code(context: click.Context) -> None:
    """The former name of `linli code`."""
    context.invoke(code, member=None)


def _settings() -> Settings:
    from bot.settings import load_settings

    return load_settings(os.environ, Path.cwd())


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A start leaves hardly any garbage, and to look for it takes a tenth of it: `warmed` turns that on when all stands."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


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
