"""Several people in one message, each of whom gets an order of their own: 孙阿姨、李大爷各来一盒鸡蛋."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from intents.heard import Heard
from intents.patterns import quick
from intents.persons import in_plain_terms, is_person, surely_somebody
from intents.reading import Reading
from intents.scene import Doubt

_THING = "●"  # stands for each character of a product's name
_SHARED = re.compile("各|每[人家户]|一[人家]|人手|都[要来订买]")
_CALLED_BY = frozenset("妈爸奶爷婆公姥姨叔伯姐哥弟妹嫂婶舅姑傅师娘太生士任记嬢孃老丁小")
_TWO_CALLED = f"[{''.join(sorted(_CALLED_BY))}].*?[{''.join(sorted(_CALLED_BY))}]"
_OWN_AND_KIN = r"(?s:[我俺咱].{2,20}[\s,，、][给帮替]?[我俺咱])"
# 我妈让我订鸡蛋，两盒: who sent the speaker adds nothing where nobody is named for whom it is
_SENT = (
    r"^[\s,，]?[我俺咱]?(?:们?家)?(?:的)?(?:妈妈?|爸爸?|婆婆|公公|奶奶|爷爷|老公|老婆|媳妇儿?|爱人|老伴|女儿|儿子|闺女|老头子|老太婆|领导)"
    r"(?:刚才?|刚刚|今天|又|非)?(?:让|叫|喊|催|要)我(?:来|快|赶紧|去)?(?=(?:订|买|定|报|囤)(?!的|了|过|不)[^,，。?？0-9一二两三四五六七八九十半]{1,8}[\s,，]{0,2}[0-9一二两三四五六七八九十半][^,，。?？\s了吃卖]{1,4}$)"
)
OF_SEVERAL = (_SHARED.pattern, f"(?s:{_TWO_CALLED})", _OWN_AND_KIN, _SENT)  # one of these fits whatever `each_by_name` changes
_SEVERAL = re.compile("|".join(OF_SEVERAL))
_AS_SENT = re.compile(_SENT)
_EACH = quick(
    r"(?P<people>[^。;；!！?？:：\n]{2,40}?)(?:[两二三四五六七八九十几0-9]{1,2}(?:家|位|个人?|户|人))?(?P<ahead>●[●、和及\s]*)?"
    r"(?:各自?(?!种|样|位|家|户|个|类)|每人|每家|每户|一人|一家|人手|都(?=[要来订买]))(?P<what>[^。;；!！?？\n]+)"
)
_JOINED = re.compile(r"(?:[、,，\s]|还有|以及|和|跟|与|同)+")
_LEAD = re.compile(r"^(?:麻烦|请|再|也|就|小邻|另外|还有)*(?:帮忙给|帮忙替|帮|替|给|代|为)?")
_TAIL = re.compile(r"(?:家|那边|他们|她们|都|要|说)$")
_NEXT_DOOR = re.compile(r"^(?:隔壁|楼[上下]|对[门面]|旁边)(?:[0-9\-栋幢号楼座单元室]*的)?(?=[\u4e00-\u9fff]{2})")
_SELF = re.compile(r"^(?:我|我家|我们家?|咱家?|俺家?|本人)$")
# Who keeps house elsewhere, said without a surname: 给我妈和婆婆各来一盒.
_KIN = (
    "(?:妈妈?|爸爸?|爸妈|爹|娘|婆婆|公公|公婆|岳父|岳母|丈母娘|老丈人|奶奶?|爷爷?|外婆|外公|姥姥|姥爷|姐姐?|妹妹?|哥哥?|弟弟?|"
    "嫂子|姑姑?|姑妈|姨妈?|大姨|小姨|舅舅?|舅妈|叔叔?|婶婶|伯伯|女儿|闺女|儿子)"
)
_RELATIVE = re.compile(f"[我俺咱]?(?:们?家)?的?{_KIN}")
_NEXT = quick(r"(?<![\s,，])[\s,，]+(?=(?:我|另外|还有|帮|替|给|代)|[\u4e00-\u9fff]{2,4}(?:要|也要|来|订|各))")
_INTRODUCES = re.compile(r"^[^:：●]{2,16}[:：\n]\s*")  # 下面是几位老人要的：
# 我帮三楼的几个老人报一下 向婆婆鸡蛋一盒 …: what follows is for others, also where nobody asked for a list
_HELPS = quick(
    r"^(?:[^●\s,，]{1,6}[\s,，]+)?(?:我|我来|这边|还是我){0,2}(?:帮|替|代|给)[^●\s,，]{1,12}?(?:报|订|登记|带|记|写|买|下单|接龙)(?:一?下子?|个名|几样|点|的)?[\s:：,，]+"
)
_FIGURES = "0-9一二两三四五六七八九十"
_CLAUSE = quick(rf"(?:(?<=[\u4e00-\u9fff])\s(?=[●{_FIGURES}])|(?<=●)\s(?=[{_FIGURES}])|[^\s,，。;；:：、\n])+")
_BESIDES = quick(
    r"[0-9]{1,2}[.)）]?|这次|谢谢|麻烦|小邻|(?:一共|总共|共|合计).*|(?:都|全)?(?:放|搁|送|到|在).{2,8}[取拿]?"
)
_COUNT = (
    r"(?:[0-9]+(?:\.[0-9]+)?|[一二两俩三四五六七八九十半]+)"
    r"(?:公?斤|[份盒箱袋桶瓶罐板提包件只个枚根条块把棵颗捆扎篮筐套支听])?"
)
_MUCH = rf"(?P<what>●+\s?(?:要|来|订)?\s?{_COUNT}|{_COUNT}的?\s?●+|{_COUNT})(?:吧|哈|谢谢)?"
_ROW = quick(rf"(?P<who>[^●{_FIGURES}\s]{{2,8}}?)(?:家|那边)?\s?(?:也|还)?(?:要|来|订|定|买|拿)?\s?{_MUCH}")
_MORE = re.compile(rf"(?:还有|和|再来?)?{_MUCH}")
# 我家一盒鸡蛋 我妈家两盒: one's own, then the same for one's kin
_OWN_THEN_KIN = quick(
    rf"(?P<own>(?:[我俺咱](?:们?家)?(?:自己)?)(?:先|就)?(?:要|来|订)?(?:{_COUNT}的?\s?(?P<behind>●+)|(?P<ahead>●+)\s?{_COUNT})|"
    rf"(?P<first>●+)\s?[我俺咱](?:们?家)?(?:自己)?(?:先|就)?(?:要|来|订){_COUNT})[\s,，、]+"
    rf"(?:给|帮|替)?(?P<who>[我俺咱](?:们?家)?(?:{_KIN}|闺蜜|同事|朋友|邻居|对门|室友))(?:家|那边|那)?(?:也|再|还)?(?:要|来|订)?(?P<much>{_COUNT})(?:吧|哈|谢谢|[\s,，。!！~]){{0,3}}"
)
_AND_MORE = re.compile(rf"(?P<first>.*?●+\s?{_COUNT})(?P<second>●+\s?{_COUNT})")


def in_words_of_each(heard: Heard) -> str:
    """The text with everybody for whom something is asked named before it, several people each; else as it is."""
    apart = each_by_name(heard)
    return apart if apart != heard.text else _AS_SENT.sub("", in_plain_terms(heard.text, heard.scene.people))


def each_by_name(heard: Heard) -> str:
    """The text in which everybody for whom something is asked has words of their own: 帮孙阿姨来一盒鸡蛋，帮李大爷来一盒鸡蛋.

    The text as it is, where it names no several people.
    """
    text = heard.text
    if len(text) < 6 or not _SEVERAL.search(text):
        return text
    masked = _masked(heard)
    return _of_all(text, masked, heard) or _own_then_kin(text, masked) or _row_by_row(text, masked, heard) or text


def _own_then_kin(text: str, masked: str) -> str | None:
    found = _OWN_THEN_KIN.fullmatch(masked)
    if found is None:
        return None
    thing = text[slice(*found.span(next(part for part in ("behind", "ahead", "first") if found[part])))]
    return f"{text[: found.end('own')]}，帮{found['who']}要{found['much']}{thing}"


def _masked(heard: Heard) -> str:
    masked = heard.text
    for found in heard.names:
        if found.values("product"):
            masked = masked[: found.start] + _THING * (found.end - found.start) + masked[found.end :]
    return masked


def _of_all(text: str, masked: str, heard: Heard) -> str | None:
    """Of 钱奶奶、老丁各一盒鸡蛋, where the same is asked for each."""
    found = _EACH.search(masked)
    if found is None:
        return None
    at, names = _people_before(text, masked, found.start("people"), found.end("people"), heard.scene.people)
    if len(names) < 2:
        return None
    what_end = found.end("what")
    if following := _NEXT.search(masked, found.start("what"), what_end):
        what_end = following.start()
    what = text[found.start("what") : what_end].strip(" ,，")
    before = text[found.start("ahead") : found.end("ahead")] if found["ahead"] else ""
    head = text[:at]
    if _THING not in masked[found.start("what") : what_end] and not before:
        goods = list(re.finditer(f"{_THING}+", masked[:at]))
        if len(goods) != 1:
            return None
        before, head = text[goods[0].start() : goods[0].end()], head[: goods[0].start()]
    names.sort(key=lambda name: not _SELF.match(name))  # what is the speaker's own is said first: behind a name it is that one's
    return head + "，".join(_for(name, f"{before}{what}") for name in names) + text[what_end:]


def _for(name: str, what: str) -> str:
    asks = what if re.match("要|来|订|定|买|拿|带|登记|记", what) else f"要{what}"
    return asks if _SELF.match(name) else f"帮{name}{asks}"


def _people_before(
    text: str, masked: str, start: int, end: int, people: Mapping[str, Sequence[str]]
) -> tuple[int, list[str]]:
    """Where the names begin that stand joined right before `end`, and those names in order; one of them is surely somebody's."""
    joins = [(start, start), *(found.span() for found in _JOINED.finditer(masked, start, end)), (end, end)]
    names: list[str] = []
    begin = end
    for (_, first), (last, _) in reversed(list(pairwise(joins))):
        if first >= last:
            continue
        said = masked[first:last]
        led = _LEAD.match(said.lstrip(_THING))
        skipped = len(said) - len(said.lstrip(_THING)) + (led.end() if led else 0)
        name = _plain(_TAIL.sub("", text[first + skipped : last]))
        if _THING in masked[first + skipped : last] or not (_SELF.match(name) or is_person(name, people)):
            break
        names.insert(0, name)
        begin = first if led and led.end() else first + skipped
        if skipped:
            break
    surely = any(surely_somebody(name, people) or _RELATIVE.fullmatch(name) for name in names)
    return begin, names if surely else []


