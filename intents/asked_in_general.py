"""What residents ask the bot besides goods and shops: the own certificate and address, who the grid worker is, what the office's
telephone is, what a haircut costs, whether the eggs are fresh, whether it is held in the rain.

Only what is said to the bot and means nothing else is read here.
"""

from __future__ import annotations

import re

from intents.heard import Heard
from intents.own_fetching import read_orders_of_somebody
from intents.questions import read_question
from intents.reading import Reading

HOME_ASKED, PRICES_ASKED = "asked where they live", "asked what a kind of shop charges"
QUALITY_ASKED, DETAILS_ASKED = "asked how good it is", "asked how an activity is held"
_LONGEST = 24
_LEAD = (
    r"(?:请问|(?:那个)?小邻[啊呀]?|问一?下|那个?|[你您]好[啊呀]?|我?想(?:问|知道)(?:一?下)?|麻烦|帮我看看|帮我查|查一?下|看一?下|对了|还有|"
    r"[啊呀哎嗯,， ]){0,3}"
)
_END = r"(?:[呀啊呢哈吗么嘛的哦了伐不噻哟]|来着|没有?|谢谢|[?？!！。,， ]){0,4}"


def _asked(words: str) -> re.Pattern[str]:
    return re.compile(f"{_LEAD}(?:{words}){_END}")


