"""What is told of an order that was placed before: 我昨晚已经下过单啦 两盒蓝莓. The goods named are those, and no new ones."""

from __future__ import annotations

from intents.patterns import Sifted

_DONE = "(?:了|啦|咯|喽|嘞|哒|的(?!话))"
_N = "[0-9一二两三四五六七八九十半几]"
_BEFORE = (
    "(?:已经?|早就?|早都|早已|之前|先前|方才|刚刚?才?|昨[天晚日儿]|昨儿个?|前[天几两][天晚日]?|上(?:一)?[轮回次期]|[早上中下]午|早上|今早|一早|晚上)"
)
_PLACED = Sifted(
    # with the aspect of what is over: 下过单了, 接完龙啦, 单都下好了, 报过名了
    rf"下(?:过|好|完)了?单{_DONE}?|单子?(?:都|也|就|已经?|早就?|我){{0,3}}(?:下|接|报|交|填)(?:过|好|完)?{_DONE}|接(?:过|完|好)了?龙{_DONE}?|"
    rf"(?<![没不别])(?:[订定买报拍填抢付登]|登记|预[订定]|付[款钱]|报名|下单|接龙)(?:过|好|完)(?:[名单款钱龙])?{_DONE}|"
    r"(?:订单|下单|接龙|登记|支付|付款|报名)(?:已经?|都)?(?:提交|成功|完成)|"
    # with a word of the past ahead: 昨晚下单了, 刚在接龙里填了
    rf"{_BEFORE}(?:我|就|都|在|已经?|早就?|给|跟|自己|[\s,，]){{0,4}}[^\s,，。?？]{{0,6}}?(?:下单|接龙|付款|付钱|登记|报名|[下订定买报拍填抢付])[^\s,，。?？]{{0,2}}?{_DONE}"
    r"(?![吗没么])|(?:^|[\s,，。])(?:我)?(?:家)?(?:这边|这里)?(?:已经?|都)(?:下单|接龙|付款|报名|预订)(?:[\s,，。了啦]|$)"
)
# Whoever asks for something now tells that by the way.
_NOW = Sifted(
    rf"再|另外|外加|还[要想来订]|也[要想来订给帮]|[加添补改换退减]|不要|取消|这[次回期轮]|忘|没(?:有|下|订|报|接|买)|[给帮替][我俺咱](?!们?家?(?:已经?)?[下订定买报登])|"
    rf"(?:[我俺咱](?:们|家|们家)?|[\s,，。]|^)(?:想|就)?(?:要|来|整|订|定)(?:个|点|{_N})|[?？吗]|多少|怎么|哪"
)


def tells_of_what_was_placed(text: str) -> bool:
    """Whether a text tells that an order was placed, and asks for nothing now."""
    return bool(_PLACED.search(text)) and not _NOW.search(text)
