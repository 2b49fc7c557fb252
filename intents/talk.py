"""Small talk around an order: where the order ends and a reason or chatter begins, in a message without punctuation."""

from __future__ import annotations

import re

from intents.patterns import quick

_PARTICLES = (
    "(?:吧|啊|呀|哈|咯|呗|嘛|啦|哟|噻|噢|哦|诶|呢|嗷|喽|嘞|谢谢|麻烦了?|辛苦了?|就行了?|就好了?|就够了?|就可以了?|得了|就成|就中)"
)
AFTER_ORDER = re.compile(rf"{_PARTICLES}*")
_ENDS_SPEECH = re.compile(rf"{_PARTICLES}$")
_OPENING = re.compile(r"^.{2,14}?(?:[啊呀哈哦哟嘛呢噻]|[了](?=[^了]))")
_KIN = (
    "(?:我|咱|我们|咱们|家里?|他|她)*(?:老?[妈爸爹娘]|爸妈|父母|孙子|孙女|孙孙|外孙|儿子|女儿|闺女|姑娘|娃|孩子|小孩|"
    "宝宝|老伴|老公|老婆|媳妇|"
    "女婿|姐|哥|弟|妹|妹妹|亲家|亲戚|客人|朋友|同事|老人|爷爷|奶奶|外公|外婆|大人|一家|全家|人|自己|我|我们|咱)"
)
# Why somebody wants it, what for, and when.
_REASON = re.compile(
    rf"^{_KIN}(?:们|家)?(?:就|都|也|最|特别|可|老|一直|要|明天|后天|今天|周末|这两天|下周|少|多)*"
    r"(?:爱吃|喜欢|好吃这|好这|想吃|要吃|吃|喝|回来|过来|来|要来|到|生日|满月|坐月子|住院|请客|聚会|少|多|用|馋)"
    r"|^(?:这个?)?(?:语音|打字|手机|输入法?|拼音)|^我(?:姓|叫|是|住|家住|在[0-9一二三四五六七八九十])"
    r"|^(?:钱|款|红包|💰)?(?:我)?(?:等下|等会儿?|晚点|马上|先)?(?:微信|支付宝)?(?:转|发|付)给?(?:你|您|团长|老板|群主)(?:微信|支付宝|红包|[哈啊哦])*$"
    r"|^(?:因为|明天|后天|今天|今晚|周末|下周|这周|过年|过节|过生日|节日|除夕|元旦|春节|端午|中秋|冬至|年夜饭|"
    r"[周星期礼拜]+[一二三四五六日天])"
    r"|^(?:给|送|留给|拿去|拿来|用来|用于|做|炖|煮|包|腌|灌|炒|烧|煲|蒸|炸|熬|凉拌|待客|请客|招待|拜年|走亲戚|尝|试)"
)
_TELLS = quick(
    r"^[的成在是得]|^过(?!年|节|生日|冬|几天|两天)|不(?!用谢|好意思|多|急|方便|会|太会|好用|习惯)|没|被|都|烂|坏|退|谁|"
    r"哪|多少|多久|怎么|咋|合适|几|够不|[?？]|吗|吧台|昨|上次|上回|上周|去年|以前|刚刚?|已经|早就|"
    r"拿错|涨|比|才|好像|听说|花了|还是|抢|"
    r"(?<!回来)(?<!麻烦)(?<!辛苦)(?<!来)(?<!节)(?<!年)(?<!假)(?<!少)(?<!行)(?<!好)(?<!够)(?<!谢)了"
)


_PURPOSE = re.compile(
    r"^[\s,，。]*[\u4e00-\u9fff]{0,7}?(?:发人|送人|送礼|做?福利|拜年|走亲戚?|待客|请客|扫墓|祭祖|上坟|上供|过[节年冬]|"
    r"过生日|办酒席?|摆酒|"
    r"[包炖煮炒腌泡熬煲蒸炸涮]着?[吃汤粥酒菜]?|[自给]己?吃|尝[尝鲜]|要用|用)的?[吧啊呀哈]?[\s,，。!！~]*$"
)


# 元宵3袋 黑芝麻的, 汤圆两袋 花生馅的: of which sort
_OF_WHICH_SORT = re.compile(
    r"^[\s,，。]+(?:就?要|最好)?(?![我你您他她这那昨上谁别是又还不])(?:[\u4e00-\u9fff]{1,5}?(?:馅|味|口味|款|装|色)?的|"
    r"[\u4e00-\u9fff]{1,4}(?:馅|味|口味))[吧啊呀哈]?[\s,，。!！~]*$"
)


def is_purpose(talk: str) -> bool:
    """Whether words behind a thing and its number say what it is for or of which sort, and nothing else: 扫墓用, 花生馅的."""
    return bool(_PURPOSE.match(talk) or _OF_WHICH_SORT.match(talk)) and not _TELLS.search(talk)


_COMPLAINT = re.compile("太[^了,，。]{1,3}了")  # 打字太慢了


def is_talk_behind(talk: str, before: str, asks: bool) -> bool:
    """Whether what stands right behind an order only chats or gives a reason: 三斤哈|我老伴爱吃, 四块|明天炖鱼用.

    before: the order; asks: whether it asks for something with a word (要, 来). What tells of the goods is no small talk.
    """
    if _TELLS.search(_COMPLAINT.sub("", talk)):
        return False
    return bool(_REASON.match(talk)) or (asks and bool(_ENDS_SPEECH.search(before)))


def opening(text: str) -> int:
    """Where the talk ends that stands before an order: 哎呀差点搞忘了|鸡蛋给我记两盒; 0 where there is none."""
    found = _OPENING.match(text)
    return found.end() if found and not re.search(r"[买订吃用拿]了$|[我家他她]的?$", found[0]) else 0
