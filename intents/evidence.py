"""What speaks against a message being meant for the bot: the past, other people's affairs, wishes, jokes, things
for sale.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intents.grammar.sieve import numbers
from intents.patterns import Sifted
from intents.sieved import Sieved


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind of evidence: what it looks like, and why it weighs, in words of a community worker."""

    pattern: Sifted
    reason: str


# Against anything at all, wherever in the message it stands.
AGAINST_ALL = (
    Sign(
        Sifted(
            r"要不要|要不(?!要|是)|纠结|(?<!差点)(?<![搞别莫甭])忘了|(?<![别莫甭])忘记|再想想|想想再|考虑考虑|考虑一下|再考虑|犹豫|再看看|等等看|看看再说|"
            r"再说吧|到时候再说|怕吃不完|舍不得"
        ),
        "still hesitating",
    ),
    Sign(
        Sifted(r"要是|如果|假如|假使|若是|早知道|就好了|多好啊|恨不得|但愿|等我(?:发财|中奖|有钱)|哪天|万一"),
        "a condition or a wish",
    ),
    Sign(
        Sifted(
            r"等(?![等下一会])[^,，。!！?？]{1,8}再(?:买|订|要|来|团|说|看|囤)|打算(?!要|来|订)|下个?月(?:再|想|准备)|过[几两]天再|"
            r"以后再(?!说)|到时候?再(?:买|订|要)|[完好了]再说"
        ),
        "a plan for some other time",
    ),
    Sign(
        Sifted(
            r"^(?:老公|老婆|媳妇儿?|老?妈|老?爸|妈妈|爸爸|爹|娘|儿子|闺女|女儿|宝贝|老伴儿?|孩子他?[爸妈]|他[爸妈])[啊呀]?[,，!！~:：\s]"
        ),
        "said to one's own family",
    ),
    Sign(
        Sifted(
            r"[0-9一二两三四五六七八九十半][份箱袋盒瓶桶个斤点板提只条根块包把][^,，。]{0,6}还是(?:要|来|买|订)?[0-9一二两三四五六七八九十半][^,，。吧]{0,6}(?:[?？呢]|好(?!的|了)|$)"
        ),
        "two numbers to choose from",
    ),
    Sign(
        Sifted(
            r"刚刚?(?:才)?(?:取|拿|领|收|提)(?:到|了|好)|(?:取|领|提)到货|货(?:取|拿|领|收)到|花了[0-9一二两三四五六七八九十百好不]|"
            r"(?:订|买|接龙|报|下单)[完好]了(?![吗没么嘛])|结果(?:他|她|又|却|还|人家)*(?:不|没)|就等着?(?:取|拿|收|提|到)|"
            r"订[^,，。]{1,8}的(?:一?共|就|都|总共)?有[^,，。]{1,4}[户家人个]"
        ),
        "it tells of what was",
    ),
    Sign(Sifted(r"本来|原本|原来想|差点(?!儿?[搞给就]?忘)|差一点(?!就?忘)|幸好|还好没|好在"), "what might have been"),
    Sign(
        Sifted(
            r"匀[一两二三四五几0-9]|匀给|转让|原价转|低价转|平价转|转手|转给|出手|二手|闲置|白送|送给有缘|有要的|"
            r"要的(?:接龙?|报|抓紧|赶紧|快|跟团|登记|朋友|邻居|自己|扣|扫)|谁要的?(?:来|私|联系|自提|$)|谁要[?\s]|要的(?:私|联系|来拿|滴|加|微信|打电话|找我|call)|私我|私聊我|"
            r"自家种|"
            r"自己种|自家做|自己做的|便宜出|便宜卖|甩卖|亏本|包邮|[0-9元块]出[\s,，。]|我这有|家里多了|多买了|买多了|"
            r"多出来|有人要吗|有没有人要|有要吗|需要的(?:私|联系|来)"
        ),
        "something for sale or to give away",
    ),
    Sign(
        Sifted(
            r"捡到|丢了|跑丢|失主|谁的|是谁(?:的|家|放|拿|扔|把|掉)|(?<!找)谁家(?!招|要人|请人|缺人|有|能|会|好|卖|做|便宜|在招|近|"
            r"还)|谁多|谁拿|谁往|谁把|谁在|拿错|放错|送错"
        ),
        "lost, found or mixed up",
    ),
    Sign(
        Sifted(
            r"楼上(?:订|要|买|定|刚|也|那|家|说|几|好|这)|楼下(?:说|订|买|那|家)|前面那|(?<!老)人家|别人(?:家|都|也)|"
            r"他们家?|她们|你(?:订|要|定|买|家|们|的|那|帮|怎么|是|又|这|还|都|几|去|看|说|有)|您(?:订|要|定|买|家)|"
            r"他(?:订|要|说(?!要|想)|买|家)|她(?:订|要|说(?!要|想)|买|家)|(?:喊|叫|让)(?:他|她)们?(?:自己|来(?!一))|听说|据说|说是"
        ),
        "other people's affairs",
    ),
    Sign(
        Sifted(
            r"借我|借用|借一下|借个|捎上来|捎回来|(?:谁|哪位|有没有人|帮)[^,，。]{0,6}顺路|顺路(?:的|帮|捎|带)|谁有空|哪位(?:邻居)?(?:有|能|下班|帮)|帮我(?:拿|取|看|收|捎|"
            r"带)(?:一下|上来|回来|上楼|下)|一起拿|一起取(?!消)|拼车"
        ),
        "a favour asked of a neighbour",
    ),
    Sign(
        Sifted(r"哈哈哈哈|笑死|开玩笑|逗你|做梦|梦见|梦到|吹牛|[0-9一二三四五六七八九十]{1,3}缺[0-9一二三四]"),
        "a joke",
    ),
    Sign(
        Sifted(
            r"作业|[数算]学?题|应用题|题目|口算|奥数|老师(?:布置|出)|考考|谁会做|教教孩子|一共(?:多少|有多少)?个[,，。?？\s]*$|"
            r"(?m:^)(?=.*每[箱盒袋斤个份只])(?=.*(?:一共|还剩|平均))"
        ),
        "homework",
    ),
    Sign(
        Sifted(
            r"不是我(?:们|家)*的|没[吃用喝]完|[喊叫让]我(?:买|订|去|带|拿)[^,，。]{0,10}[\s,，]我说|我说你|后来又?说?不|又说不|"
            r"(?:[0-9一二三四五六七八九十]点|今晚|明天|今天)[^?？,，。]{0,6}(?:收单|截单|封团)(?![^,，。]{0,3}(?:吗|没|么))|开[团起]的?(?:了|哈|啦)|"
            r"要的(?:接龙|在群里|直接)|团长通知|(?:每|非要|吵着|闹着)(?:要)?买一"
        ),
        "it tells of what others do or offer",
    ),
    Sign(
        Sifted(r"打散|下锅|出锅|焯水|翻炒|爆香|裹面|(?<![帮给]我)(?<!帮忙)(?<!麻烦)(?<!劳烦)(?<!请)切(?:[丝丁碎末](?!切?[丝片]?都?[行可])|成)|剁碎|腌制|小火|大火|料酒|[胆肝]?胆固醇|减肥|营养|热量|怎么(?:做|烧|煮|腌|炒|炖|吃)|菜谱|歌|电影|小说|游戏|开黑|微博|直播间"),
        "talk about the thing itself",
    ),
    Sign(
        Sifted(
            r"够(?:吃|喝|用|我|一锅|[一两二三几半]顿)(?!了|就)|入库|分货|都?齐了|核对|清点|[大家各位]{2}?抓紧|分钟就|"
            r"炖肉|煲粥|煲汤|炖粉|"
            r"炖豆腐|一锅|可惜|送来的|都放(?:在|到)?|要不是|真想|非要|一口气|又不是|好呢|敢(?!问)|抢钱|举报|冻起|"
            r"姜[一二两三四]片|够不够|切[^,，。]{0,6}半天"
        ),
        "talk about the thing itself",
    ),
)

