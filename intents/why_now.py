"""Why somebody orders only now, what it spares them or which meal it makes, said behind goods and number: 黄瓜三斤 刚才去关火了,
豆腐两块 省得烧菜了, 火烧二十个 早点就它了, 牛肉半斤够我下酒了 订; and that the voice input mishears.

It tells of what was, though nothing of the goods; so it goes before anything is read.
"""

from __future__ import annotations

import re

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
_WHO = (
    "[我俺咱](?:们|家)*|一家[子人]?|一大家子|全家|老少|老两口|我们?俩|一个?人|[二两三四五六]个?人|[两三四五六]口人?|老伴|孩子|娃|"
    "孙子"
)
_WHEN = "今天|明天|后天|今晚|今儿|明儿|明早|晚上|中午|早上|周末|这[几两]天|一天|一礼拜|一个?星期|一[周顿]|两[天顿]"
_MEAL_IS = "早点|早饭|早餐|午饭|中饭|晌午饭|晚饭|晚餐|夜饭|夜宵|宵夜|下酒菜?|年夜饭|零嘴|点心|饭"
# 一家子早点就它了: which meal it makes
_THE_MEAL = Sifted(
    rf"(?<![\s,，。!！~])[\s,，。!！~]+(?:{_WHO}|{_WHEN}|{_MEAL_IS}|[的也都全可又]){{0,5}}(?:就(?:全|都|光)?(?:[靠吃喝指]着?)?(?:它|这个?|这些|这口)们?"
    rf"|(?:{_MEAL_IS})(?:就|可|也|算是)?(?:有(?:着落)?|不(?:用)?愁|不用(?:做|买|想)|齐活?|妥|搞定|解决))了[啊呀哈]?[\s,，。!！~]*$"
)
# 够我一人下酒了，订: how far it goes, before the word that asks for it
_GOES_FAR = Sifted(
    rf"[\s,，。]{{0,3}}够(?:{_WHO}|{_WHEN}|[的也都全]){{0,4}}(?:吃|喝|用|下酒|尝|做|包|炖|煮|过瘾|解馋)(?:{_WHEN}|的)?了[啊呀哈]?[\s,，。!！~]+"
    r"(?=(?:就|那就|给我|帮我|我){0,2}(?:订|要|来|定|下单|买|报|拿下|(?:记|登记)[上下]?)(?:了|吧|上|一下|它|着|啦){0,2}[\s,，。!！~]*$)"
)
# Goods with their numbers and words that ask for them: 家里鸡蛋两盒 晚饭有着落了 tells what is there.
_ONLY_GOODS = re.compile(
    r"(?>●|[0-9一二两俩三四五六七八九十半]{1,3}[\u4e00-\u9fff]?|[\s,，、和跟要来订定买报拿加先再就]|[给帮]?我(?:们|家|们家)?|麻烦|今[天儿]|这[次回]|[吧啊哈的])++"
)
# 那个嘛语音老给我打错: whoever writes doubts what was heard
_MISHEARD = Sifted(
    r"[\s,，。!！]{0,3}(?:哎呀?|那个|这个|就是|不好意思|[嘛吗啥吧呀啊呃]|[\s,，]){0,5}(?:我(?:这|的)?|这个?|破)?(?:手机|输入法|语音(?:输入)?|打字|拼音|手写)"
    r"(?:又|老是?|总是?|都|它|给我|把我|经常|识别|输入|打|写|认|听|字|出来){0,4}(?:错|不准|不灵|不对|不清|不好使|瞎[写打改认]|乱[写打改认]|跑偏)(?:字|别字|了|的|我的){0,2}[\s,，。!！~啊呀哈]*$|"
    r"[\s,，]{0,3}(?:被|让|给)(?:手机|输入法|语音(?:输入)?|拼音)[^\s,，。]{0,3}?[打写听改认](?:错)?成了?[0-9一二两三四五六七八九十百千万]{1,5}[\u4e00-\u9fff][\s,，。!！~啊呀哈了]*$"
)
_COUNTED = quick(r"[0-9一二两俩三四五六七八九十半][\u4e00-\u9fff]")


def without_why_now(heard: Heard) -> str:
    """The text without such words behind what is counted; other texts as they are."""
    text = heard.text
    if (far := _GOES_FAR.search(text)) is not None and _COUNTED.search(text, 0, far.start()):
        return f"{text[: far.start()]} {text[far.end() :]}"
    said = _WHY_NOW.search(text) or _MISHEARD.search(text)
    if said is None and (meal := _THE_MEAL.search(text)) is not None and _ONLY_GOODS.fullmatch(_masked(heard, meal.start())):
        said = meal
    counted = said is not None and _COUNTED.search(text, 0, said.start())
    return text[: said.start()] if said is not None and counted else text


def _masked(heard: Heard, end: int) -> str:
    """The text up to a place, with ● for each thing on sale."""
    masked = heard.text[:end]
    for found in reversed(heard.names):
        if found.end <= end and found.values("product"):
            masked = f"{masked[: found.start]}●{masked[found.end :]}"
    return masked
