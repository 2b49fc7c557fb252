"""A shop that looks for people: 招店员，3500元/月. It is announced as what the shop has to say, once a grid worker agrees."""

from __future__ import annotations

import re

from intents.commands.said import Said

_OFFERS = re.compile(
    r"^(?:我们店|我店|本店|店里|小店|我们家|我们)?(?:现在|现|要|想|正在|急|诚|长期|需要?)?"
    r"招(?:聘|人|工|收|(?:一?[个名位]|[两几0-9一二三四五])?(?!呼|牌|待|商|标|数|租))"
)
_TELLS = re.compile(r"[0-9]|元|块|工资|待遇|包吃|包住|包[一两三]餐|要求|电话|面议|以下|以上|经验|优先|长期|兼职|全职")
_ASKS = re.compile(r"[?？]|[吗么]$|有没有|哪里|哪家|哪些|什么|谁|多少")
LEAST = 6  # characters of an offer


def job_offered(said: Said) -> str | None:
    """The text in which a merchant offers a job, with the name of the shop; None where it is none, or asks for one."""
    if not said.speaker.merchant or len(said.text) < LEAST or _ASKS.search(said.text):
        return None
    if not (_OFFERS.match(said.text) and _TELLS.search(said.text)):
        return None
    text, shop = said.as_written(said.text), said.speaker.merchant
    return text if shop in text else f"{shop}：{text}"