# Against an order in the clause where it stands.
PAST = Sign(
    Sifted(
        r"(?:周|星期|礼拜)[一二三四五六日天末](?:订|买|拿)|(?<![要想])[订买定拿送来]的(?!话)|订到|"
        r"(?!算)[\u4e00-\u9fff]了(?:[一两二三四五六七八九十半几0-9]|好几|整整|大半|不少)|一般|平常|通常|昨[天晚日儿]|"
        r"前[天几两]|上次|上回|上个?(?:月|周|礼拜|星期)|去年|以前|那[天次时]|当[时年]|小时候|刚才(?:买|吃)|刚(?:买|吃|"
        r"收|做|蒸|煮|炖|到)|"
        r"菜场|菜市场|市场|超市|早市|网上|外面|盒马|拼多多|淘宝|收到|[吃喝用花卖送丢摔碎坏剩洗炖煮做蒸炒烧腌囤晒包]了|"
        r"吃完|用完|喝完|买了|买过|吃过|订了|订过|定了|拿了|要了|领了|到了|登记过|报过|"
        r"已经|早就|今早|每天|天天|一天|平时|经常|老是|总是|从来|一直|还没动|还剩|家里有|家里还有|没破|破了|是我的|"
        r"是你的|是谁的|坏的|烂|太膻|太甜|难吃|好吃|不新鲜|涨|贵|便宜"
    ),
    "it tells of what was",
)

