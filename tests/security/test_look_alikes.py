"""Whoever looks like staff is not staff: every staff command, by every kind of copied name, does nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.rights import ADMINISTRATOR_INTENTS, STAFF_INTENTS
from catalogue.tables import AuditEntry, GroupBuy, Outbox, Room
from intents.grammar import grammars
from tests.path.conftest import ADMINISTRATOR, SOUTH, Bot

COPIES = {
    "the same": "秦主任", "zero width": "秦\u200b主\ufeff任", "right to left": "\u202e任主秦\u202c",
    "traditional": "秦主任（管理員）", "Kangxi radicals": "⽲主任", "full width": "秦主任\u3000",
    "an id for a name": "wx_qin", "joined": "秦\u2060主任\u034f",
}
COMMANDS = [
    (intent, example.text)
    for intent in sorted(STAFF_INTENTS | ADMINISTRATOR_INTENTS)
    for example in grammars()[intent].examples[:2]
]


OF_STAFF = ("roles", "points", "certificates", "broadcasts", "visits")
ENTRIES_OF_STAFF = STAFF_INTENTS | ADMINISTRATOR_INTENTS


def changes(bot: Bot) -> tuple[object, ...]:
    """What only staff can change: their records, what the audit says of others, what goes to whole rooms."""
    with bot.parts.database.read() as session:
        audited = session.scalars(select(AuditEntry.action).where(AuditEntry.command)).all()
        notices = session.scalar(select(func.count()).select_from(Outbox).where(Outbox.to_id.is_(None)))
        buys = session.execute(select(GroupBuy.title, GroupBuy.status, GroupBuy.deadline).order_by(GroupBuy.id)).all()
        muted = session.scalars(select(Room.muted).order_by(Room.id)).all()
    state = bot.state()
    kept = {kind: state[kind] for kind in OF_STAFF}
    return kept, [action for action in audited if action in ENTRIES_OF_STAFF], notices, buys, muted


@pytest.mark.parametrize("copy", sorted(COPIES))
@pytest.mark.parametrize("where", [SOUTH, None])
def test_no_staff_command_is_taken_from_who_only_looks_like_staff(bot: Bot, copy: str, where: str | None) -> None:
    before, refused = changes(bot), 0
    for number, (intent, text) in enumerate(COMMANDS):
        plain = text.removeprefix("#").removeprefix("＃")
        who = (f"wx_copy{number}", COPIES[copy])
        for said, mention in ((plain, True), (f"#{plain}", False)):
            heard = bot.says(said, who, where, mention=mention)
            assert not heard.failed, said
            assert heard.outcome.intent not in STAFF_INTENTS | ADMINISTRATOR_INTENTS or heard.outcome.refused, said
            refused += heard.outcome.refused
            if where is not None and not mention and heard.outcome.intent == intent:
                assert not heard.said, "a #command by the wrong person is met with silence"
    assert refused >= len(COMMANDS) / 2
    after = changes(bot)
    assert after == before, "nothing of it may have changed anything"


def test_the_same_commands_do_something_for_real_staff(bot: Bot) -> None:
    """The control: it is the id that makes the difference."""
    acted = 0
    for _, text in COMMANDS:
        heard = bot.calls(text.removeprefix("#"), ADMINISTRATOR)
        acted += heard.outcome.intent in STAFF_INTENTS | ADMINISTRATOR_INTENTS and not heard.outcome.refused
    assert acted >= len(COMMANDS) / 2