_CERTIFICATE = _asked(
    r"(?:我的?|我那个?|我们)?(?:志愿者?|积分)?证书?(?:在哪里?|在哪儿|发了|下来|到|怎么(?:还)?没有|有没有|呢|多少号|几号|"
    r"编号|号码|号)"
    r"|(?:我的?|那个)?(?:志愿者?)?证书(?:要?(?:怎么|咋|咋个|如何|怎样|在哪里?|去哪里?|什么时候|啥时候)(?:才能|能|"
    r"可以)?(?:拿|领|得|取|来|有|查|看|发))(?:到|取)?"
    r"|(?:怎么|咋|如何|怎样)(?:才能|能)?(?:拿|领|得)(?:到)?(?:志愿者?)?证书?"
)
_HOME = _asked(
    r"(?:你?(?:知道|记得|晓得))?(?:我|我家|我们家|俺家?)(?:登记|留|写|填)?(?:的)?(?:是)?(?:住(?:在|的)?|地址|住址|门牌|"
    r"房号)(?:是|在)?"
    r"(?:哪里?|哪儿|哪个小区|哪栋|几栋|几号楼?|几单元|什么地方|啥地方|什么|多少|啥)"
)
_GRID_WORKER = _asked(
    r"(?:我们|咱们|咱|这边|这里|本|小区|社区|这个?群|群里|我们这)*(?:里|边|儿)?的?(?:网格员|网格长)(?:是|叫)?(?:谁|哪个|"
    r"哪位|哪一位|什么名字|在吗|在不在|在哪里?|怎么联系|咋联系|电话(?:是)?(?:多少)?|联系方式|联系电话|呢)"
    r"|(?:谁|哪个|哪位)是(?:我们|咱们|这边|小区|这个?群)?(?:里)?的?网格员|(?:我要|我想|帮我|要|想)?(?:找|联系|叫|"
    r"喊)(?:一?下|个)?(?:网格员|人工|工作人员|社区的人|真人)"
    r"|(?:怎么|咋|如何)(?:找|联系)(?:到)?(?:网格员|社区|居委会?)|有事(?:情)?(?:该)?找(?:谁|哪个)|网格员"
    r"|(?:叫|让|喊|找|我要见|我要找)?(?:你们?的?)?(?:领导|负责人|管事的|主任|书记)(?:出来|来|说话|在哪里?|呢|是谁)?"
    r"|(?:怎么|咋|如何|想)(?:加盟|入驻|入盟|合作)"
)
_BRINGING = _asked(
    r".{0,12}?(?:(?:能不能|可不可以|能|可以|会|给|帮我|帮忙|包|管)(?:帮我|给我|帮忙)?送|送不送|送货)(?:货|菜)?"
    r"(?:上来|上楼|上门|到家|过来|来|下|到楼下|到门口|一下|吗)?"
)
_PAYING = _asked(
    r".{0,8}?钱(?:款)?(?:要|该|得)?(?:什么时候|啥时候|怎么|咋|几时|现在|在哪里?)?(?:给|付|交|转)(?:给)?(?:谁|哪个)?"
    r"|.{0,6}(?:什么时候|啥时候|怎么|咋)(?:付钱|给钱|交钱|付款)"
)
_INVOICE = _asked(
    r".{0,8}?(?:(?:能不能|可不可以|能|可以|给我?|帮我|想|要){0,3}开不?开?(?:个|张|一张)?(?:发票|收据)|(?:有没有|有|要个?张?|"
    r"给个?)(?:发票|收据)|"
    r"(?:发票|收据)(?:怎么|在哪|去哪|找谁|跟谁)(?:开|要|拿)|(?:发票|收据)(?:能|可以)?开)"
)
_REFUND = _asked(
    r".{0,10}?(?:退不退|能不能退|可不可以退|可退|(?:就|要|能|可以)退(?:钱|货|款)?)(?:给我|一下|啊|说句话|,|，| )*"
)
# X stands for the name of something on sale.
_ALL_I_HAVE = _asked(
    r"(?:我|我们|我家)?(?:刚才?|今天|上次|一共|总共|到底|都)?(?:要|订|买|定|报)(?:了|的)?(?:几|多少)[\u4e00-\u9fff]?X"
    r"|(?:我(?:的|那个?)?)?.{0,4}X.{0,5}?(?:记|订|登记|下单|写|报|收)(?:上|到|好|下|成功)?了?(?:没有?|吗|么|不)"
    r"|我(?:没|没有)(?:要|订|买|点)(?:过)?X(?:吧|的吧)"
    r"|(?:那个)?我(?:今天|上次)?(?:订|买|要|帮[\u4e00-\u9fff]{1,4}订)的(?:这些|那些|东西|菜|货|全部)?(?:一共|总共|加起来|合计)?"
    r"(?:是|要)?(?:多少|几|好多)(?:钱|块|样)"
    r"|(?:帮|给|替)?[\u4e00-\u9fff]{2,4}(?:的(?:一共|总共)?(?:多少|好多)钱|(?:订|买|要)了(?:啥|什么|哪些|多少))"
)
_LESS_NEWS = _asked(
    r"(?:能不能|可不可以|可以|请|麻烦|以后)?(?:少发|别老发|别总发|不要老发|别一直发)(?:点|些|一点)?"
    r"(?:通知|广告|消息|推广|信息|群发)(?:行不行|好不好)?(?:[,， ]*[^,，。?？]{0,6})"
)
_TICKET = _asked(
    r"(?:查|看|问)?(?:一下)?(?P<number>[0-9]{1,4})号(?:的)?(?:工单|报修|投诉|建议|单子|事情?)(?:呢|怎么样了?|处理了?|好了)?"
)
_ON_SALE = _asked(
    r"(?:现在|今天|群里|这里|这次)?(?:都)?(?:有|能|可以)?(?:些)?(?:什么|啥|哪些)(?:东西|菜|好东西)?(?:可以|能|好)?(?:买|"
    r"订|团|拼|卖)的?"
    r"|(?:有|卖)(?:些)?(?:什么|啥)(?:东西|菜)?(?:可以|能)?(?:买|订)?的?"
)
_WHO_IS_THIS = _asked(
    r"(?:这个?|咱们?|我们)?群(?:是)?(?:干嘛|干什么|干啥|做什么|做啥|干吗|有什么用|有啥用|弄啥)(?:的|用的)?"
    r"|(?:你|小邻)(?:能|可以|会)(?:干|做|帮)(?:什么|啥|嘛|点啥)"
)
_COMMUNITY = re.compile("居委|社区|村委|党群|服务")
_OFFICE = (
    r"(?P<office>[\u4e00-\u9fff]{0,8}(?:居委会?|社区|村委会?|党群|服务中心|服务站|办事处|街道|便民中心|社工站|驿站|"
    r"物业|派出所|警务室|卫生院|卫生站|自来水公司|供电所|燃气公司))"
)
_OF_OFFICE = _asked(
    rf"{_OFFICE}的?(?:(?P<phone>(?:联系)?(?:电话|号码|座机|热线)(?:号码)?(?:是)?(?:多少|几号|呢)?|怎么联系|打哪个电话)"
    r"|(?P<hours>(?:今天|明天|(?:周|星期|礼拜)[一二三四五六日天末]|中午|现在|平时|晚上|早上|还)*(?:是)?"
    r"(?:几点钟?|什么时候|啥时候|几时|多久)?"
    r"(?:上班|下班|开门|关门|办公|有人|开着|休息|午休)(?:到几点|时间)?|(?:上班|办公|开放)时间))"
)
_PRICE = (
    r"(?:一次|一般|大概|现在|要|是|得|需要|一个)*"
    r"(?:多少钱|几块钱?|什么价钱?|啥价|怎么收费|怎么算钱|咋收费|收费|贵不贵|贵吗|多钱|价格|价钱)(?:一次|一个|一回|啊)?"
)
_GOOD = "新鲜|甜|好吃|嫩|辣|酸|咸|软|糯|老|肥|瘦|香|大|熟|正宗|干净|好|烂|坏|腥|脆|面|粉|靠谱|水分足"
_QUALITY = (
    r"(?:今天|这次|这批|你们|卖|现在|到底|质量|口感|味道|吃起来|的|是|都|会)*(?:"
    rf"(?P<how>{_GOOD})不(?P=how)|新不新鲜|好不好吃|正不正宗|干不干净|靠不靠谱|(?:{_GOOD}|打药|打农药)(?:得)?(?:吗|嘛|"
    rf"么|伐|不|没有?)|"
    r"怎么样|咋样|如何|好不好|质量(?:好不好|怎么样|好吗|行吗)|(?:有没有|有)(?:打)?(?:农药|激素))(?:啊|呀|呢|哦|的)?"
)
_DETAILS = _asked(
    r"(?:要是|如果|万一|那天|明天|周[一二三四五六日天末]|活动|这个)*(?:下雨|落雨|下大雨|天气不好|变天)(?:了|的话|"
    r"天)*(?:还|也|就|是不是|会)*(?:办|搞|开|去|有|照常|取消|改期|推迟|举行|弄)(?:不办|不搞)?"
    r"|(?:活动|去|我们|到时候|参加|那天)*(?:要|用|需要|得|该|要不要)(?:自己|自|不要)?(?:带|准备|穿)(?:些|点)?(?:什么|啥|"
    r"水|工具|手套|身份证|伞|帽子|钱|东西)?(?:东西|去)?"
    r"|(?:活动|我|到时候)*(?:能|可以|可不可以|能不能|让不让|好不好|方便)(?:带|领)(?:上|着)?(?:孩子|小孩|娃|孙子|孙女|"
    r"小朋友|老人|家属|家里人|朋友|狗|老伴)(?:一起|去|来|参加)*"
    r"|(?:活动|到时候|我们|那天)*(?:在|到|去)(?:哪里?|哪儿|什么地方|啥地方)(?:集合|集中|等|碰头|见面|签到)|(?:几点|"
    r"什么时候|啥时候)(?:集合|集中|开始|结束|散场?|出发)|集合(?:地点|时间)(?:在哪里?|是几点)?"
    r"|(?:活动|参加)*(?:要不要|收不收|要|收)(?:钱|费|交钱)|(?:几点|什么时候)能(?:完|结束)|(?:活动|要)?(?:多久|"
    r"多长时间)(?:结束|能完)|管(?:不管)?饭"
)
_SUM = _asked(
    r"(?:我|我的|我家|我们|那|帮我算|算一?下|这些)*(?:一起|总共|一共|拢共|合计|加起来|加一起|全部|总的)(?:是|要|该|得|"
    r"付|给|花)*(?:多少|好多|几多|几)(?:块)?(?:钱|元)?(?:我要付|要付|要给)?"
    r"|我(?:一共|总共)?(?:要|该|得|应该)(?:付|给|交)(?:多少|好多|几多)(?:钱)?"
)
_COMPANION = _asked(
    r"(?:我|给我|帮我|我妈|我爸|老人|家里老人)*(?:要|想要|想找|要找|找|有没有|需要|请|想请|能不能找|有)(?:个|一个|人|"
    r"一位|谁)*(?:能|可以|会|来|帮忙)*"
    r"(?:陪|带)(?:我|我妈|我爸|老人|着|同|老人家)*(?:去)?(?:看病|去医院|就医|就诊|看医生|上医院|跑医院|检查|体检|住院|"
    r"挂号)(?:的|的人|服务)*"
    r"|陪诊|陪医|陪护(?:服务)?"
)
_COMPANIONS = ("陪诊", "陪医", "陪同就医", "陪看病", "陪护", "就医", "看病")
_MATTER = _asked(r"(?:怎么|怎样|如何|咋个?|在哪里?|去哪里?|到哪里?)(?:去|能|可以|弄|才能)*(?P<what>[\u4e00-\u9fff]{2,4}?)")