# What is said to the bot may well say 你, or speak of a neighbour for whom something is asked.
_ABOUT_OTHERS = "other people's affairs"


_ANY_OF_ALL = Sieved(sign.pattern.source for sign in AGAINST_ALL)


_POLITE = re.compile(
    r"(?:要是|如果|若是|假如)(?:还)?(?:有货?|能[订买]|来得及|没截止|可以)(?:的话)?[,，\s]*(?:我|那)?就?(?=(?:给我|帮我|再)?[来要订留买][0-9一二两三四五六七八九十半])|"
    r"(?:钱|款|费)[^,，。]{0,4}转(?:给|账)[^,，。]{0,6}|微信转(?:你|给)[^,，。]{0,4}|"
    r"[我就][跟和同]你们?[说讲]|(?:麻烦|谢谢|辛苦|请|多谢|感谢)[你您]们?"
)


# 忘了 再加一份: it came to mind just now
_RECALLED = re.compile(
    r"^(?:哎呀?|哎哟|啊呀?|哦|噢|对了|呀|我|昨[天晚]|早上|上午|刚才|刚刚|[\s,，~])*"
    r"(?:差点|又|都)?忘[了记]?(?:说|讲|报|写|订|下单|接龙|登记)?了?[\s,，~!！]+"
)


# 听说藕蛮粉 给我称三斤: what is said of it is why they want it themselves
_HEARSAY = Sifted(
    r"^[^,，。\s]{0,12}?(?:听说|说是|据说|[都也]说|楼[上下][^,，。\s]{0,4}说|[人别]人?家?说)[^,，。\s]{1,14}[,，。\s]+"
    r"(?=(?:那|就|也|这次|今天)*(?:[我俺咱](?:家|们)?|[给帮替][我俺咱]家?)(?:也|就|先|再|想|都)*[来要订定买称整搞囤拿报留弄][^,，。]{0,6}[0-9一二两三四五六七八九十半])"
)


def against(text: str, addressed: bool = False) -> str | None:
    """The reason why a message is none of the bot's business, whatever names and numbers stand in it; None: no such
    reason.
    """
    may_fit = _ANY_OF_ALL.fitting(text)
    if not may_fit or not any(AGAINST_ALL[number].pattern.pattern.search(text) for number in numbers(may_fit)):
        return None
    text = _RECALLED.sub("", _HEARSAY.sub("", _POLITE.sub("", text)))
    for sign in AGAINST_ALL:
        if sign.pattern.search(text) and not (addressed and sign.reason == _ABOUT_OTHERS):
            return sign.reason
    return None
