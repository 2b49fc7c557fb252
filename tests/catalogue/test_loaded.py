"""Objects loaded by a prepared statement are what SQLAlchemy's session would have loaded, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import and_, bindparam, inspect, literal, select

from catalogue.database import Database
from catalogue.loaded import Loaded, columns_of
from catalogue.tables import Member, Room, RoomMember

WHO = Loaded(
    select(literal("x"), *columns_of(Member), *columns_of(RoomMember))
    .outerjoin_from(Member, RoomMember, and_(RoomMember.member_id == Member.id))
    .where(Member.channel_id == bindparam("who")),
    Member, RoomMember,
)


def names(one: object) -> list[str]:
    """Of all columns of the object's table."""
    return [attribute.key for attribute in inspect(type(one)).column_attrs]


@pytest.fixture
def store(database: Database) -> Database:
    """Two people, of whom one was seen in a room."""
    with database.transaction() as session:
        room = Room(name="一群")
        seen, unseen = Member(channel_id="wx_1", nickname="阿芬"), Member(channel_id="wx_2", nickname="老严")
        session.add_all([room, seen, unseen])
        session.flush()
        session.add(RoomMember(room_id=room.id, member_id=seen.id, alias="芬姐"))
    return database


def test_an_object_holds_what_sqlalchemy_loads(store: Database) -> None:
    with store.read() as session:
        ((plain, member, seen),) = WHO.rows(session, {"who": "wx_1"})
        ours = [{name: one.__dict__[name] for name in names(one)} for one in (member, seen)]
    with store.read() as session:
        theirs_member, theirs_seen = session.execute(select(Member, RoomMember).join(
            RoomMember, RoomMember.member_id == Member.id)).one()
        theirs = [
            {name: getattr(one, name) for name in names(one)}
            for one in (theirs_member, theirs_seen)
        ]
    assert (plain, ours) == ("x", theirs)


def test_objects_are_those_of_the_first_table(store: Database) -> None:
    with store.read() as session:
        assert [one.nickname for one in WHO.objects(session, {"who": "wx_1"})] == ["阿芬"]


def test_what_an_outer_join_did_not_find_is_none(store: Database) -> None:
    with store.read() as session:
        ((_, member, seen),) = WHO.rows(session, {"who": "wx_2"})
        assert (member.nickname, seen) == ("老严", None)
        assert WHO.rows(session, {"who": "wx_3"}) == []


def test_a_change_of_a_loaded_object_is_written(store: Database) -> None:
    with store.transaction() as session:
        ((_, member, seen),) = WHO.rows(session, {"who": "wx_1"})
        member.home, seen.alias = "3号楼", None
    with store.read() as session:
        ((_, member, seen),) = WHO.rows(session, {"who": "wx_1"})
        assert (member.home, seen.alias, member.nickname) == ("3号楼", None, "阿芬")


def test_what_the_session_holds_is_given_as_it_holds_it(store: Database) -> None:
    with store.transaction() as session:
        held = session.execute(select(Member).where(Member.channel_id == "wx_1")).scalar_one()
        held.home = "变了"
        ((_, member, _),) = WHO.rows(session, {"who": "wx_1"})
        assert member is held
        assert session.get(Member, held.id) is member
        assert member.home == "变了"
        session.rollback()


def test_a_loaded_object_is_found_by_its_id(store: Database) -> None:
    with store.read() as session:
        ((_, member, _),) = WHO.rows(session, {"who": "wx_1"})
        assert session.get(Member, member.id) is member
        assert session.execute(select(Member).where(Member.channel_id == "wx_1")).scalar_one() is member