_OFTEN = ("asked what everybody asks",)
_PLAIN = (
    (_CERTIFICATE, Reading("my_points", {}, 0.9, reasons=("asked after the own certificate",))),
    (_HOME, Reading("set_home", {}, 0.9, reasons=(HOME_ASKED,))),
    (_GRID_WORKER, Reading("help", {"topic": "网格员"}, 0.9, reasons=("asked for the grid worker",))),
    (_LESS_NEWS, Reading("opt_out", {"what": "promotions"}, 0.85, reasons=("no more promotions",))),
    (_BRINGING, Reading("help", {"topic": "送货"}, 0.85, reasons=_OFTEN)),
    (_PAYING, Reading("help", {"topic": "付钱"}, 0.85, reasons=_OFTEN)),
    (_INVOICE, Reading("help", {"topic": "发票"}, 0.85, reasons=_OFTEN)),
    (_REFUND, Reading("help", {"topic": "退钱"}, 0.85, reasons=_OFTEN)),
    (_WHO_IS_THIS, Reading("help", {}, 0.85, reasons=_OFTEN)),
)


def read_asked_in_general(heard: Heard) -> Reading | None:
    """The question of somebody who speaks to the bot, where nothing else was read; None where it is none of these."""
    said = heard.bare
    if not heard.addressed or len(said) > _LONGEST:
        return None
    for pattern, meant in _PLAIN:
        if pattern.fullmatch(said):
            return meant
    for read in _READERS:
        if (reading := read(heard, said)) is not None:
            return reading
    return None


