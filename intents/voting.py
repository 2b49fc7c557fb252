"""Voting: an option of an open poll by its name, a part of it, or its number."""

from __future__ import annotations

import re
from datetime import timedelta

from intents.heard import Heard
from intents.lexicon import Found
from intents.numerals import read_number
from intents.patterns import Sifted, quick
from intents.reading import Reading
from intents.scene import Doubt, Poll

_IN_TALK, _JUST_NOW = timedelta(days=1), timedelta(minutes=10)
_CHOOSES = re.compile(r"[投选要]|支持|赞成|同意")
# One of these stands in whatever names an option in part.
_CALLS_IT_SO = re.compile(r"[投选票]|支持|赞成|要(?:这|它)")
_UNTIL_WHEN = re.compile(
    r"^[^投选]{0,12}投票(?:是|要|到底|一共|投)?(?:到|还有)?(?:几号|几点|什么时候|啥时候|哪天|何时|几天|多久)(?:才|就|"
    r"能)?(?:截止|截|结束|为止|止)?[呀啊呢吗的了?？]*$"
)
ASKS_HOW_IT_STANDS = re.compile(
    r"^(?:那个|这个|我想(?:知道|看看?)|看看|看下|现在|目前|请问|咱们?群?|群里|这次|上次|刚才)*(?:的)?(?:"
    r"[^投选,，]{0,10}?投票的?(?:结果|情况)?(?:现在|目前|到底|最后|都|已经)?(?:怎么样|咋样|怎样|如何|咋个样|"
    r"出来了?[没吗]|啥样|啥情况|什么情况|到哪了|有结果|是什么|是啥|呢)"
    r"|[^投选,，]{0,10}?投票结果(?:发(?:给|到)?我?(?:一下|一份|看看)?|给我(?:看看|发一下)?|私我)?|(?:投票)?(?:哪个|谁|"
    r"哪项|哪一?[个项样]|什么)的?(?:选项)?(?:得?票数?)?(?:现在|目前)?(?:最多|最高|票[数最]?[多高]|领先|赢|多|第一|在前面?)"
    r"|[^投选,，]{1,10}?(?:现在|目前)?(?:有|得了?)?(?:几|多少)票|投票(?:是|要|都)?(?:投|选|关于)?(?:什么|啥|"
    r"哪些)(?:内容|选项)?|(?:投票)?都?有(?:哪些|什么|啥)选项"
    r"|(?:各|每个|都|一共|总共|共|投票)*(?:有|投了|多少人|得了)*(?:多少|几)(?:张|个)?(?:票|人投票?)"
    r")(?:了|现在|呀|啊|呢|吗|没有?|么|的|[?？\s])*$"
)
_VOTE_NOT = quick(
    r"[?？]|吗|怎么|哪|(?:什么|啥)(?!时候)|都是|内定|年年|每年|每次|没意思|没用|赢|领先|几票|的票|得票|票数|的(?:人|都|"
    r"多|少|最|老|是)|不选|不投|别选|别投|[别莫甭][说算写记替给帮把]我|弃[权票]|要不是|早知道|本来想|差点|没有?[投选]|"
    r"[谁哪][^,，。]{0,3}[说替帮给]我|投诉|投递|谁|选不|反对|不支持|不同意|还是|或者|都行|随便|投票的事|选手|"
    r"选秀|票价|门票|买票|车票|选项[^,，]{0,3}(?:去掉|删|划掉|撤掉|不要)|[加添去删补](?:掉|上)?[一两个]{0,2}新?的?选项"
)
_OPTION_ALONE = re.compile(
    r"^(?:我)?(?:还是|改)?(?:投|选|支持|赞成|同意)?(?:第)?(?P<n>[0-9一二三四五六七八九十]{1,2}|[A-Ha-h])(?:号|个|项)?(?:选项)?"
    r"(?:吧|啊|呀|啦|了|哈|的|这个|谢谢|一票)*$"
)
_CHOSEN = re.compile(
    r"^(?:我们?家?|那|就|也|都|还是|要|改|投票|的?[这那]?(?:宝贵|神圣)?的?一?票){0,3}(?:投给?|选择?|支持|赞成|"
    r"(?<=票)给)(?:一票)?(?P<said>.{1,8}?)(?:这个|那个|的)?(?:[一1]票)?"
    r"(?:吧|啊|呀|啦|哈|谢谢|了|咯|喽|哟|噻|嘛|呗|哒|嘞|哩|撒|唦)*$"
)
_CHANGES = re.compile(
    r"^(?:我(?:还是|要|想|又|再|就){0,2}|那|算了|还是|那还是)?[改换](?:成|为|到|投|"
    r"选)?(?P<said>[^\s,，。?？吗不没]{2,8}?)(?:那个|这个|的)?(?:吧|啊|呀|啦|哈|了|谢谢){0,2}$"
)
_UNTIL_THEN = re.compile(r"^(?:请问)?(?:几号|几点|什么时候|啥时候|哪天|何时|多久)(?:才|就)?(?:截止|结束)投票[呀啊呢吗的?？]*$")
# 停车位投一票
_ONE_VOTE_FOR = re.compile(
    r"^(?:我们?家?|那|就|给|把票给){0,2}(?P<said>[^投选给]{2,8}?)(?:那个|这个|那项|这项)?(?:投|来|算|加)?(?:上|"
    r"我)?[一1]票(?:吧|啊|呀|啦|哈|谢谢|了|咯)*$"
)


