"""Pauses put back where a message is said in one breath: voice input writes no commas between an order and what is said
around it. A pause is put only where nobody would hear the words otherwise; elsewhere the text stays as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from intents.heard import Heard
from intents.normalise import meaningful
from intents.order_words import without_order_words
from intents.patterns import quick
from intents.pieces import Piece, cut
from intents.talk import AFTER_ORDER, is_purpose

_LONGEST = 80  # longer texts have their own punctuation, or are no order
_SEPARATOR = re.compile(r"[\s,，。;；!！?？、\n+~…|:：()（）]")
_PEOPLE = frozenset(("人", "口", "位", "名"))
_NUMBER = "[0-9一二两俩三四五六七八九十半]"
_DROP = (
    r"(?:不要了?|不订了?|不定了?|不买了?|不用了|取消了?|退掉|退了|算了|免了|划掉|删掉|去掉|撤了|撤掉)"
    r"(?:吧|啊|呀|哈|咯|啦|哦|嘛|谢谢)*"
)
_DROPPED = re.compile(
    rf"(?:我|的|这次|这回|今天|先|就|也|还是|给我|帮我|麻烦|那个|没了|没货|没有|暂时|{_NUMBER}[份盒箱袋桶瓶只枚个斤块把条根颗包])*{_DROP}"
)
_ALL_DROPPED = re.compile(r"(?:全部?|都|两样|两个|两种|一起|统统|所有)[^,，。]{0,3}(?:不|取消|退|算|划|删|撤)")
_EXCHANGES = re.compile(r"(?:那就|就|给我|帮我|我){0,4}(?:换|改[成为]|要不)")
_LEADS_TO_DROP = re.compile(r"(?:不要|不订|不买|取消|退掉?|划掉|去掉|删掉|撤掉?)(?:那个|我的|我订的)?$")
_JOINT = re.compile("(?P<ends>(?:了|吧|啊|哈)*)")
_WANTS_SO_MUCH = re.compile(f"(?:我|就|再|给我|帮我)*(?:要|来|加|改|订)[成为]?{_NUMBER}")
_CHANGED = re.compile(f"(?:我|的|就|也|再|给我|帮我|还是)*(?:改|变|减|加|添|再)[^,，。]{{0,4}}{_NUMBER}")
_CHANGES = quick(r"改|换|变|减|加|添|不要|不订|不定|不买|不用|取消|退|算了|免了|划掉|删|去掉|撤")
# What may only follow an order whose end was not marked.
_BEHIND = quick(
    r"(?:放|搁|送到|送去)在?(?!假|心|学|水|礼|给我)[^,，。了过]{2,10}?(?:就行|就好|就可以|取|拿|提|那[儿里边]|行不行?|可以吗?|谢谢|劳烦|有劳)[^了过]{0,4}"
    r"|寄给[^,，。了过]{1,6}"
    r"|(?:电话|手机|手机号|联系电话|房号|地址|门牌)(?:是|号)?[:：]?\s*[0-9一二三四五六七八九].*"
    r"|(?:我|俺|咱|我老公|我老婆|我妈|我爸|我儿子|我女儿|晚上|下午|中午|明早|明天|后天|今晚|周末)[^,，。了过]{0,9}(?:去|来|过来|下来|下去|再|自己)?(?:拿|取|提|自提)货?"
    r"(?:哈|吧|啊|嘛|哦|的|谢谢)*"
    r"|(?:她|他|老人家?|老太太|老爷子|爷爷|奶奶|婆婆)(?:自己|家|老人家|又|也|就|眼睛|眼神|耳朵|腿脚?|手|身体|老)*(?:不(?:会|好|太|大|方便|懂|认得|识)|没|冇|冒|没得|看不|弄不|打不|搞不|听不)"
    r"[^,，。了过]{0,10}"
    r"|(?:她|他)(?:托|让|叫|喊|请)我[^,，。]{1,6}的?"
    r"|我(?:眼睛|眼神|牙口|手机|打字|不会|年纪|语音|老花|腿脚?)[^,，。]{1,14}"
    r"|(?:我老?汉|我?(?:家)?(?:老[大二三幺]|娃|孩子|孙[子女]|老伴|老公|老婆|[女儿]{2}|儿子|闺女|老?[妈爸爹娘]|妈妈|爸爸))(?:就|最|都|也|说|特别|可)*(?:爱|喜欢|好|想|要|能|馋|说)(?:吃|喝|造|恰|甜|好|这)[^,，。了过]{0,6}"
    r"|(?:吃|用|喝|拎|拿|装|放)不[完了下动][^,，。]{0,6}"
    r"|(?:我)?(?:一个人|两个人|自己|一家)(?:在家)?(?:吃|用|喝)[^,，。]{0,3}|(?:单位|公司|厂里|店里|我们店里?|饭店|学校|班里)[^,，。了过]{2,8}"
    r"|(?:放|搁|冻|存)(?:在|进|到)?(?:冰箱|冷冻|冰柜|冷柜|家)(?:里|头)?(?:慢慢|备着|存着|囤着|吃|喝|用|冻|着|起来){0,3}|慢慢(?:吃|喝|用)|解解?个?馋|过过?瘾|打打?牙祭|补补?身?[体子]?|尝个?鲜|试试?水?"
    r"|(?:我|俺|咱)?(?:们|家)*(?:儿子|女儿|闺女|老公|老婆|孩子|[老小大]?[娃宝]|老[妈爸]|[妈爸]妈?爸?|孙[子女])?(?:就|要|想|都|明天|后天|明早|早上|中午|晚上|周末|上班|上学|出差|回家|回去|顺便)*"
    r"[带拿拎捎](?:去|到|回|着|走)[^,，。了过的?？来]{0,8}"
    r"|(?:办席|办酒|请客|聚餐|待客|过节|看球|下酒|拜年|考试|包饺子)[^,，。了过]{0,8}"
    r"|(?:写|算|记|登)在?(?!好|上|错|了|着|一)[^,，。]{1,10}?(?:名[下字]?|的名|账上|头上)[^,，。了过]{0,6}"
    r"|(?:家里?|屋里?|冰箱)[^,，。了过还]{0,3}(?:没地方|没地儿|没处|放不下|装不下|塞不下|摆不下|没人吃|人少|人多|地方小)[^,，。了过]{0,3}"
    r"|(?:请问|问下|问一下|顺便问).+|(?:怎么|咋|如何)(?:付款?|付钱|给钱|转钱?|交钱)[啊呀呢]?|(?:可以|能)?开发票(?:吗|不|么)"
    r"|我(?:只|来|就)?(?:负责|管)[^,，。]{1,6}|我[跟和][^,，。]{1,4}一起的?|(?:自己|我自己|我)(?:就)?不(?:去|参加|来)了?"
    r"|(?:家里|屋里|屋头)[^,，。了过]{0,8}(?:等着?用|要用|急用|急着用)[^,，。]{0,3}|有团的?(?:吗|没|不|么)?|有人团(?:吗|没|不|么)?|能团(?:吗|不|么)"
    r"|(?:帮我|麻烦)?分开(?:装|绑|包|放|捆)[^,，。了过]{0,4}|(?:要|帮我)?(?:绑|捆|杀|切|包)好的?[^,，。了过]{0,3}"
    r"|(?:便宜|贵|大|小|好|新鲜)的(?:吧|哈|那种)?|劳烦了?|有劳了?"
    r"|钱(?:我|已|晚点|马上|转|等|回头).{1,12}|(?:谁统计|谁登记)算我的"
    r"|(?:一共|总共|合计|共计|计)[0-9]+(?:\.[0-9]+)?[元块].*|(?:两|三|四)样(?:都[^,，。]{1,5})?"
)
# 晚上几点能取 behind a counted thing asks when; behind what was ordered before it asks about that.
_ASKS_WHEN = re.compile(
    r"(?:在?哪[里儿]?(?:取|拿|提)|(?:什么时候|啥时候|几点|几时|好久|哪天)(?:可以|能|来)?(?:能)?(?:拿|取|提|到))[^,，。多少]{0,5}[?？]?$"
)
_PUT = re.compile("[放搁送寄]")
_BAD = re.compile(r"被|叼|丢|偷|烂|坏|破|漏|碎|臭|馊|少了|没了|不见|错了(?!改)|送来|拿错|昨|上次")  # it tells how they came
_TOO_MUCH = re.compile("[吃用喝装放拿拎]不[完了下动]")
_ASKED = re.compile("[要来订定买报]|给我|帮我")
_CORRECTS = re.compile(
    r"(?:哎呀|哎|啊|哦|噢|呀|不好意思)?(?:不对|说错了?|打错了?|写错了?|搞错了?|报错了?|错了|弄错了?|不不|哦不|啊不|噢不|不)"
    rf"(?P<then>(?:应该)?(?:是|要|来|订)?\s?{_NUMBER})"
)
# Where an order begins behind something else that was said: 在路上没法打字|给我两盒鸡蛋.
_BEGINS = quick(
    r"(?:那就|那|快|赶紧|赶快|麻烦|请|就|也|再|先|今天|这次|另外|顺便|你){0,6}(?:[给帮替]我(?!们?家?(?:又|还|都|也|新|就)?[买带送捎拎拿扛寄搬提发留塞装](?:来|回来?|过来)?了)|[给帮替]俺|[给帮]咱|我(?:家|们)?(?:也|就|还)?(?:要|来|订|想要|想来|想订|报)|我[帮替给][他她])|"
    r"(?:那就|那|再|快|赶紧|另外再?|今天|这次|这回)(?:来|要|订|加|补|整|搞|记)|先(?:记住|记上|订上|占个)|想要|"
    r"(?:还?能订?|有货?|可以|来得及|还?有)的话(?:就|给我|帮我|也){0,3}(?:来|要|订|给)?"
)
_SAID_BEFORE = re.compile(
    r"(?:(?<![买订吃用拿定领送要卖说讲报])了|啊|呀|哈|哦|咯|嘛|噻|吧|呢|没法打字|刚?才?看到|没赶上|没空看群|看不清|晚点|下班晚|拎不动|[吗嘛么]|(?:来得及|订)不|得很|"
    r"(?:眼睛|眼神|腿脚|身体|耳朵)不好|[0-9一二两三四五六七八九]口人|[吃用喝](?:没|完|光)了|"
    r"(?:有没有人?|有人|能不能|可不可以|能)[^,，。]{0,4}(?:团|开|加上?|拼|要)[^,，。]{1,6})$"
)
_SURELY_BEFORE = re.compile(
    r"(?:没法打字|才看到|没赶上|没空看群|看不清|发话了|对了|下班晚|拎不动|(?:眼睛|眼神|腿脚|身体|耳朵)不好|[0-9一二两三四五六七八九]口人|回来了)$"
)
_NOT_BEFORE = re.compile(
    r"[她他谁你您]|说|讲|喊|叫|让|问|答应|如果|要是|万一|刚刚?才?给|昨|上次|上回|"
    r"[0-9一二两三四五六七八九十][份盒箱袋桶瓶只斤块][^,，。]{0,4}了$"
)
_ADDRESS = re.compile("[0-9]-[0-9]|[栋幢室]|单元|号楼")
_ESTATE = re.compile(r"[\u4e00-\u9fff]{0,6}?[0-9一二三四五六七八九十]")
_NOW = re.compile(r"(?:没赶上|忘[了记]?(?:说|讲|订|报|写|记)?了?|没来得及|没看到|[吃用喝](?:没|完|光)了)$")
# 豆腐不要了|家里还有: the reason why.
_REASON = re.compile(r"(?:上[回次]的?|家里|屋里|屋头|家头|我家|冰箱|吃不完|还有|还没|还冇|太多|用不|买到|买过|有了|不会|怕)")
# 给我老汉报个八段锦|我不去
_STAYS = re.compile(r"(?:报|占|登记|参加|名|位)[^,，。\s]{0,8}?(?P<me>我(?:自己|就|本人)*不(?:去|参加|来)了?)(?:的|哈|啊|吧)*$")
_VOTE = re.compile(r"我(?:选|投|支持)")
_BECAUSE = re.compile(
    r"(?P<ends>(?:咯|吧|哈|哦|啊|呀|嘛)*)(?=(?:有地方|能[坐玩锻遮]|可以[坐玩锻遮]|因为|比较|老人|小孩|孩子|大家|夏天|热天|冬天|香$|好看|好用|实在|方便))"
)


def with_pauses(heard: Heard) -> Heard:
    """The message with a space wherever it is clear that one thing ends and the next begins; else the same message."""
    text = heard.text
    if len(text) > _LONGEST or (heard.addressed and heard.speaker.is_staff):
        return heard
    scene = heard.scene
    if scene.polls and "我" in text and (at := set(_around_votes(heard))):
        return _parted(heard, at)
    if scene.activities and "我" in text and (stays := _STAYS.search(text)):
        return _parted(heard, {stays.start("me")})
    if not (scene.group_buys or scene.collections or heard.speaker.ordered):
        return heard
    if not heard.quantities and not (_CHANGES.search(text) and any(found.values("product") for found in heard.names)):
        return heard
    pieces = [
        piece for piece in cut(heard)[0]
        if piece.kind in ("product", "pickup") or (piece.amount is not None and not _counts_people(text, piece))
    ]
    at = {place for find in (_between_goods, _before_nouns, _behind_orders, _before_orders) for place in find(heard, pieces)}
    return _parted(heard, at)


def _counts_people(text: str, piece: Piece) -> bool:
    """猪肉半斤就够我一个人吃 counts nothing else."""
    return piece.amount is not None and (piece.amount.unit in _PEOPLE or text[piece.end : piece.end + 1] == "人")


def _parted(heard: Heard, at: set[int]) -> Heard:
    text = heard.text
    places = sorted(place for place in at if 0 < place < len(text) and not (text[place - 1].isspace() or text[place].isspace()))
    if not places:
        return heard
    return heard.about(" ".join(text[first:last] for first, last in pairwise((0, *places, len(text)))))


def _between_goods(heard: Heard, pieces: Sequence[Piece]) -> Iterator[int]:
    """鸡蛋加一盒|豆腐不要了, 豆腐不要了|鸡蛋加一盒, 鸡蛋要两盒|不要豆腐了: where what is said of the next thing begins."""
    text = heard.text
    products = [piece for piece in pieces if piece.kind == "product"]
    if not products or not _CHANGES.search(text) or _ALL_DROPPED.search(text):
        return
    for at, thing in enumerate(products):
        following = products[at + 1] if at + 1 < len(products) else None
        end = following.start if following else len(text)
        dropped = _DROPPED.match(text, thing.end, end)
        if dropped and not _EXCHANGES.match(text, dropped.end()) and (following or _REASON.match(text, dropped.end())):
            yield dropped.end()
        joint = _JOINT.fullmatch(text, thing.end, end) if following and _LEADS_TO_DROP.search(text, 0, thing.start) else None
        if following and joint and _WANTS_SO_MUCH.match(text, following.end):
            yield thing.end + len(joint["ends"])  # 取消青菜|鸡蛋要两盒
        if not at or not (dropped or _is_changed(text, thing, end)):
            continue
        if _says_enough(text, products[at - 1], thing, pieces, bool(dropped)):
            yield _with_its_verb(text, products[at - 1].end, thing.start)


def _before_nouns(heard: Heard, pieces: Sequence[Piece]) -> Iterator[int]:
    """鸡蛋一盒|姜半斤: the second is called by a part of its name, or sold by nobody here."""
    for first, second in pairwise(pieces):
        between = heard.text[first.end : second.start]
        if not first.kind == second.kind == "amount" or not 0 < len(between) <= 4:
            continue
        words = heard.scene.lexicon.words
        if heard.scene.ending_in(between) or (len(between) > 1 and words.cut(between) == [between] and words.is_thing(between)):
            yield first.end


def _is_changed(text: str, thing: Piece, end: int) -> bool:
    """Whether what follows a thing says what becomes of it."""
    return bool(_CHANGED.match(text[thing.end : end]))


def _says_enough(text: str, before: Piece, thing: Piece, pieces: Sequence[Piece], dropped: bool) -> bool:
    """Whether how much of the thing before is meant, has been said when this one is named."""
    between = text[before.end : thing.start]
    if _EXCHANGES.search(between) and not re.search(_NUMBER, between):
        return False
    amounts = [piece for piece in pieces if piece.kind == "amount"]
    counted = any(before.end <= one.start and one.end <= thing.start for one in amounts)
    counted_ahead = not between.strip() and any(one.end == before.start for one in amounts)
    return counted_ahead or (counted and (dropped or not any(one.end == thing.start for one in amounts)))


def _with_its_verb(text: str, start: int, end: int) -> int:
    """Where the words begin that drop a thing named behind them: 两盒|不要豆腐了."""
    found = _LEADS_TO_DROP.search(text, start, end)
    return found.start() if found else end


def _behind_orders(heard: Heard, pieces: Sequence[Piece]) -> Iterator[int]:
    """三斤哈|我牙口不好, 两斤|放南门岗亭: where talk begins behind a number, or behind a thing with a number ahead."""
    text = heard.text
    for before, piece in zip((None, *pieces), pieces, strict=False):
        if piece.kind == "amount":
            if piece.amount is None or (not piece.amount.unit and not (before and before.end == piece.start)):
                continue
            if not _is_said_what(text, before, piece):
                yield from _behind_noun(heard, piece, pieces)
                continue
        elif not (piece.kind == "product" and before and before.kind == "amount" and _joined(text, before, piece)):
            continue
        after = AFTER_ORDER.match(text, piece.end)
        place = after.end() if after else piece.end
        if corrected := _CORRECTS.match(text, place):
            yield place
            yield corrected.start("then")
            continue
        end = _end_of_part(text, place, pieces)
        if end - place > 1 and _is_talk(heard, text[place:end], piece, place):
            yield place


def _behind_noun(heard: Heard, amount: Piece, pieces: Sequence[Piece]) -> Iterator[int]:
    """我要一箱带鱼|怎么付款: behind a thing that nobody sells here."""
    text, words = heard.text, heard.scene.lexicon.words
    for place in range(amount.end + 2, min(amount.end + 5, len(text))):
        end = _end_of_part(text, place, pieces)
        thing = text[amount.end : place]
        if end - place > 1 and words.is_thing(thing) and words.is_word(thing) and _BEHIND.fullmatch(text, place, end):
            yield place
            return


def _is_said_what(text: str, before: Piece | None, amount: Piece) -> bool:
    """Whether the thing stands before its number: of 要两只板鸭 it is yet to come."""
    if before is not None and before.kind == "product":
        return True
    start = max((found.end() for found in _SEPARATOR.finditer(text, 0, amount.start)), default=0)
    return bool(meaningful(without_order_words(text[start : amount.start])))


def _joined(text: str, first: Piece, second: Piece) -> bool:
    return not meaningful(without_order_words(text[first.end : second.start]))


def _end_of_part(text: str, start: int, pieces: Sequence[Piece]) -> int:
    found = _SEPARATOR.search(text, start)
    end = found.start() if found else len(text)
    return min((piece.start for piece in pieces if piece.kind != "pickup" and start <= piece.start < end), default=end)


def _is_talk(heard: Heard, talk: str, piece: Piece, place: int) -> bool:
    if _BAD.search(talk):
        return False
    if _PUT.match(talk) and any(one.kind == "pickup" and 0 <= one.start - place <= 3 for one in cut(heard)[0]):
        return True
    if piece.kind == "product" and _TOO_MUCH.match(talk) and not _ASKED.search(heard.text, 0, piece.start):
        return False  # 一盒鸡蛋吃不完 tells
    if _BEHIND.fullmatch(talk) or (is_purpose(talk) and not talk.startswith(("的", "装"))):
        return True
    if any(one.kind == "other" and 0 <= one.start - place <= 6 and _ADDRESS.search(one.said) for one in cut(heard)[0]):
        return bool(_ESTATE.match(talk))  # 三袋|8-2-604, 一箱|和苑5号楼
    if _ASKS_WHEN.match(talk):
        mine = heard.speaker.ordered
        return not any(product.name in mine for one in cut(heard)[0] for product in one.products)
    return any(found.start == place and found.exact and found.values("place") for found in heard.names)


def _before_orders(heard: Heard, pieces: Sequence[Piece]) -> Iterator[int]:
    """我儿子回来了|苞米给我来二十穗: where an order begins behind something else that was said."""
    text = heard.text
    for found in _BEGINS.finditer(text):
        thing = next((one for one in pieces if one.kind == "product" and one.end == found.start()), None)
        start = thing.start if thing else found.start()
        if _is_counted(text, pieces, found.end()) and _ends_there(text[:start], bool(thing)):
            yield start
            return
    for one in pieces:
        if one.kind in ("product", "amount") and _SURELY_BEFORE.search(text, 0, one.start):
            if not _NOT_BEFORE.search(text[: one.start]):
                yield one.start
            return


def _is_counted(text: str, pieces: Sequence[Piece], start: int) -> bool:
    end = _end_of_part(text, start, ())
    return any(one.kind == "amount" and start <= one.end <= end for one in pieces)


def _ends_there(before: str, named: bool) -> bool:
    """Whether something else has been said to its end. named: the thing itself stands right behind it."""
    if len(before) < (3 if _SURELY_BEFORE.search(before) else 4) or (_NOT_BEFORE.search(before) and not _NOW.search(before)):
        return False
    return named or bool(_SAID_BEFORE.search(before))


def _around_votes(heard: Heard) -> Iterator[int]:
    """变脸好看|我选变脸, 我选凉亭|有地方坐."""
    for found in _VOTE.finditer(heard.text):
        if found.start() > 2 and not _NOT_BEFORE.search(heard.text[: found.start()]):
            yield found.start()
        if because := _BECAUSE.search(heard.text, found.end() + 2):
            yield because.end("ends")
