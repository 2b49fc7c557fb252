"""For whom something is ordered, and what in a text looks like a person's name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from intents.patterns import Sifted, quick
from intents.sieved import Sieved, Together

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方"
    "白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷"
    "詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟"
    "艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣"
    "巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_TITLE = (
    "妈|妈妈|爸|爸爸|爸妈|父母|老爸|老妈|奶奶|爷爷|外婆|外公|姥姥|姥爷|阿姨|叔|叔叔|伯|伯伯|大伯|婆婆|公公|阿婆|阿公|"
    "爹爹|嗲嗲|嬢嬢|孃孃|娘娘|太婆|太公|阿爹|阿伯|"
    "姐|姐姐|大姐|哥|大哥|哥哥|弟|弟弟|妹|妹妹|嫂|嫂子|大嫂|婶|婶婶|"
    "阿嬷|阿嫲|阿妈|嬷嬷|婶子|婶娘|伯母|伯娘|嫂嫂|姐夫|妹夫|姑父|姑丈|姨父|姨夫|舅母|叔公|叔婆|家公|家婆|亲家母|师娘|"
    "舅|舅舅|舅妈|姨|姨妈|大姨|小姨|姑|姑姑|姑妈|师傅|老师|大爷|大妈|大娘|大叔|太太|先生|女士|小姐|家|邻居|老人|老太|"
    "老太太|老头|老头子|老婆子|老太婆|老爷子|丈母娘|丈人|岳父|岳母|对门|隔壁|楼上|楼下|"
    "老两口|小两口|小夫妻|老夫妻|两口子|小年轻|小伙子|小姑娘|同事|朋友|闺蜜|主任|书记|医生|奶|爷|老伴|媳妇|儿媳|女婿|亲家|老师傅|师母|工|总|房东|租客|保姆|老大|老二|大夫|护士|护工|船长|队长|园长|校长|院长|大厨|他们|她们|他|她|老李|老王"
)
_PERSON = re.compile(
    rf"(?:[\u4e00-\u9fffA-Za-z0-9]{{0,8}}(?:{_TITLE})|[小老阿大][\u4e00-\u9fff]|"
    rf"[小老阿大]?[\u4e00-\u9fff]{{1,3}}(?:姐|哥|叔|婶|妈|爸))\Z"
)
_NEXT_DOOR = r"(?:隔壁|楼上|楼下|对门|对面|旁边)"
_PLACE_AHEAD = (
    r"(?:[我俺咱](?:们|家)?的?(?=隔壁|楼上|楼下|对门|对面|旁边))?(?:(?:隔壁|楼上|楼下|对门|对面|旁边)(?=[0-9的]))?"
    r"(?:(?:[0-9]{1,3}|[一二三四五六七八九十]{1,2}(?=[楼栋号单]))(?:号楼|栋|幢|号|座|单元|楼|室|-)){0,3}[0-9]{0,4}(?:室|的)?"
)
# What begins with a surname and ends so is something to eat: 车厘子, 白菜, 黄鱼.
_GOODS = frozenset("鱼肉菜瓜果糖饼面米蛋虾蟹油酒茶粉笋菇枣梨桃橙橘柚桔鸡鸭鹅圆粽糕醋酱盐奶子葱姜蒜椒藕薯芋莓蕉榴莲豆腐"
    "鳝榴鳅鳖蛏蛤螺贝鱿蛙肠肚翅爪筋籽仁腿骨芽茸韭蒿芥柠荔头苋蓝栗耳芪参片皮排腩草")
# 老韩头, 老邢太太, 小马子: how the old are called by whoever knows them
_BYNAME = quick(rf"[老大小][{''.join(sorted(SURNAMES))}](?:头|头儿|头子|爷子|太太|婆子|汉|师|子|儿)\Z")
_NOT_SOMEBODY = re.compile(
    r"^(?:我|我们|咱|咱们|俺|麻烦|劳驾|拜托|辛苦|大家|忙|自己|你|您|群里|一下|个|老板|团长|我家|我们家|咱家|孩子|娃|宝宝|小孩|儿子|女儿|"
    r"家里|家里人|狗|猫|小邻|管家|[大小老]的?)(?:们)?$"
)
_VERB = (
    r"订|定|买|要|拿|带|来|报|登记|留|加|补|添|下单|(?<!楼)下|记|捎|代|团|预订|预定|接|弄|整|搞|称|备|囤|申请|填|也|再|先|都|各|"
    r"喊(?=[0-9一二两三四五六七八九十半])"
)
FOR_SOMEBODY = Sifted(
    rf"(?:帮忙给|帮忙替|帮|替|给|代)(?P<who>{_PLACE_AHEAD}[\u4e00-\u9fffA-Za-z■]{{1,8}}?)(?:家|那边|"
    rf"那里)?(?=(?:{_VERB}|(?<![小老阿])[0-9一二两俩三四五六七八九十半]+(?![口哥姐弟妹叔伯舅姨姑嫂婶])|[\s,，:：]|●))"
)
_BOTH_WANT = Sifted(
    r"(?P<who>我(?:家|屋头|屋里|们家?)?[和跟与同][\u4e00-\u9fffA-Za-z]{2,5}?)(?:家|那边|屋头)?(?=(?:各|都|每家|一家)(?:自)?(?:要|订|定|来|买|拿|想要))"
)
_SOMEBODY_WANTS = Sifted(
    rf"(?:^|[\s,，。;；\n])(?P<who>{_PLACE_AHEAD}[\u4e00-\u9fffA-Za-z]{{1,6}}?)(?:家)?(?:也|还|说(?:他|她)?|那边)?(?=(?:要|订|定|"
    rf"来|买|想要|再[加来要订])(?!不|过|了))"
)


_DAY = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天末]")
_AHEAD = re.compile(rf"^{_PLACE_AHEAD}")
# 隔壁老梁, 我同事小王: what somebody is to the speaker, before the name; 对面包店 is a shop
_KNOWN_FROM = re.compile(
    r"^(?:[我俺咱](?:们|家)?的?)?(?:隔壁|楼上|楼下|对门|对面|旁边|邻居|同事|朋友|老乡|牌友|舞伴|同学|战友|室友|工友|闺蜜|亲戚)"
    r"(?:那?家|那位)?的?(?=[\u4e00-\u9fff]{2,4}$)(?![\u4e00-\u9fff]{1,3}[店铺馆院校厂超市]$)"
)


def is_person(name: str, people: Mapping[str, Sequence[str]]) -> bool:
    """Whether a word looks like somebody: a known name, a title, a surname with a given name."""
    if _DAY.match(name):
        return False
    bare = _OFFICE.sub("", _KNOWN_FROM.sub("", _AHEAD.sub("", name)))
    if not bare or _NOT_SOMEBODY.match(bare) or re.search("说|^[帮替给]|^刚|在|.[我你]$", bare):
        return False
    if bare in people or name in people or _BYNAME.match(bare):
        return True
    if _PERSON.match(bare) and not re.search("[牛马羊酸豆鲜]奶$", bare):
        return True
    return 2 <= len(bare) <= 3 and bare[0] in SURNAMES and bare[-1] not in _GOODS


_CALLED = re.compile(
    r"(?:爸|奶奶?|爷爷?|外[婆公]|姥[姥爷]|阿?姨|叔叔?|伯伯?|[阿婆]婆|[阿公]公|姐姐?|哥哥?|弟弟?|妹妹?|嫂子?|婶婶?|舅舅?|姑姑?"
    r"|(?<!康)师傅|老师|大[爷妈娘]|(?<!干)妈|太太|先生|女士|医生|主任|书记|嬢嬢|孃孃)$"
)


_MILK = re.compile("(?<!奶)奶$")  # 牛奶 is nobody called 牛


def surely_somebody(name: str, people: Mapping[str, Sequence[str]]) -> bool:
    """Whether a name is known, or a surname (or 小, 老, …) with a title: 3栋的孙阿姨, 老伯; 孙 and 康师傅 are not surely one."""
    bare = _AHEAD.sub("", name)
    if name in people or bare in people or _BYNAME.match(bare):
        return True
    return not _MILK.search(bare) and (
        len(bare) > 1 and bool(_CALLED.search(bare)) and (bare[0] in SURNAMES or bare[0] in "大小老阿")
    )


_KIN_ALONE = quick(r"^(?:[我俺咱](?:们|家)?的?)?老?(?P<kin>[\u4e00-\u9fff])(?P=kin)?$")


def is_the_same(ordered_for: str, said: str) -> bool:
    """Whether both call the same person: 邱奶奶 and 3栋的邱奶奶, 老丁 and 老丁家, 我妈 and 老妈."""
    first, second = ordered_for.removesuffix("家"), said.removesuffix("家")
    if first.endswith(second):
        return True
    one, other = _KIN_ALONE.match(first), _KIN_ALONE.match(second)
    return one is not None and other is not None and one["kin"] == other["kin"] and first[0] in "我俺咱"


_FOR_BOTH = re.compile(r"^我(?:家|屋头|屋里|们家?)?[和跟与同](?P<other>.{1,8})$")
_ASKED_TO = Sifted(
    r"(?P<who>[\u4e00-\u9fffA-Za-z]{1,6}?)(?:刚才?|刚刚|今天)?(?:(?:让|叫|托|喊|请)我(?:帮忙?|替|给|代)|托我)(?:她|他|ta|TA)?(?:家)?(?=[订定买要报带来捎拿称留记登喊])"
)
_WHO_WANTS = re.compile(
    r"(?P<head>[帮给替](?P<who>[\u4e00-\u9fffA-Za-z]{1,6}?))(?:家)?也?(?:[带订定买拿]|来)(?:一?[份点个单]|上)?[\s,，。]{1,2}(?:他|她)们?家?(?:也|说)?(?=[要订定买来])"
)


_SPEAKS_FOR = re.compile(
    r"(?<![\s,，。])[\s,，。]+(?:是|因为)?(?:他|她|ta|老人家?)?(?:刚才?|今天)?(?:(?:托|让|叫|喊|请|委托)我[^\s,，。]{0,8}|(?:不会|不太会|没|没有)(?:打字|用|弄|"
    r"手机|微信|智能机|流量)[^\s,，。]{0,4}|手机[^\s,，。]{2,6}|(?:我)?[帮替代](?:他|她)?(?:登|报|订|记|下|填|写|说|接龙)[^\s,，。]{0,4})"
    r"(?=[\s,，。]|$)"
)
# 楼下何大爷眼睛不好，我帮他订: the reason first
_CANNOT = re.compile(
    r"^(?P<who>[\u4e00-\u9fffA-Za-z0-9]{2,10}?)(?:家)?(?:眼睛|眼神|腿脚|腿|手机|耳朵|年纪|岁数|身体|不会|不太会|没有?|不方便|不懂|在(?:上班|上课|开会|忙|外地|住院|干活|值班|医院|单位)|出不了门|出差|没空|生病|加班|住院|坐月子|看不清)"
    r"[^,，。\s]{0,10}[,，。\s]+我?(?:就|来)?(?:帮|替|给|代)(?:他|她|ta|TA)们?(?:家)?(?=[订定买要报带来登记拿])"
)
# 高洋出差 他家的鲜奶一箱我来订: the reason first, then what is theirs and who orders it
_ORDERED_FOR_THEM = Sifted(
    r"^(?P<who>[\u4e00-\u9fffA-Za-z]{2,6}?)(?:家)?(?:今天|这两天|这几天|最近|又)?(?:眼睛|腿脚|手机|不会|没有?|不方便|不在|在(?:上班|上课|开会|忙|外地|住院|医院|加班)|出差|没空|生病|加班|住院|"
    r"坐月子|回老家|上夜班|开会|出海|旅游)[^,，。\s?？]{0,8}[,，。\s]+(?:他|她|ta|TA)们?(?:家|那)?(?:要|订|那份|那边|那儿)?的?(?P<what>[^,，。\s?？他她]{2,14}?)[\s,，]?"
    r"(?:由|归|我)?我?(?:来|帮|替|代|给){1,2}(?:他|她|ta|TA)?们?(?:订|报|登记|下单|买|记)(?:一?下|上|了?吧|啊|哈|了)?$"
)
_SAYS = re.compile(
    r"^(?P<who>[\u4e00-\u9fffA-Za-z]{2,6}?)(?:家)?说(?:他|她)们?(?:家|也)?(?=(?:想)?(?:要|订|定|来|买)(?!不|过|了))"
)
# 老费说豆腐要十块: what they want stands before the word
_SAYS_OF = re.compile(
    r"^(?P<who>[\u4e00-\u9fff]{2,6}?)(?:家)?说(?:他|她)?(?:们?家)?(?P<what>[\u4e00-\u9fff]{1,6}?)(?:想要|要|来|订|定)(?=[0-9一二两三四五六七八九十半])"
)
# 闵家的青菜再加一斤: more for somebody, not for the speaker
_MORE_OF_THEIRS = re.compile(
    r"^(?:那|把|给|帮)?(?P<who>(?![我你您咱俺大人谁哪])[\u4e00-\u9fff]{2,5}?)家?(?:的|那[份边儿]的?)\s?(?P<what>[\u4e00-\u9fff]{1,6}?)(?:也|还){0,2}"
    r"(?:(?:再|多)(?:给[他她])?(?P<adds>加|来|要|订)上?|加上?)"
    r"(?=[0-9一二两三四五六七八九十半])"
)
# 钱奶奶的再加三块豆腐: the same, before the thing
_MORE_FOR = re.compile(
    r"^(?:那|把)?(?P<who>(?![我你您咱俺大人谁哪])[\u4e00-\u9fff]{2,5}?)家?(?:的|那边|那份)(?:也)?(?:再|多)(?:给[他她])?(?:加|来|要|订)(?=[0-9一二两三四五六七八九十半])"
)
# 老丁帮我报的鸡蛋: what somebody ordered for the speaker is the speaker's own
_DONE_FOR_ME = re.compile(r"^[\u4e00-\u9fff]{1,5}?(?:帮|替|给|代)我(?:们?家)?(?:报|订|定|买|登记|下单|下|点|记|填|带)的")
# 小区保安老费: what somebody is, before the name
_OFFICE = re.compile(r"^(?:小区|门口|物业|社区|楼下)?(?:保安|门卫|保洁|看门|收发室|传达室|快递)(?:员|的)?(?=[\u4e00-\u9fff]{2})")
_TOLD_TO_SAY = re.compile(
    r"^(?P<who>[\u4e00-\u9fffA-Za-z]{1,6}?)(?:让|叫|托|喊|请)我(?:来|在)?(?:跟|和|给)?(?:你们?|群里|大家|团长|老板)?(?:说|报|讲|捎个?话)"
    r"(?:一声|一下|下)?[\s,，:：]*"
)
_THEIRS = Sifted(
    r"^(?P<what>[^?？]{3,}?)[\s,，](?:是)?(?:给|帮|替)?(?P<who>[\u4e00-\u9fffA-Za-z]{2,6})(?:家)?(?:的|订的|要的)$"
)
_MEANT_FOR = Sifted(
    r"^(?P<what>[^?？]{3}(?:[^?？]*?[^?？\s,，])??)[\s,，]*(?:是|这是)?[给帮替](?P<who>[\u4e00-\u9fffA-Za-z]{2,6}?)(?:家)?(?:订|要|买|报|带|拿|定)的?$"
)


# 鸡蛋两盒 名字写陈桂英, 丑橘一箱 记在陈桂英名下: for whom it is, noted behind
_NOTED = Sifted(
    r"(?<![\s,，。])[\s,，。]+(?:(?:名字|姓名|户名|收货人|收件人|联系人)(?:就)?(?:写|填|是|叫|为|:)?|"
    r"(?:就|都)?(?:写|记|登记|填|报|挂|算)(?:在|到)?(?:(?:他|她|老人家?)们?的?(?:名字|名下|名)[\s,，:]*)?)\s?"
    r"(?P<who>[\u4e00-\u9fff]{2,5}?)(?:的?(?:名字?|账上?|账户|份)|名下|头上|账上|的)?[\s,，。!~]*(?:谢谢|哈|吧|啊|麻烦了?)?[。!~]*$"
)
# 我婆婆那边也要一盒: who wants it, where the note behind tells the name
_FOR_KIN = re.compile(r"^(?:[帮替给])?[我俺咱][\u4e00-\u9fff]{1,4}?(?:那边|那儿|那里|家|屋里)?(?:也|还)?(?=[要订来买定])")
# One of these fits whatever `in_plain_terms` changes.
RETOLD = tuple(one.source if isinstance(one, Sifted) else one.pattern for one in (
    _TOLD_TO_SAY, _DONE_FOR_ME, _SAYS, _SAYS_OF, _MORE_OF_THEIRS, _CANNOT, _SPEAKS_FOR, _THEIRS, _MEANT_FOR, _NOTED, _ASKED_TO,
    _WHO_WANTS, _MORE_FOR, _ORDERED_FOR_THEM,
))
_RETOLD = Sieved(RETOLD)


def in_plain_terms(text: str, people: Mapping[str, Sequence[str]]) -> str:
    """钱奶奶让我帮她订 is 帮钱奶奶订; 帮孙爷爷也带一份 他要五花肉 is 帮孙爷爷要五花肉; 钱奶奶 鸡蛋一盒 她托我报的 is
    帮钱奶奶 鸡蛋一盒. Other texts come back as they are.
    """
    if not _RETOLD.fitting(text):
        return text
    if (mine := _DONE_FOR_ME.match(text)) is not None:
        return f"我的{text[mine.end() :]}"
    if (told := _TOLD_TO_SAY.match(text)) and is_person(told["who"], people):
        return f"帮{told['who']} {text[told.end() :]}"
    if (theirs := _ORDERED_FOR_THEM.match(text)) and is_person(theirs["who"], people) and not _OF_ME.match(theirs["who"]):
        return f"帮{theirs['who']} {theirs['what']}"
    if (says := _SAYS.match(text)) and is_person(says["who"], people) and not _OF_ME.match(says["who"]):
        return f"帮{says['who']}{text[says.end() :]}"
    if (more := _SAYS_OF.match(text) or _MORE_OF_THEIRS.match(text)) and is_person(more["who"], people):
        return text if _OF_ME.match(more["who"]) else f"帮{more['who']}再加{more['what']}{text[more.end() :]}"
    if (more := _MORE_FOR.match(text)) and is_person(more["who"], people) and not _OF_ME.match(more["who"]):
        return f"帮{more['who']}再加{text[more.end() :]}"
    if (cannot := _CANNOT.match(text)) and is_person(cannot["who"], people):
        return f"帮{cannot['who']}{text[cannot.end() :]}"
    if (speaks := _SPEAKS_FOR.search(text)) and (who := _at_head(text, people)):
        return f"帮{who} {text[len(who) : speaks.start()].lstrip(' ,，:：')}{text[speaks.end() :]}"
    behind = _told_behind(text, people)
    return behind if behind is not None else _told_within(text, people)


def _told_within(text: str, people: Mapping[str, Sequence[str]]) -> str:
    """Who asked for it, or wants it, is said in the middle: the same as an order for them; else the text as it is."""
    if (asked := _ASKED_TO.search(text)) and is_person(asked["who"], people):
        return f"{text[: asked.start()]}帮{asked['who']}{text[asked.end() :]}"
    if (wants := _WHO_WANTS.search(text)) and is_person(wants["who"], people):
        return f"{text[: wants.start()]}{wants['head']}{text[wants.end() :]}"
    return text


def _told_behind(text: str, people: Mapping[str, Sequence[str]]) -> str | None:
    """Where the end of a text says for whom it is (名字写陈桂英, 是沈姐的): the same with that in front."""
    if (noted := _NOTED.search(text)) and is_person(noted["who"], people) and not _OF_ME.search(noted["who"]):
        return f"帮{noted['who']} {_FOR_KIN.sub('', text[: noted.start()])}"
    for pattern in (_THEIRS, _MEANT_FOR):
        if (theirs := pattern.match(text)) and is_person(theirs["who"], people) and not _OF_ME.match(theirs["who"]):
            return f"帮{theirs['who']} {theirs['what']}"
    return None


_GIVEN = re.compile(".[帮给替]")  # 草莓给邢奶奶 is nobody's name
_OF_ME = re.compile(r"我|你|他|她|谁|咱|^[帮替给代]")


def _at_head(text: str, people: Mapping[str, Sequence[str]]) -> str | None:
    """The name with which a text begins: 王秀英奶奶, 孙爷爷; None where it begins with none."""
    heads = (text[:length] for length in range(8, 1, -1) if re.fullmatch(r"[\u4e00-\u9fff]{2,8}", text[:length]))
    return next((who for who in heads if is_person(who, people) and not (_OF_ME.match(who) or _GIVEN.search(who))), None)


def both_of(name: str) -> str | None:
    """Who shares with the speaker: 冯阿姨 of 我和冯阿姨; None where it is one person."""
    found = _FOR_BOTH.match(name)
    return found["other"] if found else None


# 给他们订两盒: who is meant was named before, or it is the speaker's own affair
_THEM = re.compile("^[他她它]们?$")
_NAMED_BEFORE = re.compile(
    r"(?:[我俺咱](?:们|家)?的?)?(?:外公外婆|爷爷奶奶|姥姥姥爷|公公婆婆|爸爸妈妈|爸妈|父母|公婆|岳父母|老两口|外婆|外公|姥姥|姥爷|奶奶|爷爷|婆婆|公公|岳母|岳父|"
    r"丈母娘|老丈人|妈妈|爸爸|老妈|老爸|[妈爸])"
)

_NEIGHBOUR = re.compile(rf"^(?:[我俺咱](?:们|家)?的?)?{_NEXT_DOOR}[0-9\-栋幢号楼座单元室]*的?(?=[\u4e00-\u9fff])")


_WHOM = Together(FOR_SOMEBODY, _BOTH_WANT, _SOMEBODY_WANTS)


def find_beneficiaries(
    text: str, covered: Sequence[tuple[int, int]], people: Mapping[str, Sequence[str]], whole: str = ""
) -> list[tuple[int, int, str]]:
    """(start, end, name as written) of each person for whom something is asked; "" is somebody of the speaker's own.

    covered: where products stand. whole: the message of which the text is a part.
    """
    masked = text
    for start, end in covered:
        masked = masked[:start] + "●" * (end - start) + masked[end:]
    found: list[tuple[int, int, str]] = []
    taken: set[int] = set()  # places, not spans: a text may be full of them
    for pattern, matches in _WHOM.matches(masked).items():
        for match in matches:
            who = match["who"]
            if who in SURNAMES and text.startswith("家", match.end("who")):
                who += "家"  # 给闵家带一斤
            somebody = is_person(both_of(who) or who, people) or _lives_elsewhere(match, masked)
            if somebody and taken.isdisjoint(range(*match.span())):
                who = who.removesuffix("的")  # 给闵家的青菜再加一斤
                if _THEM.match(who):
                    who = _meant_by(masked[: match.start()], people) or _meant_by(whole.partition(match.group())[0], people)
                called = _NEIGHBOUR.sub("", who)
                start = match.start() if pattern is FOR_SOMEBODY else match.start("who")
                end = match.end() if pattern is FOR_SOMEBODY else match.end("who")  # 给老丁家带 is for 老丁
                found.append((start, end, called if is_person(called, people) else who))
                taken.update(range(start, end))
    return sorted(found)


# 帮我闺女订三盒: an order made for a child, who lives elsewhere; 给我闺女来三盒 is for one's own table
_CHILD = re.compile("[我俺咱](?:们|家)?的?[大小二老]?(?:闺女|女儿|儿子|外?孙女|外?孙子)")


def _lives_elsewhere(match: re.Match[str], text: str) -> bool:
    return _CHILD.fullmatch(match["who"]) is not None and text.startswith(("订", "报", "登记", "下单"), match.end())


def _meant_by(before: str, people: Mapping[str, Sequence[str]]) -> str:
    """Of whom 他 and 她 speak: a member or elder kin named last before; "" where nobody is."""
    known = [name for name in people if len(name) > 1 and name in before]
    named = [(before.rfind(name) + len(name), len(name), name) for name in known]
    named += [(match.end(), len(match[0]), match[0]) for match in _NAMED_BEFORE.finditer(before)]
    return max(named, default=(0, 0, ""))[2]