# 我老公投了彩绘: the vote of another; 我老公和我都支持彩绘, 我也投: also one's own
_OF_OTHERS = Sifted(
    r"(?:老公|老婆|老伴儿?|媳妇儿?|爱人|对象|儿子|女儿|闺女|孩子|孙[子女]|老?[妈爸爹娘]|[婆公岳][婆公父母]|"
    r"[哥姐弟妹嫂叔姨舅姑伯婶]|邻居|对门|同事|朋友|闺蜜|大家|好多人|有人|[他她])们?"
    r"(?:也|就|都|却|偏|还|是|已经?|刚|非要|说要?|家|全|肯定|果断){0,3}(?:投|选|支持|赞成)"
)
# 还是投秧歌吧, after another vote: rather that
_THOUGHT = "想想|想了想|想来想去|(?:想|考虑|琢磨|斟酌|权衡)(?:了(?:一?下|半天|好久)|再三|下来)"
_RATHER = re.compile(rf"(?:我|那|算了|哎|不对|{_THOUGHT}|[\s,，]){{0,4}}还是(?=改?[投选]|支持|要投)(?![^还]*还是)")
_MINE = re.compile("我(?:们|家|俩|自己)?(?:也|都|就|还是|跟着|一起|一样){0,2}(?:投|选|支持|赞成|同意)|[和跟]我")


def read_vote(heard: Heard) -> Reading | None:
    """A vote for an option of an open poll; the option alone is one, so is its number."""
    polls = heard.scene.polls
    if not polls:
        if (
            heard.addressed
            and re.search(r"^我?(?:要)?(?:投票|投给|投)", heard.bare)
            and not re.search(r"投诉|投递", heard.bare)
        ):
            return Reading("vote", {}, 0.8, unmet="no_poll")
        if heard.addressed and "投票" in heard.bare and ASKS_HOW_IT_STANDS.match(heard.bare):
            return Reading("vote", {}, 0.8, unmet="no_poll")
        return None
    if heard.addressed and (_UNTIL_WHEN.match(heard.bare) or _UNTIL_THEN.match(heard.bare)):
        return Reading("vote", {}, 0.9, reasons=("asks until when a poll is open",))
    if heard.addressed and ASKS_HOW_IT_STANDS.match(heard.bare):
        return Reading("vote", {}, 0.9, reasons=("asks how a poll stands",))
    if _OF_OTHERS.search(heard.text) and not _MINE.search(heard.text):
        return None
    heard = _rather_at_the_end(_with_the_verb(heard))
    heard = heard if (rather := _RATHER.match(heard.text)) is None else heard.about(heard.text[rather.end() :])
    options = heard.scene.options
    found = [(f, value) for f in heard.names for value in f.values("option") if value in options]
    if len({value for _, value in found}) == 1:
        name, option = found[0]
        rest = heard.bare.replace(name.said.replace(" ", ""), "", 1)
        if _is_vote(heard, name, rest, options[option].title) or _one_clause_votes(heard, option):
            return Reading("vote", {"option": option}, 0.95, reasons=("an option of the open poll",))
    by_name = (_by_part(heard) or _by_all_but_one(heard)) if _CHOOSES.search(heard.text) else None
    return by_name or _changed(heard) or _by_number(heard)


