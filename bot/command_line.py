"""linli …: the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from intents.errors import LinliError


@click.group()
def linli() -> None:
    """邻里 linli：群里的好邻居。"""


@linli.command()
@click.argument("transcript", type=click.Path(path_type=Path))
@click.option("--world", type=click.Path(path_type=Path), required=True, help="工作簿，或放着 CSV 的文件夹")
@click.option("--isolated", is_flag=True, help="每条消息都当作头一条，互不影响")
@click.option("--state", type=click.Path(path_type=Path), help="最后的记录写到这个文件")
def replay(transcript: Path, world: Path, isolated: bool, state: Path | None) -> None:
    """把一段记下来的对话重放一遍，每行一个 JSON。"""
    from bot.replay import replay as play

    play(transcript, world, sys.stdout, isolated=isolated, state=state)


@linli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="在哪个地址上打开；不是本机的要先设密码")
@click.option("--port", default=8765, show_default=True, help="端口，0 表示自动挑一个空闲的")
@click.option("--password", default="", envvar="LINLI_WEB_PASSWORD", help="网页密码，或它的 argon2 散列")
@click.option("--world", type=click.Path(path_type=Path), help="用自己的工作簿或 CSV 文件夹，不用样例")
@click.option("--browser/--no-browser", default=True, help="要不要自动打开浏览器")
def demo(host: str, port: int, password: str, world: Path | None, browser: bool) -> None:
    """不用微信，在浏览器里试用。"""
    from bot.channels.web import Address
    from bot.demo import run_demo

    run_demo(Address(host, port, password), world=world, open_page=browser)


def main() -> None:
    """Run a command; what is wrong is told in plain words, without a traceback."""
    try:
        linli(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except LinliError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