def _of_own(heard: Heard, said: str) -> Reading | None:
    """What one has ordered or reported: 鸡蛋一盒记上了没有, 我没要豆腐吧, 2号工单."""
    if (others := read_orders_of_somebody(heard)) is not None:
        return others
    plain = said
    for one in reversed(heard.names):
        if one.values("product"):
            plain = plain.replace(one.said.replace(" ", ""), "X", 1)
    if _SUM.fullmatch(said) or _ALL_I_HAVE.fullmatch(plain):
        return Reading("my_orders", {}, 0.9, reasons=("asked what all of it costs",))
    if ticket := _TICKET.fullmatch(said):
        return Reading("ticket_status", {"number": ticket["number"]}, 0.9, reasons=("a ticket, by its number",))
    return None


def _of_the_sale(heard: Heard, said: str) -> Reading | None:
    if not _ON_SALE.fullmatch(said):
        return None
    unmet = None if heard.scene.group_buys else "no_group_buy"
    return Reading("group_buy_info", {"field": "items"}, 0.85, unmet=unmet, reasons=("asked what is on sale",))


def _of_office(heard: Heard, said: str) -> Reading | None:
    if (found := _OF_OFFICE.fullmatch(said)) is None:
        return None
    places = [place for one in heard.names if one.exact for place in one.full_values("place", "pickup")]
    field = "phone" if found["phone"] else "hours"
    called = places[0] if places else "" if _COMMUNITY.search(found["office"]) else found["office"]
    slots = {"field": field, **({"place": called} if called else {})}
    return Reading("ask_guide", slots, 0.9, reasons=("asked about the office of the community",))


def _of_a_name(heard: Heard, said: str) -> Reading | None:
    """What a kind of shop charges, and how good something on sale is."""
    for one in heard.names:
        if not one.exact:
            continue
        rest = said.replace(one.said.replace(" ", ""), "", 1)
        shops = one.full_values("merchant")
        if shops and re.fullmatch(f"{_LEAD}(?:一个月|一年|一节课|一天|一份|店里|那里|那边)*{_PRICE}{_END}", rest):
            return Reading("merchant_info", {"name": shops[0], "field": "phone"}, 0.9, reasons=(PRICES_ASKED,))
        kinds, goods = one.full_values("category", "offering"), one.values("product")
        if kinds and not one.values("product", "merchant") and re.fullmatch(f"{_LEAD}{_PRICE}{_END}", rest):
            return Reading("find_merchant", {"category": kinds[0]}, 0.9, reasons=(PRICES_ASKED,))
        here = [name for name in goods if name in heard.scene.products_by_name]
        if here and re.fullmatch(f"{_LEAD}{_QUALITY}{_END}", rest):
            slots = {"product": here[0], "field": "origin"}
            return Reading("group_buy_info", slots, 0.9, reasons=(QUALITY_ASKED,))
    return None


