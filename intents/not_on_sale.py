"""Goods that are asked of nobody here: 甘老板 给我留半只卤鸭 is said to a shopkeeper, 来两斤快乐 is a joke."""

from __future__ import annotations

from intents.patterns import Sifted

_TO_A_SHOPKEEPER = Sifted(
    r"^(?!谢谢|多谢|感谢|麻烦|辛苦|请|问|喊|那个|这个|各位|团|小邻)[^\s,，。0-9要来订]{1,8}?(?:老板娘?|师傅|店长|掌柜的?)[啊呀]?"
    r"(?:[\s,，]+|(?=[你您]))[^,，。?？]{0,16}?(?:[帮给]我|[你您])"
)
_NEVER_SOLD = Sifted(
    r"[0-9一二两三四五六七八九十半几][斤箱盒袋瓶打份个位条罐包桶盘车碗杯两](?:的)?"
    r"(?:(?:大|小|老)?(?:帅哥|美女|男朋友|女朋友|对象)|月亮|太阳|星星|阳光|空气|快乐|开心|幸福|好运|运气|财运|桃花运?|温柔|耐心|自由|假期|长假|后悔药|健康|青春|"
    r"月光|晚风|[寒暑]假|周末|双休|头发|黄金|金[条子块]|钻石|人民币|钞票|美[金元]|睡眠|懒觉|西北风|鲸鱼|恐龙|龙肉|唐僧肉|仙丹|"
    r"爱情|智商|情商|勇气|脑子|良心|瞌睡|清净|彩票头奖|五百万)(?=$|[\s,，。!！?？~]|要|哈|和|[0-9一二两三四五六七八九十半])"
)


# 呜呜好想要一只小猫: a longing; 一套黑色的: no thing is named
_LONGED_FOR = Sifted(
    r"呜呜[^,，。]{0,3}想要|[一二两三][套件条双个只](?:黑|白|红|蓝|绿|灰|粉|紫|黄|棕|银|金)色?的(?=$|[\s,，。!！~])"
)
# 给我来十斤肉 免费: what it shall cost
_FOR_NOTHING = Sifted(r"(?:^|[\s,，])(?:免费(?:的|送)?|不要钱的?|白送|倒贴)[吧啊哈。!！]*$")


def is_asked_of_nobody_here(text: str) -> bool:
    """Whether what nobody sells here is asked of a shopkeeper by name, or only for fun."""
    return any(sign.search(text) for sign in (_TO_A_SHOPKEEPER, _NEVER_SOLD, _FOR_NOTHING, _LONGED_FOR))
