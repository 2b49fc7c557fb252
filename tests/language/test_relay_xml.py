"""WeChat's structure of a list: offsets in UTF-16 units, whatever emoji stand in names and title."""

from __future__ import annotations

from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from intents.relay import Relay, RelayEntry, read_relay
from intents.relay_shapes import Shape, render_relay
from intents.relay_xml import owners_of

NAMES = st.lists(
    st.sampled_from(["丁姐", "🌸岁月静好", "老韩 5-1-101", "👨‍👩‍👧一家", "A🐟鱼", "𠮷叔", "三月☀️"]), min_size=1, max_size=8
)
TITLES = st.sampled_from(["周末水果团", "🍎🍊水果团 1. 桃 2. 梨", "团<3 & 更多"])
SHAPES = st.builds(Shape, separator=st.sampled_from([".", "、", "．", ":", ")", "-"]), space=st.sampled_from(["", " "]),
                   blank_lines=st.booleans(), flattened=st.just(False))


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def structure(text: str, places: list[tuple[int, int]], owners: list[str], shift: int = 0) -> str:
    rows = "".join(
        f"<i><u>{owner}</u><r>{units(text[:start]) + shift}-{units(text[start:end])}</r><t>1</t></i>"
        for (start, end), owner in zip(places, owners, strict=True)
    )
    return (
        f"<msg><appmsg><title>{escape(text)}</title><type>53</type><extinfo><solitaire_info><solitaire>"
        f"<au>wxid_author</au><content>{rows}</content></solitaire></solitaire_info></extinfo></appmsg></msg>"
    )


def listed(title: str, names: list[str], shape: Shape) -> tuple[str, list[tuple[int, int]]]:
    rows = tuple(RelayEntry(number, name, "桃2份") for number, name in enumerate(names, 1))
    text = render_relay(Relay((title,), rows), shape)
    places, at = [], text.index(title) + len(title)
    for row in rows:
        mark = f"\n{row.position}{shape.separator}{shape.space}"
        at = text.index(mark + row.name, at) + len(mark)
        places.append((at, at + len(f"{row.name} {row.text}")))
    return text, places


@settings(max_examples=100, deadline=None)
@given(TITLES, NAMES, SHAPES)
def test_the_owner_of_each_row_is_found_by_its_offsets(title: str, names: list[str], shape: Shape) -> None:
    text, places = listed(title, names, shape)
    owners = [f"wxid_{number}" for number in range(len(names))]
    found, author = owners_of(structure(text, places, owners), text)
    assert author == "wxid_author"
    assert found == {number: owner for number, owner in enumerate(owners, 1)}
    read = read_relay(text, xml=structure(text, places, owners))
    assert read is not None
    assert [entry.owner for entry in read.entries] == owners


@settings(max_examples=100, deadline=None)
@given(TITLES, NAMES, SHAPES, st.integers(1, 5))
def test_offsets_that_point_beside_the_rows_give_nobody_a_row(
    title: str, names: list[str], shape: Shape, shift: int
) -> None:
    text, places = listed(title, names, shape)
    owners = [f"wxid_{number}" for number in range(len(names))]
    assert owners_of(structure(text, places, owners, shift), text) == ({}, None)