# 我投黄桷树, where 黄葛树 is an option
_VOTED_FOR = quick(
    r"(?:我们?家?|[\s,，]|就|也|都|要|想|还是|果断|坚决){0,4}(?:[投选]给?|支持)(?P<what>[\u4e00-\u9fff]{3,8}?)(?:这个)?(?:一票)?(?:了|吧|啊|呀|啦|哈|[\s!！~。]){0,4}$"
)


def _by_all_but_one(heard: Heard) -> Reading | None:
    """The one option of three characters or more of which all but one are said, in a text that only votes."""
    voted = _VOTED_FOR.match(heard.text)
    if voted is None or any(found.exact and found.values("product", "activity", "person") for found in heard.names):
        return None
    what = voted["what"]
    near = [one for one in heard.scene.options if len(one) == len(what) and _differing(one, what) == 1]
    if len(near) != 1:
        return None
    return Reading("vote", {"option": near[0]}, 0.85, reasons=("an option of the open poll",))


def _differing(one: str, other: str) -> int:
    return sum(first != second for first, second in zip(one, other, strict=True))


# 我头花鼓戏, 偷健身角一票: voice input does not know 投
_MISHEARD_VERB = quick(r"(?:[我俺咱]们?家?|也|都|就|那|还是|坚决|[\s,，]){0,4}(?P<verb>[头偷透骰])给?")
_ONE_VOTE = quick(r"[\s,，]?(?:[一1]票)?[吧啊呀啦哈了]?[\s!！~。]*")


def _with_the_verb(heard: Heard) -> Heard:
    """The message with 投 for what it was heard as, where nothing but the name of an option follows."""
    verb = _MISHEARD_VERB.match(heard.text)
    if verb is None:
        return heard
    for found in heard.names:
        is_option = found.exact and any(value in heard.scene.options for value in found.values("option"))
        if is_option and found.start == verb.end() and _ONE_VOTE.fullmatch(heard.text, found.end):
            return heard.about(f"{heard.text[: verb.start('verb')]}投{heard.text[verb.end('verb') :]}")
    return heard


# 小花园招蚊子 还是健身角吧: what they would rather have stands last
_RATHER_AT_THE_END = quick(r"[\s,，。]还是(?P<said>[^\s,，。?？]{2,10}吧)[!！~。\s]*$")


def _rather_at_the_end(heard: Heard) -> Heard:
    found = _RATHER_AT_THE_END.search(heard.text)
    if found is None or re.search("[?？吗你您他她谁]", heard.text):
        return heard
    named = [one for one in heard.names if one.exact and any(value in heard.scene.options for value in one.values("option"))]
    return heard.about(found["said"]) if len(named) > 1 and named[-1].start == found.start("said") else heard


_VOTES_FOR = re.compile(r"(?:我们?家?)?(?:就|也|还是|要)?[投选](?:给|择)?(?P<said>[^\s,，。]{2,10}?)(?:一票|[吧了啊呀])?")


def _one_clause_votes(heard: Heard, option: str) -> bool:
    """还是橘黄吧 看着暖和 我投橘黄: one clause says so outright."""
    if re.search("[?？吗你您他她谁]|要不是|要是|如果|假如|本来|原本|差点|拉票|投了|投过", heard.text):
        return False
    return any(
        (found := _VOTES_FOR.fullmatch(clause)) is not None and found["said"] in option
        for clause in re.split(r"[\s,，。!！~]+", heard.text)[1:]
    )


def _changed(heard: Heard) -> Reading | None:
    """我改滑梯: another option in the stead of one's first, called by two of its characters or more."""
    match = _CHANGES.match(heard.bare)
    options = [option for poll in heard.scene.polls for option in poll.options] if match else []
    hits = {option for option in options if match and (match["said"] in option or _shortens(match["said"], option))}
    if len(hits) != 1:
        return None
    return Reading("vote", {"option": hits.pop()}, 0.9, reasons=("a part of one option of the open poll",))


