"""What a message costs does not grow with the orders of everybody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event, update

from bot.assembly import assemble
from catalogue.database import Database, open_database
from catalogue.tables import Product
from intents.days import plain_day_kind
from tests.path.conftest import Bot

SAID = (
    "黑猪五花肉一斤", "五花肉再加一斤", "五花肉改成4斤", "还有赣南脐橙吗", "五花肉不要了", "最近的药店在哪",
)
OTHERS = 150
SLACK = 1.25  # trees become a little deeper


@contextmanager
def steps_of(database: Database) -> Iterator[list[int]]:
    """A list whose only number counts the steps of SQLite's virtual machine."""
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    event.listen(database.engine, "connect", lambda connection, _record: connection.set_progress_handler(count, 1))
    database.engine.dispose()
    yield steps


def conversation(bot: Bot, who: str, steps: list[int]) -> dict[str, int]:
    """How many steps each message of a newcomer's conversation takes."""
    found = {}
    for text in SAID:
        before = steps[0]
        bot.says(text, (who, f"住户{who}"))
        found[text] = steps[0] - before
    return found


def test_a_message_costs_the_same_however_many_others_have_ordered(lite_url: str, tmp_path: Path) -> None:
    database = open_database(lite_url)
    with database.transaction() as session:
        session.execute(update(Product).values(stock=None))
    with steps_of(database) as steps:
        bot = Bot(assemble(database, files=tmp_path, day_kind=plain_day_kind))
        conversation(bot, "warm", steps)
        few = conversation(bot, "early", steps)
        begun = bot.at
        for number in range(OTHERS):
            bot.at = begun
            heard = bot.says("黑猪五花肉一斤", (f"other{number}", f"街坊{number}"))
            assert heard.outcome.intent == "order"
        many = conversation(bot, "late", steps)
    database.close()
    assert min(few.values()) > 100
    assert {text: one for text, one in many.items() if one > SLACK * few[text]} == {}
