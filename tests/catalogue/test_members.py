"""Members: known again by the channel's id, found by the names that rooms show, and where they live."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.database import Database
from catalogue.members import find_home, find_or_make, household_of, resolve_name, roles_of, set_home
from catalogue.tables import Member, Place, Room, RoomMember


@pytest.fixture
def room(neighbourhood: Session) -> Room:
    return neighbourhood.scalars(select(Room).where(Room.name == "青柳湾南区群")).one()


def test_somebody_new_is_made_once_and_their_name_kept_for_the_room(neighbourhood: Session, room: Room) -> None:
    first = find_or_make(neighbourhood, "wx_new", "小戴", room)
    version = versions.version(neighbourhood)
    assert find_or_make(neighbourhood, "wx_new", "小戴", room).id == first.id
    assert versions.version(neighbourhood) == version
    find_or_make(neighbourhood, "wx_new", "3-2-小戴", room)
    assert neighbourhood.scalars(select(RoomMember.alias).where(RoomMember.member_id == first.id)).all() == ["3-2-小戴"]
    assert (first.nickname, versions.version(neighbourhood)) == ("小戴", version + 1)


def test_a_display_name_never_overwrites_the_workbook(neighbourhood: Session, room: Room) -> None:
    member = find_or_make(neighbourhood, "wx_qiannn", "管理员", room)
    assert (member.nickname, roles_of(neighbourhood, member)) == ("钱奶奶", {"居民"})
    assert find_or_make(neighbourhood, "wx_qiannn", "别的名字", None).nickname == "钱奶奶"


def test_a_name_means_members_of_the_workbook_and_of_this_room_only(neighbourhood: Session, room: Room) -> None:
    other = neighbourhood.scalars(select(Room).where(Room.name == "青柳湾北区群")).one()
    here = find_or_make(neighbourhood, "wx_1", "钱奶奶", room)
    find_or_make(neighbourhood, "wx_2", "老朱", other)
    listed = neighbourhood.scalars(select(Member).where(Member.channel_id == "wx_qiannn")).one()
    assert [member.id for member in resolve_name(neighbourhood, "钱奶奶", room)] == [listed.id, here.id]
    assert [member.id for member in resolve_name(neighbourhood, "钱奶奶", other)] == [listed.id]
    assert resolve_name(neighbourhood, "老朱", room) == []
    assert len(resolve_name(neighbourhood, "老朱", other)) == 1
    assert resolve_name(neighbourhood, "没有这人", None) == []


def test_two_at_once_make_one_member(neighbourhood_store: Database) -> None:
    def come() -> None:
        with neighbourhood_store.transaction() as session:
            find_or_make(session, "wx_twin", "双双", session.scalars(select(Room)).first())

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with neighbourhood_store.read() as session:
        assert session.scalar(select(func.count()).where(Member.channel_id == "wx_twin")) == 1
        assert session.scalar(select(func.count()).select_from(RoomMember)) == 1


@pytest.mark.parametrize(("said", "text", "place"), [
    ("柳岸花园3栋2单元502", "柳岸花园3栋2单元502", "柳岸花园3栋"),
    ("柳岸3号楼502", "柳岸花园3栋502", "柳岸花园3栋"),
    ("柳岸花园９栋1单元101", "柳岸花园9栋1单元101", "柳岸花园"),
    ("3-2-502", "柳岸花园3栋2单元502", "柳岸花园3栋"),
    ("映月苑2栋", "映月苑2栋", "映月苑2栋"),
    ("梧桐新村", "梧桐新村", "梧桐新村"),
    ("河对岸", "河对岸", None),
])
def test_a_home_is_the_building_if_it_is_known_else_the_compound(
    neighbourhood: Session, room: Room, said: str, text: str, place: str | None
) -> None:
    home = find_home(neighbourhood, said, room=room)
    assert home is not None
    assert home.text == text
    assert (neighbourhood.get_one(Place, home.place_id).name if home.place_id else None) == place


def test_without_a_compound_the_grid_counts_before_the_room(neighbourhood: Session, room: Room) -> None:
    home = find_home(neighbourhood, "2-1-301", grid="北网格", room=room)
    assert home is not None
    assert home.text == "映月苑2栋1单元301"


def test_nothing_said_is_no_home(neighbourhood: Session, room: Room) -> None:
    member = find_or_make(neighbourhood, "wx_new", "小戴", room)
    assert set_home(neighbourhood, member, "  ", room) is None
    set_home(neighbourhood, member, "5-1-302", room)
    assert member.home == "柳岸花园5栋1单元302"


def test_one_address_with_a_room_is_one_household(neighbourhood: Session, room: Room) -> None:
    first, second = (find_or_make(neighbourhood, name, name, room) for name in ("wx_1", "wx_2"))
    assert household_of(first, None, first.id) != household_of(second, None, second.id)
    set_home(neighbourhood, first, "柳岸花园5栋1单元302", room)
    set_home(neighbourhood, second, "5-1-302", room)
    assert household_of(first, None, first.id) == household_of(second, None, second.id)


def test_a_name_that_no_database_can_keep_is_kept_without_its_odd_parts(neighbourhood: Session, room: Room) -> None:
    member = find_or_make(neighbourhood, "wx_odd\x00", "小\ud800戴\x00", room)
    assert (member.channel_id, member.nickname) == ("wx_odd", "小戴")
    assert resolve_name(neighbourhood, "小\udfff戴", room) == [member]