def _by_part(heard: Heard) -> Reading | None:
    """我投滑梯, where one option is 儿童滑梯; 我投二十八, where one is 28号."""
    if not (_CALLS_IT_SO.search(heard.text) or _CALLS_IT_SO.search(heard.bare)):
        return None
    if _THIS_ONE.search(heard.text) and (said := _said_in_part(heard)):
        return Reading("vote", {"option": said}, 0.9, reasons=("a part of one option of the open poll, and 选这个",))
    if len(heard.bare) > (30 if "票" in heard.bare else 16) or _VOTE_NOT.search(heard.bare):
        return None
    clauses = (*re.split(r"[\s,，。!！~]+", heard.text), heard.bare)
    match = next((match for clause in clauses if (match := _CHOSEN.match(clause) or _ONE_VOTE_FOR.match(clause))), None)
    if not match:
        return None
    said = re.sub(r"(?<=.{2})[那这]个?(?=.{2})", "", match["said"])  # 合唱那个排练厅
    number = read_number(re.sub(r"[号日]$", "", said))
    options = [option for poll in heard.scene.polls for option in poll.options]
    if number is not None:
        if number <= max(len(poll.options) for poll in heard.scene.polls) and not re.search(r"[号日]$", said):
            return None
        figure = str(int(number))
        hits = [one for one in options if figure in re.findall(r"[0-9]+", one)[-1:] or re.search(rf"{said}[号日]?$", one)]
    else:
        hits = [option for option in options if len(said) > 1 and said in option]
        hits = hits or [option for option in options if len(said) > 1 and _shortens(said, option)]
    if len(set(hits)) != 1:
        return None
    return Reading("vote", {"option": hits[0]}, 0.9, reasons=("a part of one option of the open poll",))


def _shortens(said: str, option: str) -> bool:
    """乒乓台 of 乒乓球台: the same beginning and end, characters left out between."""
    if said[0] != option[0] or said[-1] != option[-1]:
        return False
    left = iter(option)
    return all(character in left for character in said)


def _is_vote(heard: Heard, name: Found, rest: str, title: str) -> bool:
    if not re.sub(r"[ ,.!~，。！吧呀啊哈]|谢谢", "", rest.replace(name.said, "")):
        return name.exact or heard.addressed
    if _is_the_topic(rest, title) or _at_once(heard, name) or _this_one(heard, rest):
        return name.exact or heard.addressed
    if (name.exact or heard.addressed) and _in_own_words(heard, name):
        return True
    if _does_it(heard, name, title):
        return name.exact or heard.addressed
    if _VOTE_NOT.search(rest) or len(rest) > 14 + len(title) or re.search(r"你|他|她|昨|上次|去年|楼上", rest):
        return False
    if name.common:
        return bool(re.search(r"投|票|我选", rest))
    return bool(re.search(r"投|一票|票[给归]|选|支持|赞成|同意|\+1|＋1|加一$", rest)) and not re.search(
        r"投了.{0,3}次|选了|投过", rest
    )


def _is_the_topic(rest: str, title: str) -> bool:
    """广场添什么: 儿童滑梯, where that is what the poll asks."""
    said = re.sub(r"[ ,.!:~，。！：?？]", "", rest)
    return len(said) > 1 and (said in title or title in said)


_I_CHOOSE = re.compile(r"(?:^|[\s,，。])我(?:们?家?)?(?:就|还是|也|都){0,2}(?:投|选|支持)(?:给|一票给?)?$")
_THAT_IS_ALL = re.compile(r"(?:一票)?(?:吧|了|啦|啊|呀|哈|咯|呗)?(?:$|[\s,，。!！~])")
_NOT_SO = re.compile("要不|要是|如果|早知道|本来|原来|还是没|又不|[?？吗]|谁")


def _in_own_words(heard: Heard, name: Found) -> bool:
    """别的都不好看 我投暖白: a clause that does nothing but choose, whatever is said besides."""
    chosen = _I_CHOOSE.search(heard.text[: name.start]) and _THAT_IS_ALL.match(heard.text, name.end)
    return bool(chosen) and not _NOT_SO.search(heard.text)


_ASKS_WHAT = re.compile(r"([\u4e00-\u9fff])(?:点|些|个|成)?(?:什么|啥|哪)")
_WILL_DO = re.compile(
    r"(?:我们?家?|咱们?|大家|那|就|还是|不如|要不|觉得|建议|[\s,，]){0,4}"
    r"(?P<does>[种添装建修加设摆搞弄办做上换改画贴栽](?:成|上|个|点|些)?|要个?|来个)?"
)
_SO_BE_IT = re.compile(r"(?P<end>(?:最好|挺好|就挺好|就行|就好|得了|好了|好)?[吧呗噻嘛]?)[!！~。\s]*")


