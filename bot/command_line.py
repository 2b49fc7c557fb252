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
