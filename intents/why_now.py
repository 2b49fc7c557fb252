"""Why somebody orders only now, or what it spares them, said behind goods and number: 黄瓜三斤 刚才去关火了, 豆腐两块 省得烧菜了.

It tells of what was, though nothing of the goods; so it goes before anything is read.
"""

from __future__ import annotations

from intents.heard import Heard
from intents.patterns import Sifted, quick

_MEAL = "(?:今天|今晚|今朝|今夜|明天|晚上|中午|夜饭|晚饭|中饭|早饭|这下|正好|也|就|我){0,3}"
_HOUSE = (
    r"关[火煤燃窗]|开门|开车|开会|接[孩娃小电人]|送[孩娃小]|遛[狗娃弯]|晾|洗[澡碗头手]|做[饭菜早中晚]|烧[饭菜水]|炒菜|睡|带[娃孩]|喂[奶饭孩娃]|"
    r"干活|上班|加班|忙|倒垃圾|扔垃圾|上厕所|没[看注听在空]|有[事人]|手里|哄[娃孩]|换尿"
)
_WHY_NOW = Sifted(
    # 刚才去关火了: what kept them from it
    rf"(?<![\s,，。])[\s,，。]+(?:不好意思|对不起|抱歉|哎呀?|啊呀?|[\s,，]){{0,3}}我?刚[刚才]?(?:我|一直|都|又|是){{0,2}}(?:[在去]|忙着|顾着)?(?:{_HOUSE})"
    r"[^\s,，。?？买拿取领]{0,6}[\s,，。!！~]*$|"
    # 老早就想买了: how long it has been wanted
    r"(?<![\s,，。])[\s,，。]+(?:我|家里|我家){0,2}(?:(?:老早|早)(?:已经)?就?(?:想|要|该|打算)(?:[买订团囤吃来]|尝尝?|试试)?|(?:盼|馋|惦记|念叨|眼馋|想吃)(?:它|这个|这口)?(?:了)?(?:好久|很久|好几天|半天|好长时间|一年))"
    r"[的了啦]{0,2}[啊呀哈]?[\s,，。!！~]*$|"
    # 省得烧菜了: what it spares them
    rf"(?<![\s,，。])[\s,，。]+{_MEAL}(?:省得|免得|懒得)(?:我|再|又|天天|老是|自己|动手){{0,2}}[烧炒做煮买跑去上出弄忙开下折][^\s,，。?？说讲骂怪来]{{0,5}}[\s,，。!！~]*$|"
    # 就尝个鲜: what for
    r"(?<![\s,，。])[\s,，。]+(?:就|先|只|也){0,2}(?:是|想|给[^\s,，。]{1,3})?尝(?:个|一?下|尝|点)?(?:鲜|味道?|新鲜|看)[吧啊呀哈了]?[\s,，。!！~]*$"
)
_COUNTED = quick(r"[0-9一二两俩三四五六七八九十半][\u4e00-\u9fff]")


def without_why_now(heard: Heard) -> str:
    """The text without such words behind what is counted; other texts as they are."""
    said = _WHY_NOW.search(heard.text)
    counted = said is not None and _COUNTED.search(heard.text, 0, said.start())
    return heard.text[: said.start()] if said is not None and counted else heard.text
