"""Another pick-up point for what one has ordered: 改到药房取, 换成服务社, and 药房取 right after the order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from intents.heard import Heard
from intents.reading import Reading

_MOVE = re.compile(
    r"(?:那|我|我家|我们|还是|就|都|麻烦|请|帮我|给我|想|要|能不能|可以|把|[,， ]){0,6}"
    r"(?P<point>取货点?|自提点?|提货点?|地点|地方)?"
    r"(?P<how>改|换|挪|转|调|变)?(?P<put>[放搁](?=[到在去]?[\u4e00-\u9fff]))?(?:成|到|在|去|至|为|放|搁){0,2}(?P<where>[^\s,，。!！?？]{2,12}?)"
    r"(?:那边|那里|那儿)?(?:去|来)?(?P<fetch>取货|取|拿|提货|提|自提|自取|领)?"
    r"(?:吧|了|哈|啊|呀|哦|行吗|可以吗|好吗|谢谢|[,， ]){0,4}"
)
_NO_PLACE = re.compile("[0-9]|不要|取消|多少|几|什么|哪")
JUST_NOW = timedelta(minutes=10)
# 自提点改南门驿站了吗 asks whether it was moved.
_IS_IT_SO = re.compile(r"[?？]|了(?:吗|没|么|伐)")


def read_move(heard: Heard) -> Reading | None:
    """The change of the pick-up point of somebody who ordered here; None where the words are about anything else.

    Without a word of changing, the place alone counts only where the speaker has just ordered.
    """
    if len(heard.bare) > 24 or not (heard.speaker.ordered or heard.addressed):
        return None
    found = _MOVE.fullmatch(heard.bare)
    if found is None or _IS_IT_SO.search(heard.text) or _NO_PLACE.search(found["where"]):
        return None
    act = heard.talk.last_act
    just_ordered = (
        act is not None and act.kind == "order" and act.sender_id == heard.speaker.id
        and heard.message.at - act.at <= JUST_NOW
    )
    if not (found["how"] or found["point"] or ((found["fetch"] or found["put"]) and just_ordered)):
        return None
    point = _point_called(heard, found["where"])
    if point is None:
        return None
    return Reading("amend_order", {"pickup": point}, 0.95, reasons=("another pick-up point",))


def _point_called(heard: Heard, said: str) -> str | None:
    """The one pick-up point here that the words mean: by its name or a part of it, else by another name of it."""
    points = tuple(dict.fromkeys(point for one in heard.scene.group_buys for point in one.pickup_points))
    meant = set(heard.scene.lexicon.meanings(said, ("pickup",))) & set(points)
    if len(meant) == 1:
        return meant.pop()
    return _only([one for one in points if said in one]) or _only([one for one in points if one in said])


def _only(found: Sequence[str]) -> str | None:
    return found[0] if len(found) == 1 else None