def _does_it(heard: Heard, name: Found, title: str) -> bool:
    """种石榴树吧, where it is asked what shall be planted: the option behind the verb of the poll, or behind another with 吧."""
    before = _WILL_DO.fullmatch(heard.text, 0, name.start)
    after = _SO_BE_IT.fullmatch(heard.text, name.end)
    if before is None or after is None or not before["does"]:
        return False
    if any(product in heard.scene.products_by_name for product in name.values("product")):
        return False  # 要豆腐吧 orders
    asked = _ASKS_WHAT.search(title)
    return bool(after["end"]) or (asked is not None and asked[1] == before["does"][0])


# 那就长椅吧, 必须滑梯啊
_SURELY_THIS = quick(r"(?:要我说|我|我家|那|那就|就|必须|肯定|当然|果断|坚决|绝对|一定|[\s,，]){0,4}")

_BY_ALL_MEANS = quick("(?:必须|果断|坚决)$")  # 必须长椅 滑梯免谈


def _at_once(heard: Heard, name: Found) -> bool:
    """休息长椅吧 走累了好歇脚: the option alone, then why."""
    if not _SURELY_THIS.fullmatch(heard.text, 0, name.start) or _VOTE_NOT.search(heard.text, name.end):
        return False
    before, behind = heard.text[: name.start].strip(), heard.text[name.end :]
    if before and (not behind.strip(" 啊呀哈吧了!！~。,，") or (_BY_ALL_MEANS.search(before) and behind[0] in " ,，!！~。")):
        return True
    return bool(re.match(r"(?:吧|呗|得了|咯|就行)(?:[\s,，。!！~]|$)", heard.text[name.end :]))


_THIS_ONE = re.compile(
    r"(?:^|[\s,，。])(?:(?:我|我家|我们家?)(?:还是|就|都|也)?(?:选|投|支持|要)|(?:就|都|果断|必须|坚决)?[投选])"
    r"(?:这个|它|这项|这一?[个项])[了吧啊呀啦!！ ]*$"
)


def _said_in_part(heard: Heard) -> str | None:
    """The one option whose end the text names: 车棚 of 电动车棚."""
    if re.search(r"不(?!如)|哪|[?？吗]|你|他|她", heard.text):
        return None
    options = {option for poll in heard.scene.polls for option in poll.options}
    hits = [option for option in options if any(option[at:] in heard.text for at in range(len(option) - 1))]
    return hits[0] if len(hits) == 1 else None


def _this_one(heard: Heard, rest: str) -> bool:
    """还是放长椅实在 我选这个: what was named just before."""
    return bool(_THIS_ONE.search(heard.text)) and not re.search(r"不|哪|[?？吗]|你|他|她", rest)


def _announced(heard: Heard, within: timedelta) -> Poll | None:
    """The poll that was announced last in the chat, not longer ago than that; of 10 minutes only where nothing else was done."""
    told = [(poll.opened_at, poll) for poll in heard.scene.polls if poll.opened_at is not None]
    if not told:
        return None
    at, poll = max(told, key=lambda one: one[0])
    act = heard.talk.last_act
    if within == _JUST_NOW and act is not None and act.kind != "vote" and act.at > at:
        return None
    return poll if heard.message.at - at <= within else None


def _by_number(heard: Heard) -> Reading | None:
    match = _OPTION_ALONE.match(heard.bare)
    if not match or re.search("(?<!第)[一1]个", heard.bare):  # 我选一个吧 tells of none
        return None
    stated = re.search(r"投|选|支持|赞成|同意", heard.bare)
    poll = _announced(heard, _IN_TALK if stated else _JUST_NOW)
    if poll is None and not stated:
        return None
    if poll is None and len(heard.scene.polls) > 1:
        every = tuple(option for one in heard.scene.polls for option in one.options)
        doubt = Doubt("missing", said="option", choices=every)
        return Reading("vote", {}, 0.85, (doubt,), reasons=("the number of an option, and several polls are open",))
    options = (poll or heard.scene.polls[0]).options
    said = match["n"].upper()
    lettered = next((option for option in options if option.upper() == said), None)
    if lettered:
        return Reading("vote", {"option": lettered}, 0.95)
    number = "ABCDEFGH".find(said) + 1 or ("零一二三四五六七八九十".find(said) if not said.isdigit() else int(said))
    if 1 <= number <= len(options):
        return Reading("vote", {"option": options[number - 1]}, 0.9, reasons=("the number of an option",))
    return None