def _of_the_shop_shown(heard: Heard, said: str) -> Reading | None:
    """要多少钱, of the shop that was just shown."""
    shown = heard.speaker.shown
    if shown is None or not shown.names or shown.intent not in ("find_merchant", "merchant_info"):
        return None
    if not re.fullmatch(f"{_LEAD}(?:那里|那边|[他它她]那[里儿]?|他们?家?|店里|修一?个?|做一?次|剪一?次)*{_PRICE}{_END}", said):
        return None
    return Reading("merchant_info", {"name": shown.told or shown.names[0], "field": "phone"}, 0.85, reasons=(PRICES_ASKED,))


def _of_an_activity(heard: Heard, said: str) -> Reading | None:
    if not (heard.scene.activities or heard.speaker.signed_up) or not _DETAILS.fullmatch(said):
        return None
    told = heard.speaker.told
    if told is not None and told.intent in ("ask_guide", "book_service"):
        return None
    mine = sorted(heard.speaker.signed_up & heard.scene.activity_names) or sorted(heard.scene.activity_names)
    slots = {"activity": mine[0]} if len(mine) == 1 else {}
    return Reading("list_activities", slots, 0.9, reasons=(DETAILS_ASKED,))


_COMES_HOME = _asked(
    r"(?:我|我妈|我爸|老人|老伴)?(?:走不动|下不了楼|腿脚不好|不方便|出不了门|[,， ])*(?:能不能|可不可以|可以|能|有没有)?(?:人)?"
    r"(?:上门|来家里|到家里来|来我家)(?:来)?(?:给我|帮我|给老人|"
    r"服务)?(?P<do>[剪理修洗通擦做打按送量开换][\u4e00-\u9fff]{0,3}?)?(?:一下)?"
)


def _of_who_comes(heard: Heard, said: str) -> Reading | None:
    """我走不动能不能上门给我剪: the one service whose name says that."""
    found = _COMES_HOME.fullmatch(said)
    if found is None or not found["do"]:
        return None
    names = heard.scene.lexicon.said_for("service").items()
    meant = {name for called, name in names if found["do"][0] in called and "上门" in name}
    if len(meant) != 1:
        return None
    return Reading("book_service", {"service": meant.pop()}, 0.85, reasons=("somebody who comes home for it",))


def _of_a_service(heard: Heard, said: str) -> Reading | None:
    times = [one for one in heard.times if one.recurrence is None]
    rest = heard.text[: times[0].start] + heard.text[times[0].end :] if len(times) == 1 else said
    if _COMPANION.fullmatch(rest.strip()):
        known = heard.scene.lexicon.said_for("service").items()
        meant = next((name for word in _COMPANIONS for called, name in known if word in called), "陪诊")
        slots = {"service": meant, **({"when": times[0].iso} if len(times) == 1 else {})}
        return Reading("book_service", slots, 0.85, reasons=("somebody to go to the doctor with",))
    if found := _MATTER.fullmatch(said):
        named = {name for called, name in heard.scene.lexicon.said_for("guide").items() if found["what"] in called}
        if len(named) == 1:
            return Reading("ask_guide", {"topic": named.pop()}, 0.85, reasons=("a part of the name of a matter",))
    return None


# 附近有什么好吃的 asks for a place to eat, as 附近吃饭去哪家好 does.
_EATING = _asked(
    r"(?:咱们?|我们?|小区|这)*(?:附近|周边|周围|楼下|门口|这边|这里|这儿)(?:都|还|里)?(?:有没有|有)?(?:什么|啥|哪些|"
    r"哪家|哪里|哪儿)?(?:有)?(?:店|饭店|馆子)?"
    r"(?:好吃|吃)的?(?:推荐|店|地方|馆子|东西)?|哪里有好吃的|有(?:什么|啥)好吃的(?:店|地方|馆子|推荐)"
)
_TO_EAT = "附近吃饭去哪家好"


def _of_eating(heard: Heard, said: str) -> Reading | None:
    return read_question(heard.about(_TO_EAT)) if _EATING.fullmatch(said) else None


_READERS = (
    _of_eating,
    _of_own, _of_the_sale, _of_office, _of_a_name, _of_the_shop_shown, _of_an_activity, _of_who_comes, _of_a_service,
)
