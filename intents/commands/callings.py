"""People in a text whose names may hold a command's verb: 建国叔, 关老师, 付大姐, listed in 人员 or not."""

from __future__ import annotations

from collections.abc import Iterator

from intents.patterns import Sifted
from intents.scene import Scene

_TITLE = (
    r"(?:嬢嬢|孃孃|婆婆|爹爹|太婆|姥姥|姥爷|外婆|外公|公公|姐姐|哥哥|妹妹|弟弟|婶婶|姑姑|老爷子|老太太|大姐|大哥|大爷|大妈|大娘|大叔|大伯|大婶|大嫂|阿姨|奶奶|爷爷|叔叔|伯伯|老师|老板|师傅|团长|医生|大夫|主任|书记"
    r"|先生|女士|太太|姐|哥|叔|婶|嫂|姨|伯|爷|娘|姑|妹|弟|嬢|孃)"
)
_KIN = r"(?:大?(?:姐|哥|叔|婶|嫂|伯|爷|娘)|阿?姨|奶奶|爷爷|姑|妹|弟|嬢|孃)"
_SURNAME = (
    "王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江钟卢汪戴崔任陆廖"
    "姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
)
_VERBS = "关建开来付停组取领提收定发上办结改"
_AT_WORD_START = r"(?:^|(?<=[\s,，。:：、；;\x00@把给将为替]))"
# 开李叔的团 begins with the verb; 开明叔 and 关老师 are people.
_LIKE_A_VERB = Sifted(
    rf"{_AT_WORD_START}[{_VERBS}](?:{_TITLE}|[^\s,，。:：{_SURNAME}个位了的门锁]{_KIN})(?!们|家)"
)
_TITLED = Sifted(rf"{_AT_WORD_START}(?![把给将为替帮请])[\u4e00-\u9fff]{{1,2}}?{_TITLE}(?!们|家)")
_ROLE_WORDS = frozenset((
    "团长", "团购", "志愿者", "网格员", "管理员", "商户", "商家", "居民", "活动", "大家", "所有人", "小邻", "群主", "物业",
))


def people_spans(text: str, scene: Scene) -> Iterator[tuple[int, int]]:
    """Where known people are named in a normalised text, and where somebody unknown is whose name begins like a verb.
    """
    yield from ((start, end) for plain, start, end in scene.people_said(text) if plain not in _ROLE_WORDS)
    yield from (found.span() for found in _LIKE_A_VERB.finditer(text))


def titled_people(text: str) -> list[tuple[int, int]]:
    """Where people with a title stand at the beginning of a word: 付大爷取货了, 把关老师的证书收回."""
    return [found.span() for found in _TITLED.finditer(text) if found[0] not in _ROLE_WORDS]