def _plain(name: str) -> str:
    return _NEXT_DOOR.sub("", _LEAD.sub("", name))


def _row_by_row(text: str, masked: str, heard: Heard) -> str | None:
    """Of 鸡蛋：王姐一盒，李哥两盒, which staff write for their neighbours; what is not said again is what was said before."""
    rows = _rows(text, masked, heard)
    named = [found.said for found in heard.names if found.values("product")]
    only = [product.name for product in heard.scene.products[:2]]
    if not rows or not (named or len(only) == 1):
        return None
    ahead = next(iter(named), only[0])
    asked = []
    for name, much in rows:
        whole = []
        for what in much:
            said = [one for one in named if one in what]
            ahead = said[0] if said else ahead
            whole.append(what if said else ahead + what)
        asked.append(f"帮{name}要{' '.join(whole)}")
    return "，".join(asked)


def _rows(text: str, masked: str, heard: Heard) -> list[tuple[str, list[str]]]:
    """(who, how much of what) of each clause, where several name somebody and none says anything else; else []."""
    helps = _HELPS.match(masked)
    if not (heard.addressed or heard.speaker.is_staff or helps):
        return []
    introduced = helps or _INTRODUCES.match(masked)
    begin = introduced.end() if introduced else 0
    spans = [part for found in _CLAUSE.finditer(masked, begin) for part in _apart(masked, *found.span())]
    spans = [(start, end) for start, end in spans if not _BESIDES.fullmatch(text, start, end)]
    if spans and set(masked[slice(*spans[0])]) == {_THING}:
        spans = spans[1:]
    rows: list[tuple[str, list[str]]] = []
    for start, end in spans:
        found = _ROW.fullmatch(masked, start, end)
        name = _plain(text[slice(*found.span("who"))]) if found else ""
        if found and is_person(name, heard.scene.people):
            rows.append((name, [text[slice(*found.span("what"))]]))
        elif rows and (more := _MORE.fullmatch(masked, start, end)):
            rows[-1][1].append(text[slice(*more.span("what"))])
        else:
            return []
    return rows if len(rows) > 1 and any(surely_somebody(name, heard.scene.people) for name, _ in rows) else []


def _apart(masked: str, start: int, end: int) -> list[tuple[int, int]]:
    """屈老师青菜三斤山药两斤, without a space between, is two clauses."""
    both = _AND_MORE.fullmatch(masked, start, end)
    return [both.span("first"), both.span("second")] if both else [(start, end)]


def read_without_goods(heard: Heard) -> Reading | None:
    """王姐一盒，李哥两盒, said to the bot: it must be asked of what; None of anything else."""
    if not heard.addressed or len(heard.scene.products) < 2 or any(found.values("product") for found in heard.names):
        return None
    rows = _rows(heard.text, heard.text, heard)
    if not rows:
        return None
    doubt = Doubt("each_of_what", "、".join(name for name, _ in rows), heard.scene.products[0].name)
    return Reading("order", {}, 0.9, (doubt,), reasons=("several people and numbers, and nothing of what",))
