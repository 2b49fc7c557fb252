"""The pattern of a moment in a message: a day, a part of the day, a time on the clock, in the words that people use."""

from __future__ import annotations

import re

from intents.patterns import quick
from intents.times.festivals import FESTIVAL_NAMES, MOON_DAYS

_DIGITS = "一二两三四五六七八九十"
_N = f"(?:[0-9]{{1,2}}(?![0-9])|[{_DIGITS}]{{1,3}})"
_MEANS_TO = "(?:到|至|-+|~|—+)"
WEEK = "(?:周|星期|礼拜)"
_DAY_OF_WEEK = "[一二三四五六日天]"
WEEKDAY = f"{WEEK}(?:[一二三四五六日天末]|[1-7](?![0-9:点元块个份]))"
PART = (
    "凌晨|大?清早|大早[上晨]|一大早|清晨|一清早|一早|早起|早间|早上|早晨|头晌|前晌|上半晌|上午|中午|正午|晌午|午后|后晌|下半晌|下午|傍晚"
    "|大?晚上|晚间|夜间|夜晚|夜里|大?半夜|[前后]半夜|深夜|午夜|早|晨|晚"
)
_AFTER_HOUR = "(?!建议|意见|要求|理由|好处|原因|注意|想法|说明|疑问|钱|赞|击|餐|菜|评|儿)"
_SHORT_OF = "(?:一刻钟?|[0-9]{1,2}分钟?|[一二两三四五六七八九十]{1,3}分钟?)"
_HOUR = (
    rf"(?:(?<![0-9.])[0-9]{{1,2}}(?:点钟?|时(?!间|候|尚|代|常|光|刻))|(?:零|[{_DIGITS}]{{1,3}})点钟?){_AFTER_HOUR}"
)
CLOCK = (
    r"(?<![0-9:.])[0-9]{1,2}:[0-9]{2}(?![0-9])(?::[0-9]{2})?(?: ?[aApP]\.?[mM]\b\.?)?"
    r"|(?<![0-9:.])[0-9]{1,2} ?[aApP]\.?[mM]\b\.?"
    rf"|差 ?{_SHORT_OF} ?(?:不?到|就)?(?:[0-9]{{1,2}}|[{_DIGITS}]{{1,3}})点钟?"
    rf"|{_HOUR}(?:半|[一二三1-3]刻|整|正|过(?:一刻|{_N}分)|差{_SHORT_OF}|[零0]?[0-9{_DIGITS}]{{1,3}}分"
    rf"|[0-5][0-9](?![0-9元块份个])|零[一二三四五六七八九](?![{_DIGITS}个份斤元块])"
    rf"|[二三四五]?十[一二三四五六七八九]?(?![{_DIGITS}个份斤元块]))?"
    rf"|(?<![0-9.:-])[0-9]{{1,2}}(?= ?{_MEANS_TO} ?[0-9]{{1,2}}(?:点|时(?!间|候)))"
    rf"|(?<![{_DIGITS}])[{_DIGITS}]{{1,2}}(?=[到至](?:[{_DIGITS}]{{1,2}})点)"
)
_DOTTED = r"[0-9]{1,2}[.。][0-5][0-9](?![0-9.元块斤%折])"  # 晚上7.30: a clock after a part of the day only
_NOT_A_DATE = (
    "(?!楼|院|线|店|库|门|单|机|窗|桌|床|房|柜|厅|馆|车|球|工|定时|消息|通知|公告|投票|订|家|铺|票|证|码|选|井|桥|路"
    "|的)"
)
_ABSOLUTE = (
    rf"[0-9]{{4}}(?:年 ?|[-/.])[0-9]{{1,2}}(?:月 ?|[-/.])[0-9]{{1,2}}(?:[日号]|(?![0-9]))"
    rf"|(?<![0-9])2[0-9]年 ?[0-9]{{1,2}}月 ?[0-9]{{1,2}}[日号]?"
    rf"|(?:明年|今年|后年)?(?<![农阴旧]历){_N}月 ?{_N}(?:[日号]|(?![0-9{_DIGITS}]))"
)
# 12.20, 12/18: a date only beside what shows it (晚上, 9:00, 截止到, another such date), else a price or a share.
_BARE = r"(?<![0-9./-])(?:1[0-2]|0?[1-9])[./](?:3[01]|[12][0-9]|0?[1-9])(?![0-9./折元块斤%号]|公斤|kg)"
_DASHED = r"(?<![0-9./-])(?:1[0-2]|0?[1-9])-(?:3[01]|[12][0-9]|0?[1-9])(?= [0-9]{1,2}:[0-9]{2})"
_FIGURES = (
    rf"{_BARE}(?=(?: ?\(?{WEEKDAY}\)?)? ?"
    rf"(?:{PART}|(?<! ){_MEANS_TO} ?[0-9]{{1,2}}[./][0-9]{{1,2}}(?![0-9折元块斤%])|[0-9]{{1,2}}[:点]))"
    rf"|(?:(?<=[到至~])|(?<=[0-9]-)|(?<=截止)|(?<=截至)|(?<=截止 )|(?<=日期:)|(?<=时间:))"
    rf"{_BARE.removeprefix('(?<![0-9./-])')}|{_DASHED}"
    r"|(?<![0-9./-])(?:1[0-2]|0?[1-9])[./](?:3[01]|[12][0-9]|0?[1-9])[日号]"
)
_OF_MONTH = (
    rf"(?:(?:下个?|本|这个?|上个)月 ?)(?:初?{_N}[日号]|[上下]半月|月?[底末]|月?初(?![{_DIGITS}])|月?中旬?|上旬|下旬)?"
    rf"|(?<![农阴旧]历)(?:{_N}月)?(?:月底|月末|月初(?![{_DIGITS}])|中旬|上旬|下旬)|{_N}月(?:[底末]|[上下]半月|初(?![{_DIGITS}]))"
    "|(?<![一两二三几半0-9个])月中(?![旬秋心国])|下半月|上半月"
)
# 元旦1号到3号: days of the month in which the festival is
_DAY_OF_FESTIVAL = (
    rf"(?<![{_DIGITS}])(?:元旦|国庆|五一|劳动|六一)节?(?:假期)?(?:{_N}[日号]|[0-9]{{1,2}}(?= ?{_MEANS_TO} ?[0-9]{{1,2}}[号日]))"
)
_SHOWS_FESTIVAL = (
    rf"(?= ?(?:{PART}|[0-9]{{1,2}}[点:]|之?前|的?[前后](?:[一两二三]|[1-3])天|[,。!?]|$))"
)
DAY = (
    rf"(?:{WEEKDAY} ?\(?)?(?:{_ABSOLUTE}|{_FIGURES})\)?(?: ?\(?{WEEKDAY}\)?)?"
    r"|(?:大后[天日]|大后儿个?|[今明后昨前](?:[天日]|儿个?|个儿)|[明后]个(?=[早晚上下中])|听日|今(?=[早晚晨夜])|明(?=[早晚晨])"
    rf"|昨(?=[晚夜])|(?<![一-鿿])后(?=晚)|[今明]朝(?= ?(?:{PART}|{_N}点))|当天|当日)"
    rf"(?: ?\(?{WEEKDAY}\)?| ?\(?(?:{_ABSOLUTE})\)?)?"
    rf"|(?:(?:再下个?|本|这个?|下下?个?|上上?个?){WEEK}"
    rf"(?:[一二三四五六日天末]|[1-7](?![0-9:点])|(?![0-9一二三四五六日天末边围转年岁刊期报身]))"
    rf"|(?<!每)(?<!每个)(?<!每逢){WEEKDAY})"
    rf"|{_DAY_OF_FESTIVAL}|{_OF_MONTH}|年底|年末|(?:即日|现在|此刻|今天?)起?(?= ?(?:开始)?[到至](?! ?现在))"
    rf"|(?:[农阴旧]历)?(?:{MOON_DAYS})"
    rf"|(?<![0-9.第])[0-9]{{1,2}}[号日]{_NOT_A_DATE}|(?<![第{_DIGITS}])[{_DIGITS}]{{1,3}}号{_NOT_A_DATE}"
    rf"|(?<![0-9.第-])[0-9]{{1,2}}(?= ?{_MEANS_TO} ?[0-9]{{1,2}}[号日]{_NOT_A_DATE})"
    rf"|(?:{FESTIVAL_NAMES})节?(?:假期|期间|放假|当天|那天|那一天|当晚|夜(?!市|跑|宵)|{_SHOWS_FESTIVAL})"
    r"|(?:[0-9]{1,2}|十[一二])月份?(?![0-9一二三四五六七八九十饼球台亮光子嫂经老初])"
    r"|(?:一月份|[二三四五六七八九十]月份?)(?![0-9一二三四五六七八九十饼球台亮光子嫂经老初])"
)
_SHIFT = "的?(?P<shift_way>[前后])(?P<shift>[一两二三]|[1-3])天"
MOMENT = quick(
    rf"(?P<day>{DAY})(?:{_SHIFT})?(?: ?的? ?(?P<part>{PART}))?(?: ?的? ?(?P<clock>{CLOCK}|(?<=[早晚午上晨]){_DOTTED}))?"
    rf"|(?P<lone_part>{PART}) ?(?P<part_clock>{CLOCK}|{_DOTTED})|(?!一点(?!钟|半|整|[一三]刻"
    rf"|[0-9二三四五十零]))(?P<lone_clock>{CLOCK})"
)
# A day right after its clock (八点半 明天早上), unless something else is to happen on that day.
DAY_AFTER = quick(
    rf"[ ,、]{{0,2}}(?P<day>{DAY})(?:{_SHIFT})?(?: ?的? ?(?P<part>{PART}))?"
    r"(?P<clock>(?!))?(?P<lone_part>(?!))?(?P<part_clock>(?!))?(?P<lone_clock>(?!))?"  # the groups of MOMENT
    rf"(?! ?(?:(?:{PART} ?)?(?:{CLOCK})|{_MEANS_TO}|统?一?[发到送配取提开]|自提))"
)
REST_OF_DAY = re.compile(rf" ?的? ?(?P<part>{PART})?(?: ?的? ?(?P<clock>{CLOCK}))?")
TO = re.compile(rf" ?(?:开始|起)? ?(?:一直)?{_MEANS_TO} ?")
# A festival that something is done on; it may as well be a title, so it is a time only where no other stands.
WEAK_FESTIVAL = quick(
    rf"(?P<day>{FESTIVAL_NAMES})节?(?=[去来上下发包吃开送放做要想有还也都不休值过回到买拿取领搞会再])"
)
LATER = quick(
    r"(?P<lead>(?<![没不超通经路度已])再?过)?"
    rf"(?:(?P<hours>[0-9]{{1,2}}|[{_DIGITS}]{{1,3}})个?(?:小时|钟头)零?(?=[0-9{_DIGITS}半]))?"
    r"(?P<count>(?<![0-9.])[0-9]{1,3}(?:\.5)?|半|[俩仨]|"
    rf"(?<![{_DIGITS}])[{_DIGITS}]{{1,3}}|几)(?P<many>个)?(?P<half>半)?"
    r"(?P<unit>小时|钟头|(?<=个)钟|分钟?|刻钟|天|星期|礼拜|周|月|年)(?P<and_half>半)?"
    r"(?(lead)(?:以后|之后|后)?|(?:以后|之后|过?后(?![天面]|来[了的,。又才就]|来$)|之?内|以内))(?![了多])"
)
_TIMES_OF_DAY = (
    rf"(?P<part>{PART})? ?(?P<clock>{CLOCK}|(?<=[早晚午上晨]){_DOTTED})"
    rf"(?: ?(?:-+|~|—+|至|到) ?(?P<end_part>{PART})? ?(?P<end_clock>{CLOCK}))?"
)
_LISTED = rf"{_DAY_OF_WEEK}(?!点)"
_RECURRING_DAY = (
    rf"每天|每日|天天|每(?=[晚早](?=上|晨|间|[0-9{_DIGITS} ]))"
    rf"|(?:每逢?|逢)(?:个)?(?:{WEEK}(?:末|[1-7](?![0-9:点])|{_LISTED}(?: ?[、,和及至到~-]? ?(?:{WEEK})?{_LISTED})*))"
    rf"|(?:每逢?|逢)个?月(?:的)?(?:{_N}[日号]?(?: ?[、,和及跟]? ?{_N}[日号])*)"
    rf"|(?:每逢?|逢)?个?(?:工作日|节假日|双休日)"
    rf"|(?<![下上这本个]){WEEK}一 ?[至到~-] ?(?:{WEEK})?[三四五六日天](?= ?(?:{PART}|[0-9]{{1,2}}[:点]|[{_DIGITS}]{{1,3}}点))"
    rf"|(?<![下上这本个]){WEEK}{_LISTED}(?:[、,和及]?(?:{WEEK})?{_LISTED}){{2,6}}"
)
RECURRING = quick(rf"(?P<days>{_RECURRING_DAY})(?: ?的?(?P<time>{_TIMES_OF_DAY}))?")
# One of these stands in whatever fits RECURRING, and LATER.
MAY_RECUR = re.compile("每|逢|天天|工作日|节假日|双休日|周|星期|礼拜")
MAY_BE_LATER = re.compile("[过后内]")
AGAIN_WEEKLY = re.compile(f"每个?{WEEK}(?![一二三四五六日天末0-9])|循环|重复|固定|定期|每次|长期")
AGAIN_DAILY = re.compile("每天|天天|每日")
MAY_TELL_TIME = quick(
    "[0-9]{1,2} ?[:点时月号日年./aApP~到至-]|[一二两三四五六七八九十零][点时月号到至]|[今明后昨当前听大][天日儿早晚晨朝个夜]"
    f"|周|星期|礼拜|月[底末初中]|[本下这上]个?月|半月|旬|年底|年末|每|逢|工作日|假日|双休|后|内|过|[即现此][日在刻]|{FESTIVAL_NAMES}|{MOON_DAYS}"
)
CLOCK_PARTS = re.compile(
    rf"(?P<hour>[0-9]{{1,2}}|零|[{_DIGITS}]{{1,3}})(?:[:.。](?P<minute>[0-9]{{2}})(?::[0-9]{{2}})?"
    r"|(?:点钟?|时)(?P<rest>.*?))?(?P<half_day> ?[aApP]\.?[mM]\.?)?"
)
SHORT_OF = re.compile(rf"差 ?(?P<short>{_SHORT_OF}) ?(?:不?到|就)?(?P<hour>[0-9]{{1,2}}|[{_DIGITS}]{{1,3}})点钟?")
