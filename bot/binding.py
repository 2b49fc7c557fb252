"""The first administrator: a one-time code from the command line, written to the bot in private."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.messages import Incoming, Outcome, Reply
from catalogue import members, roles
from catalogue.audit import Act
from catalogue.tables import Conversation
from intents.scene import ADMINISTRATOR

KIND = "administrator_code"
LASTS = timedelta(minutes=30)
MOST_TRIES = 5  # wrong codes, then it is void
_CODE = re.compile(r"\s*(?:绑定|管理员)?\s*([0-9]{8})\s*")

WELCOME = "好了，您现在是管理员。说“帮助”看看能做什么。"
WRONG = "这个码不对，看看是不是抄错了。"


def make_code(session: Session, now: datetime) -> str:
    """A new code of eight digits, valid for 30 minutes and once; an earlier one is void. Only its digest is kept."""
    code = f"{secrets.randbelow(10**8):08d}"
    session.execute(delete(Conversation).where(Conversation.kind == KIND))
    session.add(Conversation(
        kind=KIND, body={"digest": _digest(code), "tries": 0}, at=now, expires_at=now + LASTS,
    ))
    session.flush()
    return code


def bind(session: Session, incoming: Incoming) -> Outcome | None:
    """Make the sender an administrator if this is the code; None where the message is no code or none is awaited."""
    found = _CODE.fullmatch(incoming.text)
    if incoming.room is not None or found is None:
        return None
    row = session.scalars(
        select(Conversation).where(Conversation.kind == KIND, Conversation.expires_at > incoming.at)
        .order_by(Conversation.id.desc()).limit(1).with_for_update()
    ).first()
    if row is None:
        return None
    member = members.find_or_make(session, incoming.sender, incoming.name, None)
    if not hmac.compare_digest(row.body["digest"], _digest(found[1])):
        row.body = {**row.body, "tries": row.body["tries"] + 1}
        if row.body["tries"] >= MOST_TRIES:
            session.delete(row)
        return Outcome(replies=[Reply(WRONG, to=member.id)])
    session.delete(row)
    roles.grant(session, member, ADMINISTRATOR, Act(incoming.at, member.id, None, incoming.id))
    return Outcome(replies=[Reply(WELCOME, to=member.id)])


def _digest(code: str) -> str:
    return hashlib.sha256(f"linli {code}".encode()).hexdigest()
