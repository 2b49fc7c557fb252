"""Whether a message asks at all: 办狗证要疫苗本 我家狗就是在那办的 tells how it is done, and nobody asked the bot."""

from __future__ import annotations

import re

from intents.heard import Heard
from intents.patterns import Sifted

_QUESTION = re.compile(
    r"[?？吗嘛伐么否咩乜]|呢(?=[\s,，。!！~]|$)|[不没冇莫][有得]?[啊呀哦嘞哇啦咧]?(?=[\s,，。!！~]|$)|什么|啥|哪(?!怕|天[^,，。?？]{0,8}[我也])|"
    r"[在去到]那[里儿](?!办|买|取|弄|做)|边度|边个|怎|咋|如何|点样|谁|多[少久大重长远贵高]|好[多久重大贵长高]|(?<![最过前好这那十后])几(?!次|回|趟)|何|"
    r"求|推荐|介绍|请问|[想请]?问(?:一?[下问声]|个)|咨询|请教|打听|知道|晓得|告诉|材料|手续|流程|条件|发[一个]?下|[想要][找寻做学参]|"
    r"([\u4e00-\u9fff])[不没]\1|能不能|是不是|可不可|可[还有能会]|有无|有木有|还有[没冇莫]|电话|地址"
)


# Questions that are put with one of these words, and never by a name alone, where nobody speaks to the bot.
_ASKED_IN_WORDS = frozenset(("ask_guide", "list_activities", "list_jobs", "list_offers"))
_NARRATIVE = re.compile(
    r"昨天|前天|上次|上回|上周|去年|以前|你们|你也|一起(?!(?:是|要|得|总共)?(?:多少|好多|几多|几块)|[去来]?(?:参加|报名|玩)的)|早上去|刚去|刚才去|刚从|去过|问了|白跑|听说|据说|我觉得|"
    r"个人觉得|反正|怪不得|难怪|气死|我[在到去][^哪]{0,10}了"
    r"|有(?:要|想|也|没|没有)?(?:去(?![污渍皮角])|逛)[^哪,，\s]{1,6}的(?:没|吗|不|么|人|邻居)"
    r"|没几[个盒箱斤袋只瓶颗粒片根条块包]|没多少|猜猜|猜一猜|你们猜|电话我有|[我俺]有[^,，。\s]{0,5}电话|发(?:给)?你|推给你|[我俺](?:一[个口顿])?(?:人)?能[吃喝干造][掉完]?[0-9一二两三四五六七八九十]"
    r"|(?:一路|都|总|老|又|还|跑来|打电话|刚才?|[爸妈伴婆公友事客人们])问[我俺咱](?!们?这)"  # 一路问我哪有药店
    r"|就在|你走|你去|你问|你可以|可以去|去看看|试试|我家楼下就有|我知道"
)
# 曾工 你家那箱苹果甜不甜, 林师傅 我那条裤子改好没: a neighbour or a shopkeeper is asked.
_TO_A_NEIGHBOUR = Sifted(
    r"(?:^|[\s,，\u4e00-\u9fff])[你您]家(?!里?有没有|卖|有|开|附近)[那的]?[^,，。?？]{0,10}?(?:[几多]|甜|好吃|够|不)|"
    r"[你您](?:那|上次|昨天|上回|早上)[^,，。?？]{0,4}?[箱盒袋桶只条斤份瓶][^,，。]{0,10}?(?:[几多]|甜|好吃|够|不)|"
    r"我(?:那|的)[一两几]?[条件双台个部份张套把只副块辆床][^,，。?？\s]{1,6}[好完][了]?(?:没|吗|冇|了没|不)"
)


# 芙蓉你电话多少, 海哥你明天几点出海: put to who bears the name of a shop; 阿福师你明天几点开门 asks of the shop.
_YOU = re.compile(
    r"(?:[哥姐叔姨伯婶爷嫂]|师傅?|老师|老板娘?|大[哥姐叔])?[啊呀哎]?[\s,，]{0,2}[你您]"
    "(?!们|家|好|知道|晓得|那[里儿边个]|这[里儿边]|店|铺)"
)
_OF_THE_SHOP = re.compile(
    "[开关][门店张着]|营业|打烊|收摊|开到|开不开|关不关|还?有没有|[卖做修接洗收改装换]不|[卖做修接洗收改](?:得了)?吗|"
    "多少钱|怎么卖|打折|优惠"
)


def is_put_to_somebody(heard: Heard) -> bool:
    """Whether a question is put to a person who is called as a shop is, and is not about the shop."""
    if "你" not in heard.text and "您" not in heard.text:
        return False
    called = any(_YOU.match(heard.text, found.end) for found in heard.names if found.values("merchant"))
    return called and not _OF_THE_SHOP.search(heard.text)


def narrates(text: str) -> bool:
    """Whether a text tells of what was, gives advice or asks a neighbour about what is theirs."""
    return bool(_NARRATIVE.search(text) or _TO_A_NEIGHBOUR.search(text))


def only_states(intent: str, text: str) -> bool:
    """Whether nothing in a text asks what such a question asks with words."""
    return intent in _ASKED_IN_WORDS and not _QUESTION.search(text)
