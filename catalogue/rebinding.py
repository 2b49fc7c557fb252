"""A member who comes back under another id of the channel: what was theirs stays theirs."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.audit import Act, record
from catalogue.merging import keep_one_certificate, merge_sign_ups
from catalogue.reasons import NotPossible
from catalogue.tables import (
    Base,
    Conversation,
    Demand,
    Member,
    MemberRole,
    Order,
    Outbox,
    Rating,
    RoomMember,
    Vote,
    Wait,
)

# Of two records of one person the later one counts, and that is the one made under the new id.
LATER_COUNTS = (Vote.__table__, Demand.__table__, Rating.__table__)
EITHER_DOES = (MemberRole.__table__, RoomMember.__table__)


def rebind(session: Session, member: Member, channel_id: str, act: Act) -> bool:
    """Let this id of the channel be the member's from now on, with all that was done under it meanwhile.

    False where it is theirs already. Raises: NotPossible where the id belongs to somebody else of 人员.
    """
    if member.channel_id == channel_id:
        return False
    newcomer = session.scalars(select(Member).where(Member.channel_id == channel_id)).first()
    if newcomer is not None and newcomer.listed:
        raise NotPossible("这个微信在人员表里已经是另一位了，接不上。请和社区的人说一声。")
    if newcomer is not None:
        merge_sign_ups(session, member, newcomer, act)
        keep_one_certificate(session, member, newcomer, act)
        _take_over(session, member, newcomer)
        newcomer.channel_id = newcomer.nickname = newcomer.home = newcomer.home_place_id = None
        newcomer.is_friend, newcomer.erased_at = False, act.at
        session.flush()  # the id is free before it is given to the other row
    member.channel_id = channel_id
    session.flush()
    versions.touch(session)
    record(session, act, "rebind", f"member:{member.id}", before={"member": newcomer.id} if newcomer else None)
    return True


def _take_over(session: Session, member: Member, newcomer: Member) -> None:
    """Everything that points at the newcomer's row points at the member's; nobody has anything twice."""
    member.is_friend = member.is_friend or newcomer.is_friend
    if newcomer.home:
        member.home, member.home_place_id = newcomer.home, newcomer.home_place_id
    session.execute(delete(Conversation).where(Conversation.member_id == newcomer.id))
    session.execute(
        update(Order).where(Order.household == f"member:{newcomer.id}").values(household=f"member:{member.id}"),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(Demand).where(Demand.for_whom == f"member:{newcomer.id}").values(for_whom=f"member:{member.id}"),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(Wait).where(Wait.household == f"member:{newcomer.id}").values(household=f"member:{member.id}"),
        execution_options={"synchronize_session": False},
    )
    for row in session.scalars(select(Outbox).where(Outbox.to_id == newcomer.id, Outbox.status == "pending")):
        row.mentions = [member.id if one == newcomer.id else one for one in row.mentions]
    session.flush()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is Member.__table__.c.id for key in column.foreign_keys):
                _move(session, table, column.name, member, newcomer)
    session.expire_all()


def _move(session: Session, table: Table, column: str, member: Member, newcomer: Member) -> None:
    of = table.c[column]
    others = _once_for_each(table, column)
    if others is None:
        session.execute(table.update().where(of == newcomer.id).values({column: member.id}))
        return
    for row in session.execute(select(table).where(of == newcomer.id)).mappings().all():
        same = [table.c[name] == row[name] for name in others]
        earlier = session.scalar(select(table.c.id).where(of == member.id, *same))
        if earlier is not None and table in LATER_COUNTS:
            session.execute(table.delete().where(table.c.id == earlier))
        elif earlier is not None and table in EITHER_DOES:
            session.execute(table.delete().where(table.c.id == row["id"]))
            continue
        elif earlier is not None:  # a sign-up that was merged away
            continue
        session.execute(table.update().where(table.c.id == row["id"]).values({column: member.id}))


def _once_for_each(table: Table, column: str) -> list[str] | None:
    """The columns for whose values a member may have one row only; None where there may be any number."""
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and column in constraint.columns:
            return [one.name for one in constraint.columns if one.name != column]
    return None
