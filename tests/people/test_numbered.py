"""Names and texts as others may read them: no room and no telephone number of anybody, everything else as it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.numbered import NumberedNames, may_hold_number, safe_name, without_rooms, without_telephones


@pytest.mark.parametrize(("name", "read"), [
    ("7-1-301张姐", "张姐"), ("12栋王阿姨", "王阿姨"), ("张姐3-502", "张姐"), ("3号楼502室老李", "老李"), ("１２栋小周", "小周"),
    ("5#602阿芳", "阿芳"), ("老赵13912345678", "老赵"), ("12-小郑", "小郑"), ("2单元1101 静静", "静静"), ("7/1/301 大刘", "大刘"),
    ("老吴", "老吴"), ("小王88", "小王88"), ("90后妈妈", "90后妈妈"),
    ("301", "邻居"), ("7-1-301", "邻居"), (None, "邻居"), ("", "邻居"),
])
def test_a_name_is_read_without_what_tells_where_somebody_lives(name: str | None, read: str) -> None:
    assert safe_name(name, "邻居") == read


@settings(max_examples=100, deadline=None)
@given(
    house=st.integers(1, 60), unit=st.integers(1, 9), room=st.integers(101, 3999),
    called=st.sampled_from(("张姐", "老李", "Amy")),
    form=st.sampled_from(("{}-{}-{}", "{}栋{}单元{}", "{}幢{}单元{}室", "{}#{}-{}", "{}号楼{}-{}", "{}/{}/{}", "{}－{}－{}")),
    ahead=st.booleans(),
)
def test_however_a_room_is_written_in_a_name_nothing_of_it_is_left(
    house: int, unit: int, room: int, called: str, form: str, ahead: bool
) -> None:
    number = form.format(house, unit, room)
    assert safe_name(f"{number}{called}" if ahead else f"{called}{number}") == called


def test_a_text_loses_only_the_numbers_that_somebody_said() -> None:
    said = ["帮3栋2单元502张姐订一盒，电话139 1234 5678"]
    assert without_rooms("记下了：3-2-502的1盒，8-1-301的2盒", said) == "记下了：的1盒，8-1-301的2盒"
    assert without_telephones("找13912345678，店里0571-55560101", said) == "找…，店里0571-55560101"
    assert without_rooms("2026-11-28 18:30截止", ["2026-11-28"]) == "2026-11-28 18:30截止", "a date is no room"


def test_names_with_numbers_are_found_in_a_text_and_others_are_not_kept() -> None:
    names = NumberedNames(["7-1-301张姐", "老吴", "12栋王阿姨"])
    assert names.found_in("7-1-301张姐和老吴都来了") == {"7-1-301张姐"}
    assert names.found_in("都来了") == set() and not may_hold_number("老吴")
