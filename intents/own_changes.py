"""Changes by whoever ordered, in the words in which people speak of their own goods: in part, as somebody's, as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from intents.changes import read_change
from intents.exchanged import read_exchanged
from intents.heard import Heard
from intents.own_goods import called_off, in_full, of_several, thought_again, whose, with_new_total
from intents.own_totals import is_less_of_nothing
from intents.patterns import quick
from intents.pieces import Clause, Piece, cut
from intents.reading import Reading
from intents.refused_numbers import without_refused
from intents.scene import Doubt
from intents.so_many_only import in_new_totals

_DROPPED = re.compile(
    r"^(?:都|全部?|也|就|先|那|那就|还是){0,3}(?:不要|不用|不订|不买|取消|退|撤)(?:了|掉|吧|啊|呀|哈|[\s,，。!！])*$"
)
# 钱退了吗: what became of it is asked, nothing is given up.
_REFUND_ASKED = re.compile(
    r"钱[^,，。]{0,4}退|退(?:款|钱)?[^,，。]{0,3}(?:了|到|好)(?:吗|没|么|没有|不)|(?:取消|退|撤)(?:成功|好|掉)?了(?:吗|没|么)"
)

# 青菜改成0
_TO_NONE = re.compile(r"[改换变减](?:成|为|到|做)\s?[0零](?:[份盒箱袋斤桶瓶只个块把条])?(?![0-9.点一二两三四五六七八九十])")
# 不新鲜我可退啊: a condition, and nothing is given up yet.
_IF_IT_IS_BAD = re.compile(
    r"(?:不(?:新鲜|好(?!意思)|甜|满意|行|对|合适|脆)|坏|烂|馊|臭|有问题|有毛病|少斤|缺斤)[^,，。退]{0,4}(?:我|俺|咱)?(?:们)?(?:可|就|可以|能|肯定|一定|是要){1,3}(?:要)?退"
)


def read_own_change(heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]) -> Reading | None:
    """As `read_change`, also where a thing, a person or a total is said as people say it of their own."""
    if is_less_of_nothing(heard, pieces):
        return Reading(reasons=("a change by who ordered nothing here",))
    if not heard.speaker.ordered:
        return read_change(heard, pieces, parts)
    if _REFUND_ASKED.search(heard.text) or _IF_IT_IS_BAD.search(heard.text):
        return None
    if (otherwise := read_exchanged(heard)) is not None:
        return otherwise
    if (plain := without_refused(heard, _TO_NONE.sub("不要了", heard.text), by="改成")) != heard.text:
        heard = heard.about(plain)
        pieces, parts = cut(heard)
    return _read_plain_change(heard, pieces, parts)


def _read_plain_change(heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]) -> Reading | None:
    if (several := of_several(heard)) is not None:
        said, names = several
        doubt = Doubt("which_product", said, choices=names)
        return Reading("cancel_order", {}, 0.9, (doubt,), reasons=("a part of a name that several goods share",))
    if (somebody := whose(heard)) is not None and (reading := _of_somebody(heard, *somebody)) is not None:
        return reading
    if (named := _with_the_thing(heard)) is not heard:
        heard, (pieces, parts) = named, cut(named)
    if ("算了" in heard.text or "免了" in heard.text) and (plain := called_off(heard)) != heard.text:
        heard = heard.about(plain)
        pieces, parts = cut(heard)
    for said_plainly in (thought_again, in_new_totals):
        if (plain := said_plainly(heard)) != heard.text:
            heard = heard.about(plain)
            pieces, parts = cut(heard)
    if (plain := with_new_total(in_full(heard))) != heard.text:
        heard = heard.about(plain)
        pieces, parts = cut(heard)
    return read_change(heard, pieces, parts)


# 改五块, of what is sold by 块 and not of money
_BY_PIECE = quick(r"(?:改|变|换|加|减)[成到为]?(?=[0-9一二两三四五六七八九十]{1,3}块(?!钱))")


def _with_the_thing(heard: Heard) -> Heard:
    """豆腐改五块 of 改五块, where the one thing of the speaker's that is sold by 块 is 豆腐; other messages as they are."""
    change = _BY_PIECE.search(heard.text)
    if change is None or any(one.values("product") for one in heard.names):
        return heard
    own = [one.name for one in heard.scene.sold_as(heard.speaker.ordered) if one.unit == "块"]
    return heard.about(f"{heard.text[: change.start()]}{own[0]}{heard.text[change.start() :]}") if len(own) == 1 else heard


def _of_somebody(heard: Heard, who: str, plain: str) -> Reading | None:
    """取消我妈的菜薹, 我妈的改成3斤: the change, and whose goods it is about."""
    about = _with_the_thing(heard.about(with_new_total(plain)))
    about = about.about(in_full(about))
    reading = read_change(about, *cut(about))
    if (reading is None or reading.intent == "none") and _DROPPED.match(about.bare):
        reading = Reading("cancel_order", {}, 0.9, reasons=("all that somebody has ordered for another",))
    if reading is None or reading.intent not in ("cancel_order", "amend_order"):
        return None
    return replace(reading, slots={**reading.slots, "beneficiary": who})
