"""One-time codes, written to the bot in private: the first administrator, and members who come back under a new id."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.handlers.promoted import promoted_told
from bot.messages import Incoming, Outcome, Reply
from bot.rights import standing_of
from catalogue import members, roles
from catalogue.audit import Act
from catalogue.reasons import NotPossible
from catalogue.rebinding import rebind
from catalogue.recipients import people_named
from catalogue.sign_ups import promotions_since
from catalogue.tables import AuditEntry, Conversation, Member, Room
from intents.errors import LinliError
from intents.scene import ADMINISTRATOR

ADMINISTRATOR_CODE, MEMBER_CODE, WRONG_CODES = "administrator_code", "member_code", "wrong_codes"
CODES = (ADMINISTRATOR_CODE, MEMBER_CODE)
LASTS = timedelta(minutes=30)
MOST_TRIES = 5  # wrong codes of one person, then there is no answer any more
MOST_OF_ALL = 50  # wrong codes of all people, then the code is void
_CODE = re.compile(r"(?:\s*(?:绑定|管理员))?\s*([0-9]{8})\s*")
_ASKED = re.compile(r"\s*#?(?:换微信|换号|换绑|重新绑定)[\s：:@]*([^\s@][^@]{0,30}?)\s*")

WELCOME = "好了，您现在是管理员。说“帮助”看看能做什么。"
WELCOME_BACK = "接上了，您原来的订单、积分都在。"
ALREADY = "您用的就是原来的微信，不用换。"
WRONG = "这个码不对，看看是不是抄错了。"


def make_code(session: Session, now: datetime) -> str:
    """A code for an administrator: eight digits, valid for 30 minutes and once; an earlier one is void.

    Only the digest of a code is kept.
    """
    session.execute(delete(Conversation).where(Conversation.kind == ADMINISTRATOR_CODE))
    return _new_code(session, ADMINISTRATOR_CODE, None, now)


def code_for(session: Session, channel_id: str, now: datetime) -> str:
    """A code by which the member of this (old) id takes a new one. Raises: LinliError for an id that nobody has."""
    member = session.scalars(select(Member).where(Member.channel_id == channel_id)).first()
    if member is None:
        raise LinliError(f"没有微信标识是“{channel_id}”的人。用 linli members --room 群名 看看。")
    return _member_code(session, member, now)


def bind(session: Session, incoming: Incoming) -> Outcome | None:
    """Act on a code, or on an administrator who asks for one; None where the message is neither, or none is awaited."""
    if incoming.room is not None:
        return None
    if (asked := _ASKED.fullmatch(incoming.text)) is not None:
        return _code_asked_for(session, incoming, asked[1])
    found = _CODE.fullmatch(incoming.text)
    if found is None:
        return None
    rows = session.scalars(
        select(Conversation).where(Conversation.kind.in_(CODES), Conversation.expires_at > incoming.at)
        .order_by(Conversation.id).with_for_update()
    ).all()
    if not rows:
        return None
    member = members.find_or_make(session, incoming.sender, incoming.name, None)
    if _tries(session, member, incoming.at) >= MOST_TRIES:
        return Outcome()
    row = next((one for one in rows if hmac.compare_digest(one.body["digest"], _digest(found[1]))), None)
    if row is None:
        return _wrong(session, rows, member, incoming.at)
    return _right(session, row, member, incoming)


def _right(session: Session, row: Conversation, member: Member, incoming: Incoming) -> Outcome:
    act = Act(incoming.at, member.id, None, incoming.id)
    if row.kind == ADMINISTRATOR_CODE:
        session.delete(row)
        roles.grant(session, member, ADMINISTRATOR, act)
        return Outcome(replies=[Reply(WELCOME, to=member.id)])
    owner = session.get_one(Member, row.member_id)
    assert member.channel_id is not None
    newest = session.scalar(select(func.max(AuditEntry.id))) or 0
    try:
        new = rebind(session, owner, member.channel_id, act)
    except NotPossible as refusal:
        return Outcome(replies=[Reply(str(refusal), to=member.id)])
    session.delete(row)
    told = promoted_told(session, promotions_since(session, newest), incoming.at)
    return Outcome(replies=[Reply(WELCOME_BACK if new else ALREADY, to=owner.id), *told])


def _wrong(session: Session, rows: Sequence[Conversation], member: Member, now: datetime) -> Outcome:
    for row in rows:
        row.body = {**row.body, "tries": row.body["tries"] + 1}
        if row.body["tries"] >= MOST_OF_ALL:
            session.delete(row)
    session.add(Conversation(kind=WRONG_CODES, member_id=member.id, body={}, at=now, expires_at=now + LASTS))
    return Outcome(replies=[Reply(WRONG, to=member.id)])


def _tries(session: Session, member: Member, now: datetime) -> int:
    wrong = select(Conversation.id).where(
        Conversation.kind == WRONG_CODES, Conversation.member_id == member.id, Conversation.expires_at > now
    )
    return len(session.scalars(wrong).all())


def _code_asked_for(session: Session, incoming: Incoming, name: str) -> Outcome | None:
    """A code for somebody, told to an administrator; anybody else said something ordinary."""
    asker = session.scalars(select(Member).where(Member.channel_id == incoming.sender)).first()
    if asker is None or not standing_of(session, asker).is_administrator:
        return None
    rooms = session.scalars(select(Room).where(Room.left_at.is_(None))).all()
    by_id = session.scalars(select(Member).where(Member.channel_id == name)).all()
    found = by_id or people_named(session, name, rooms)
    if len(found) == 1:
        code = _member_code(session, found[0], incoming.at)
        text = f"{code}\n30分钟内，请{name}用现在的微信私聊我，发这8个数字，原来的资料就接上了。"
    elif found:
        text = f"叫{name}的不止一位，请写TA原来的微信标识。"
    else:
        text = f"我不认识{name}，请看看名字，或写TA原来的微信标识。"
    return Outcome(intent="rebind", replies=[Reply(text, to=asker.id)])


def _member_code(session: Session, member: Member, now: datetime) -> str:
    session.execute(
        delete(Conversation).where(Conversation.kind == MEMBER_CODE, Conversation.member_id == member.id)
    )
    return _new_code(session, MEMBER_CODE, member.id, now)


def _new_code(session: Session, kind: str, member_id: int | None, now: datetime) -> str:
    code = f"{secrets.randbelow(10**8):08d}"
    session.add(Conversation(
        kind=kind, member_id=member_id, body={"digest": _digest(code), "tries": 0}, at=now, expires_at=now + LASTS,
    ))
    session.flush()
    return code


def _digest(code: str) -> str:
    return hashlib.sha256(f"linli {code}".encode()).hexdigest()
