"""Wishes for goods in other words, said the way in which the reader of orders knows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from intents.heard import Heard
from intents.items import Item
from intents.reading import Reading
from intents.scene import Doubt
from intents.sieved import Rewrites

_WHAT = r"(?![我你他她它咱有谁能可])[\u4e00-\u9fff]{1,5}?"
_ANYBODY = "(?:有没有人|有人|谁|哪位|群主|团长|社区)"
_SEES_TO_IT = "组织|带头|牵头|张罗|发起|安排|起个头|开团|拼团|搞|开"
_YES = "[吗嘛么不没呀啊呢伐呗]|没有"
_IF_SO = r"(?:要是|如果)?(?:有|开|团|组织|能|可以)(?:的话|就)?[\s,]*"
# What one wants oneself then.
_MINE_THEN = (
    r"(?=(?:那)?(?:(?:我|给我|帮我|算我)们?家?(?:就|也|先|想)?[要来报登订买囤记跟]{1,2}|[要来订])[^,，。\s]{0,3}[0-9一二两三四五六七八九十半])"
)
_SAID_PLAINLY = (
    # 黄鳝有人组织吗 有的话我要两斤; 谁组织一下黄鳝 我来三斤; 糯米有人带头吗 我跟五斤: whoever asks who will see to it
    (
        rf"^(?P<what>{_WHAT})[\s,]*(?:{_ANYBODY}(?:也|能|会|愿意|想){{0,2}}(?:{_SEES_TO_IT})(?:一?下|团购?|团)?|有没有|有吗|有没)(?:{_YES})*[\s,!?]+"
        rf"(?:{_IF_SO})?{_MINE_THEN}",
        r"要\g<what>",
    ),
    (
        rf"^{_ANYBODY}(?:也|能|会|愿意|想){{0,2}}(?:{_SEES_TO_IT})(?:一?下|一?个|点|团购?)?(?P<what>{_WHAT})(?:团购?)?(?:{_YES})*[\s,!?]+(?:{_IF_SO})?{_MINE_THEN}",
        r"要\g<what>",
    ),
    # 能开个糯米团吗 我家要二十斤: the group buy is called after its goods
    (
        rf"^(?:能不能|可不可以|可以|能否|能|希望能?|建议|求|想)?(?:再)?[开搞弄起拼组](?:一?个|次)(?P<what>{_WHAT})(?:的?团购?|拼团)(?:{_YES})*[\s,!?]+{_MINE_THEN}",
        r"要\g<what>",
    ),
    (
        r"^(?:我家?们?)?(?:报个?[数量]|(?:上?报|登记|填)[一个]?下?(?:个|我家)?的?需求|需求(?:登记|上报)|征集(?:登记|上报|报名|填报|里?报)?|(?:上?报|登记|填)[一个]?下?征集|"
        r"登记[一个]?下?|我?报|需求)[\s:]+",
        "要",
    ),
    # 我提一个 冰棍一箱: the one is a wish
    (
        r"^(?:那|这次|在?征集(?:里面?|上)?)?我们?家?(?:也|再|还|又|先|来|想)?提(?:(?:一|上)?[个条样件](?:的?(?:需求|建议|想法|意见))?|需求)[\s,:]+"
        r"(?=[\u4e00-\u9fff]{1,8}\s?[0-9一二两三四五六七八九十半])",
        "要",
    ),
    # 能不能团个榴莲 我要1个: what is asked for, then how much
    (
        r"^(?:(?:清明|端午|中秋|国庆|元旦|春节|过年|过节|元宵|冬至|腊八|重阳|五一)节?(?:前|的时候)?)?(?:(?:囤货|需求|这次|下次|这回|征集|登记|顺便)(?:里面|里头|里|上|表|单)?)?(?:能不能|可不可以|可以|能否|能|希望能?|建议|求|想)?(?:再)?(?:开一?个?团(?:买|卖|订|上)?|[团开拼](?:一?个|一下|点|一?波|些|得?到)|加上|加点|加个|[上进来弄搞整]点|(?:组织|安排|发起|张罗|联系|牵头|搞|弄)(?:大家|邻居|邻居们|一?起|一?下|下|个){0,2}(?:[团开拼买订进搞](?:购|起来)?)?(?:一?个|点|些|一?[次波批])?|进(?:一?批|些))(?P<what>[\u4e00-\u9fff]{1,6}?)(?:的团购?|团购)?(?:[吗不嘛么呗呀啊]|行不行|好不好|行吗|好吗|可以吗|成不)?[\s,!?]+"
        r"(?=我们?家?们?也?[想要来]|[要来][0-9一二两三四五六七八九十半])",
        r"要\g<what>",
    ),
    # 扇贝柱帮我报两斤, 扇贝10斤 给我登记上
    (
        r"^(?P<what>(?![我你他她它咱])[\u4e00-\u9fff]{2,6}?)[\s,]*[帮给替]我们?家?(?:报|登记|记|写|统计)[一上个]?下?"
        r"(?=[0-9一二两三四五六七八九十半])",
        r"要\g<what>",
    ),
    (
        r"^(?P<what>(?![我你他她它咱])[\u4e00-\u9fff]{2,6}?)[\s:]*(?P<much>[0-9一二两三四五六七八九十半]{1,3}"
        r"(?:公斤|[斤箱盒袋桶瓶份件提罐条只筐篮包]))[\s,]*[帮给替]我们?家?(?:登记|报|记|写|统计|填)(?:上|下|一下|进去|个名)*(?=[^\w]*$)",
        r"要\g<what>\g<much>",
    ),
    # 牛排六片 给写进五一征集里
    (
        r"^(?P<what>(?![我你他她它咱])[\u4e00-\u9fff]{1,6}?)(?P<much>[0-9一二两三四五六七八九十半]{1,3}[\u4e00-\u9fff])[\s,]*(?:麻烦|请)?(?:[帮给替](?:我们?家?)?)?"
        r"(?:写|记|登记|加|报|放|填|列|算)(?:进|到|上|入|在)去?[^,，。\s?？]{0,8}?(?:征集|需求|意向|登记)(?:表|单|名单)?(?:里[面头]?|上)?(?:去)?(?:吧|哈|啊|谢谢|一下)*(?=[^\w]*$)",
        r"要\g<what>\g<much>",
    ),
    # 要是国庆前能团点脐橙就好了 我报1箱: a wish, then a number of one's own
    (
        r"^(?:要是|如果|假如|若是|最好|真?希望|好想|盼着?)[^,，。\s]{0,8}?(?:能够?|可以|有)(?:再)?(?:团|开|拼|订|买|搞|上|来|有)?(?:到|点|一?个|些|一?批)?"
        r"(?P<what>[\u4e00-\u9fff]{1,6}?)(?:卖|团)?(?:就好|多好|就更好|就完美|最好)?[了啦吗啊呀嘛吧]*[\s,!?]+"
        r"(?=(?:那)?我们?家?们?(?:也|先|想)*[要来报登订买囤][^,，。\s]{0,3}[0-9一二两三四五六七八九十半])",
        r"要\g<what>",
    ),
    # 要是团榴莲我来一个: the condition is that it comes about
    (
        r"^(?:那)?(?:要是|如果|假如|若是)(?:[这下][次回]|真|也|能|能够|可以|会|再|还){0,3}(?:开团|[团开拼有])(?:个|点|些|到|一次)?"
        r"(?P<what>[\u4e00-\u9fff]{2,6}?)(?:的话|就好)?了?[\s,!?]*"
        r"(?=(?:那)?我们?家?(?:就|也|先|想)?[要来报登订买囤][^,，。\s]{0,3}[0-9一二两三四五六七八九十半])",
        r"要\g<what>",
    ),
    # 带鱼要是开团我要2斤, 带鱼有的话给我来2斤, 牛奶团不团 团的话我3箱: what it is stands before the condition
    (
        r"^(?:那)?(?:[\u4e00-\u9fff]{2}团|下[一]?[次回期]|这[次回期])?(?P<what>(?![我你他她它咱])[\u4e00-\u9fff]{2,6}?)[\s,]*"
        r"(?:(?:要是|如果|假如|若是)(?:能|可以|会|有|再|真|也|大家|一起|一块儿?|凑)*(?:开团|[团开拼]|有)(?:成|到|上)?了?的?话?|"
        r"(?:能|可以)?(?:[团开]不[团开]团?|开不开团)[吗呢呀啊]?[\s,!?]*(?:(?:要是)?[团开有要]的话|要[团开]的话)?|"
        r"开团了?(?:的话)?(?:喊|叫|通知|告诉|跟|记得)[一]?声?下?我?[一]?[声下]?)[\s,!?]*"
        r"(?=(?:那)?(?:(?:我|给我|帮我|算我)们?家?(?:就|也|先|想)?[要来报登订买囤记]?|[要来订])[^,，。\s]{0,3}[0-9一二两三四五六七八九十半])",
        r"要\g<what>",
    ),
    # 团不团牛奶 我要3箱, 啥时候团牛奶 我要3箱, 国庆团不团牛奶 要的话我要3箱
    (
        r"^(?:那)?(?:[\u4e00-\u9fff]{2})?(?:下[一]?[次回期]|这[次回期])?(?:团不团|开不开团?|有没有|还团|会不会团|会团|(?:什么时候|啥时候|几时|哪天)(?:再|能|可以|会)*[团开有])"
        r"(?P<what>(?![我你他她它])[\u4e00-\u9fff]{2,6}?)(?:团购?|[吗呢呀啊么不]){0,2}[\s,!?]+(?:(?:要是)?[团开有要]的话[\s,]*)?"
        r"(?=(?:那)?(?:我|给我|帮我|算我)们?家?(?:就|也|先|想)?[要来报登订买囤]?[^,，。\s]{0,3}[0-9一二两三四五六七八九十半])",
        r"要\g<what>",
    ),
    # 下回团水蜜桃的话我要1箱, 下次团水蜜桃记得算我1箱
    (
        r"^(?:那)?(?:要是|如果)?(?:下[一]?[次回期]|以后|改天|回头|过[几两]天)(?:能|可以|要是|如果|再|会|有|也)*(?:开团|[团开拼])(?:个|点|些|到)?"
        r"(?P<what>(?![我你他她它])[\u4e00-\u9fff]{2,6}?)(?:的话|的时候|时)?[\s,!?]*(?:记得|别忘了|千万)?"
        r"(?=(?:那)?(?:我|给我|帮我|算我)们?家?(?:就|也|先|想)?(?:要|来|报|登记?|订|买|囤)?[^,，。\s]{0,2}[0-9一二两三四五六七八九十半])",
        r"要\g<what>",
    ),
    # 能不能下次团点…: the next time is when a wish may come true, an order never waits for it
    (r"(能不能|可不可以|可以|能否|希望能?|建议|求|想)(?:下[一]?[次回期]|以后|改天)(?=能?再?[团开])", r"\1"),
    (
        r"^(?P<what>[\u4e00-\u9fff]{2,6})(?:下[一]?[次回期])(?:能?团|开团)(?:一下|点)?[吗不嘛么呗][\s,。!?]*"
        r"(?=我家?们?[要来想])", r"\g<what>",
    ),
    # 有人要…不 我想来6斤: whoever asks for company wants it too
    (
        r"^(?:还)?有(?:没有)?人(?:也)?(?:想|能|愿意|组织|安排|发起|牵头|张罗)*(?:大家)?[要买团](?:一?个|点|些)?(?P<what>[\u4e00-\u9fff]{1,5}?)(?:的?(?:不|没有|没|吗|嘛|么))?[\s,!?]+"
        r"(?=我们?家?(?:也|先)?[想要来])", r"\g<what>",
    ),
    (r"求(?:团购|开团|拼团|组团)", "求团"),
    (r"(?<=[斤箱盒袋桶瓶份件提罐条只])起(?=[^\w]*$)", ""),
    (
        r"^([\u4e00-\u9fff]{1,6})[\s:]+([0-9一二两三四五六七八九十半]{1,3}(?:公斤|[斤箱盒袋桶瓶份件提罐筐篮包]))(?=[^\w]*$)",
        r"\1\2",
    ),
)
WISHES = tuple(shape for shape, _ in _SAID_PLAINLY)  # one of these fits whatever `in_plain_wishes` changes
_SHAPES = Rewrites(_SAID_PLAINLY)


def in_plain_wishes(heard: Heard) -> str:
    """The text with a wish in plain terms where a collection is open (麻糖 3盒 is 麻糖3盒); else as it is."""
    if not heard.scene.collections:
        return heard.text
    return _SHAPES.of(_without_title(heard))


_COLLECTS = re.compile("(?:需求)?(?:征集|登记|收集|统计|意向|调查|需求)$")
_UNDER_IT = re.compile(
    r"(?:征集|登记)?(?:表|单)?(?:里面|里头|里|上)?(?:的话)?[\s,:]*"
    r"(?=[我俺咱要来想给帮登报]|[\u4e00-\u9fff]{1,6}[0-9一二两三四五六七八九十半])"
)


def _without_title(heard: Heard) -> str:
    """The text without the name of an open collection at its head, in full or shortened: 七月囤货我要牛奶2箱."""
    for title in heard.scene.collections:
        short = _COLLECTS.sub("", title)
        head = next((name for name in (title, short, f"{title[:2]}征集") if heard.text.startswith(name)), short)
        if len(head) < 2 or not heard.text.startswith(head) or _is_called_after(heard, head):
            continue
        if under := _UNDER_IT.match(heard.text, len(head)):
            return heard.text[under.end() :]
    return heard.text


def _is_called_after(heard: Heard, head: str) -> bool:
    """Whether a longer name begins with these words: 年货礼盒 are goods, though 年货征集 is open."""
    return any(found.start == 0 and found.end > len(head) for found in heard.names)


def wish(nouns: Sequence[Item], common: Mapping[str, Any]) -> Reading:
    """The demand for these things, with a question about those of which no number was said. common: for whom."""
    counted = [(item.piece.said, item.amount.value if item.amount else None) for item in nouns]
    wanted = [{"product": said, "quantity": value} for said, value in counted if value]
    vague = tuple(Doubt("how_many", said, said) for said, value in counted if not value)
    slots = {**common, **({"items": wanted} if wanted else {})}
    return Reading("express_demand", slots, 0.9, vague, reasons=("a wish with product and number, and a collection is open",))
