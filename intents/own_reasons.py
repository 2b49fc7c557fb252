"""Why somebody orders, or leaves something out, said beside the order: it says nothing against what is ordered.

上次的还没吃完 belongs to what is left out, 减肥失败了 to nothing; 我妈非要吃 is why it is ordered now.
"""

from __future__ import annotations

from intents.sieved import Rewrites

_N = "[0-9一二两俩三四五六七八九十半]"
_U = "[份盒箱袋斤桶瓶板提包只个枚根条把块颗罐打件捆]"
_NOT_EATEN = r"(?:还|都|也)?[没未冇][吃用喝][完光掉]"
# What follows is wanted now, by who speaks: 给我来3斤五花肉, 那就来4斤吧; it ends the message.
_WANTED_NOW = (
    rf"(?=(?:那|就|还是|先|只好|索性|干脆|赶紧|快|麻烦|今天|这次|必须|再|也){{0,4}}(?:[给帮]我们?家?|我们?家?(?:也|就|还|再|先)?(?=[要订来])|(?=[来要订整]))"
    rf"[来要订整报留称拿登记]{{0,2}}[^,，。!！?？\s说]{{0,8}}{_N}{_U}[^,，。!！?？\s了]{{0,8}}[\s,，。!！~]*$)"
)
_BESIDE = Rewrites((
    # 水饺就不要了，上次的还没吃完: why it is left out
    (
        rf"(?P<drop>(?:不要|不订|不定|不买|不用|不来|不加|取消|算|免)了[吧啊哈哦呢嘛]?)[\s,，。]+(?:因为)?[^,，。]{{0,8}}{_NOT_EATEN}[^,，。\s]{{0,3}}",
        r"\g<drop>",
    ),
    # 水饺上次的还没吃完就先不要了: the same before it
    (
        rf"(?:^|(?<=[\s,，。]))[^\s,，。]{{0,10}}{_NOT_EATEN}[\s,，]*(?:所以|这次|这回|那|就|也|先){{0,3}}(?:不要|不订|不买|不用|不来|算|免)了?",
        "",
    ),
    # 大米就要一袋吧，上次的还没吃完: why it is so little
    (
        rf"(?P<order>(?:就|先|只)[要来订留拿][^\s,，。]{{0,6}}{_N}{_U}[^\s,，。]{{0,4}}|{_N}{_U}(?:就)?(?:行|够|好|可以)了?[吧啊哈]?)[\s,，。]+[^,，。\s]{{0,6}}{_NOT_EATEN}[^,，。\s]{{0,2}}(?=$|[\s,，。!！])",
        r"\g<order>",
    ),
    # 烟薯十斤吧，上次五斤不够吃: why it is so much, or wanted again
    (
        rf"(?P<order>{_N}{_U}[吧啊哈哦呢]{{0,2}})[\s,，。]+上[次回周][^,，。\s]{{0,6}}(?:不够[吃用分喝]|没[吃买抢订][够着到上]|蛮?好吃|不错|吃[着得]好)[^,，。\s]{{0,3}}"
        r"(?=$|[\s,，。!！~])",
        r"\g<order>",
    ),
    # 27块转给谁: whom to pay, for what was ordered
    (
        r"(?<=[\s,，。])(?:(?:[0-9]{1,4}(?:\.[0-9]{1,2})?[块元]?|钱|款|红包)(?:我)?)(?:转|付|给|交|打|发)(?:给|到)?"
        r"(?:谁|哪里?|哪个|哪位|哪儿)[啊呀呢?？]*",
        "",
    ),
    # 帮对门老两口订两盒 他们不会用手机: why somebody else orders for them
    (
        r"(?P<for>[帮替给][^,，。]{3,30}[\s,，。]+)(?:[他她]们(?:俩|家)?|老两口|老人家们?)(?:两个)?[^,，。?？\s]{0,4}"
        r"(?:上班|没空|不会|不太会|不方便|不在家|出差|没有?(?:手机|微信|时间)|眼睛|腿脚|看不|忙|加班|值班|带娃|坐月子|生病|住院)[^,，。?？]{0,8}$",
        r"\g<for>",
    ),
    # 被你们馋到了，纠结半天: how it came about
    (
        r"^(?:被(?:你们|大家|群里|楼上)[^,，。\s]{1,6}[了到得]{1,2}|(?:看|跟着?)(?:你们|大家|楼上)[^,，。\s]{0,8}|"
        r"(?:纠结|犹豫|考虑|琢磨)了?(?:半天|好久|一天|很久|好几天|一下|再三|来考虑去)?)[,，。!！~\s]+"
        r"(?=[^,，。!！?？]{0,4}[\u4e00-\u9fff]{0,8}[0-9一二两三四五六七八九十半][^,，。!！?？了吗]{1,10}$)",
        "",
    ),
    # 减肥失败了，给我来三斤; 老公非要吃，那就来四斤: what leads to it
    (
        r"^[^,，。!！?？\s说讲喊叫问]{0,10}?(?:减肥|胆固醇|营养|热量|非要|一口气|可惜|够吃|嘴馋)[^,，。!！?？\s说讲喊叫问]{0,10}[,，。!！~\s]+"
        + _WANTED_NOW,
        "",
    ),
))


def without_own_reasons(text: str) -> str:
    """The text without such reasons, as it is weighed whether it orders at all; other texts as they are."""
    return _BESIDE.of(text)
