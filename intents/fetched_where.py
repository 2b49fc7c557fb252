"""Where what is ordered shall be fetched, by a part of a pick-up point's name: 放服务社, 服务中心取, 自提点南门."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from intents.patterns import Sifted
from intents.scene import Scene

_PUT_THERE = Sifted(
    r"(?:放|搁|送|到|去)在?(?P<where>[\u4e00-\u9fff]{2,6}?)(?=那[儿里边]|这[儿里边]|就[行好中成]|[取拿吧哈呀咯嘛]|[\s,，。!！~]|$)"
)
_FETCHED_THERE = Sifted(
    r"(?:^|(?<=[\s,，。]))(?:我|就|那|还是|自己|都){0,3}(?:[在到去])?(?P<where>[\u4e00-\u9fff]{2,8}?)(?:那[儿里边])?(?:去|来)?"
    r"(?:自取|自提|取货|提货|取|拿|领)(?=[吧哈呀啊哦了谢\s,，。!！~]|就行|$)"
)
_POINT_IS = Sifted(
    r"(?:自提|取货|提货)(?:点|地点|地方)?[\s:：]?(?:是|在|选|就|放|到|去){0,2}(?P<where>[\u4e00-\u9fff]{2,8}?)(?=那[儿里边]|就[行好]|[吧哈呀啊哦]|[\s,，。!！~]|$)"
)
WHERE = (_PUT_THERE, _FETCHED_THERE, _POINT_IS)
_SHORTEST = 3


def told_places(scene: Scene, told: Iterable[re.Match[str]]) -> Iterator[tuple[int, int, str]]:
    """From where to where a place stands that means one pick-up point here, and that point: of matches of `WHERE`."""
    points = tuple({point for group_buy in scene.group_buys for point in group_buy.pickup_points})
    for said in told:
        if point := _meant(said["where"], points):
            yield said.start("where"), said.end("where"), point


def _meant(where: str, points: tuple[str, ...]) -> str | None:
    """雅苑门岗 of 门岗, 服务社前台 of 服务社, 服务中心一楼 of 社区服务中心; None of what means none, or several."""
    for fits in (
        [point for point in points if point.endswith(where)],
        [point for point in points if where in point],
        [point for point in points if len(where) >= _SHORTEST and any(
            where.endswith(point[:length]) for length in range(_SHORTEST, len(point) + 1)
        )],
    ):
        if fits:
            return fits[0] if len(fits) == 1 else None
    return None
