"""What is said of broadcasts that are scheduled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.wording.times import clock, day, moment
from catalogue.broadcasts import AT_ONCE, PENDING
from catalogue.reach import Outcome, Reach
from catalogue.tables import Schedule
from intents.days import CHINA

SHOWN = 6
ROOMS_NAMED = 3
TEXT_SHOWN = 16

WHICH = "是哪一条？说编号就行，比如“第3条”。"
MOST_ASKED = 4  # in the question which is meant
WHAT = "要发什么内容？接着说就行。"
WHEN = "什么时候发？比如“明天上午9点”。"
WHEN_AND_WHAT = "什么时候发、发什么？一起说就行，比如“明天9点 楼道消毒，请关好门窗”。"
NOTHING_WAITS = "现在没有等着发的通知。"
PAST = "这个时间已经过了，换个时间再说一次吧。"
NO_ROOM = "没有归你管的群，发不了。"


NOTHING_UNSURE = "现在没有说不准发没发的消息。"


def rooms_named(names: Sequence[str]) -> str:
    """东河一群、东河二群; more than a few are counted."""
    shown = "、".join(names[:ROOMS_NAMED])
    return f"{shown}等{len(names)}个群" if len(names) > ROOMS_NAMED else shown


def unread(word: str) -> str:
    """A time that cannot be read: which word, and how one says it."""
    return f"“{word}”我看不懂，还没安排。什么时候发？比如“明天上午9点”“每周五10:00”。"


def which_time(times: Sequence[datetime], now: datetime) -> str:
    """Two times were said, and either may be when it goes out."""
    first, second = ("马上发" if at <= now else moment(at, now) for at in times)
    return f"这条几点发到群里？①{first} ②{second}"


def too_long(length: int) -> str:
    """More than WeChat carries at once."""
    return f"这段话有{length}字，一条最多2000字，所以没有安排。短一点再发我。"


def unknown_rooms(names: Sequence[str], known: Sequence[str]) -> str:
    """Rooms that nobody knows, and those there are."""
    there = f"现在有：{'、'.join(known[:6])}{'等' if len(known) > 6 else ''}。" if known else ""
    return f"没有“{'、'.join(names)}”这个群，所以没有安排。{there}"


def no_grid(names: Sequence[str]) -> str:
    """A grid that has no rooms."""
    return f"“{'、'.join(names)}”没有群，所以没有安排。"


def when_text(row: Schedule, now: datetime) -> str:
    """明天8:00, 每周五 10:00 (下次周五10:00), 马上, 明天19:00到21:00之间."""
    if row.when == AT_ONCE:
        return "马上"
    due = moment(row.next_due, now) if row.next_due is not None else row.when
    if not row.when[:1].isdigit():
        return f"{row.when}（下次{due}）"
    return f"{due}到{row.when.rpartition('-')[2]}之间" if row.when.count(":") > 1 else due


def _planned(row: Schedule, now: datetime, following: Sequence[datetime]) -> str:
    return row.when if following else when_text(row, now)


def _coming(row: Schedule, now: datetime, following: Sequence[datetime]) -> str:
    """The next dates of something that recurs, and its last day."""
    if not following:
        return ""
    until = f"，发到{row.valid_until.month}月{row.valid_until.day}日" if row.valid_until is not None else ""
    return f"接下来是{'、'.join(moment(due, now) for due in following)}{until}。"


def scheduled(
    row: Schedule, rooms: Sequence[str], now: datetime, following: Sequence[datetime] = (), held: datetime | None = None
) -> str:
    """To staff: what will go out (its beginning), when (the next three dates where it recurs) and where.

    held: until when the quiet hours keep it back.
    """
    when = f"{_planned(row, now, following)}发"
    if held is not None and not following:
        when = held_by_quiet_hours(held, now).removesuffix("。")
    planned = f"好，{when}到{rooms_named(rooms)}，编号{row.number}：{shortened(row.text)}。"
    waits = f"\n{held_by_quiet_hours(held, now)}" if held is not None and following else ""
    return f"{planned}{_coming(row, now, following)}不发了就回“撤销”。{waits}"


def too_late(over: datetime, now: datetime) -> str:
    """That what is told is past by then, and who can send it at night."""
    return f"可里面说的{moment(over, now)}那时已经过了。要赶在前面，请管理员说“紧急通知……”，夜里也发。"


def changed(row: Schedule, rooms: Sequence[str], now: datetime, following: Sequence[datetime] = ()) -> str:
    """What was planned goes out with other words or at another time."""
    return f"改好了，{_planned(row, now, following)}发到{rooms_named(rooms)}：{row.text}\n不对的话回“撤销”就变回去。"


def held_by_quiet_hours(at: datetime, now: datetime) -> str:
    """That it waits for the morning."""
    return f"夜里不打扰大家，{moment(at, now)}再发。"


def pending(row: Schedule, now: datetime, following: Sequence[datetime] = ()) -> str:
    """To a merchant: it waits for a grid worker."""
    planned = f"收到，编号{row.number}。网格员同意后，{_planned(row, now, following)}发出，开头会写【广告】。"
    return planned + _coming(row, now, following)


def to_approve(row: Schedule, merchant: str, rooms: Sequence[str], now: datetime) -> str:
    """To grid workers: a merchant's text waits for their word."""
    where = rooms_named(rooms)
    return f"{merchant}想{when_text(row, now)}在{where}发：{row.text}\n同意的话回“批准第{row.number}条”。"


def approved(row: Schedule, rooms: Sequence[str], now: datetime) -> str:
    """To the grid worker who let it go."""
    return f"好，第{row.number}条{when_text(row, now)}发到{rooms_named(rooms)}。"


def approved_for_merchant(row: Schedule, now: datetime) -> str:
    """To the merchant whose text may go out."""
    return f"你的第{row.number}条网格员同意了，{when_text(row, now)}发出。"


def which(rows: Sequence[Schedule], now: datetime) -> str:
    """The question which one is meant, with those that may be."""
    lines = [f"第{row.number}条 {when_text(row, now)} {shortened(row.title)}" for row in rows[:MOST_ASKED]]
    return "\n".join([f"是哪一条？说编号就行，比如“第{rows[0].number}条”。" if rows else WHICH, *lines])


def cancelled(row: Schedule) -> str:
    """That nothing more of it goes out."""
    return f"第{row.number}条不发了：{shortened(row.title)}。回“撤销”可恢复。"


def not_yours(row: Schedule) -> str:
    """A grid worker of other rooms."""
    return f"第{row.number}条还发到别的网格的群，请找管理员来办。"


def foreign_rooms(names: Sequence[str]) -> str:
    """Rooms that are not the commander's own."""
    return f"{'、'.join(names)}不归你管，所以没有安排。"


def refused_to_merchant(row: Schedule) -> str:
    """To a merchant whose text will not go out."""
    return f"你的第{row.number}条网格员没同意，就不发了：{shortened(row.title)}。想改一改再发给我就行。"


def was_approved(row: Schedule) -> str:
    """To a merchant: what a grid worker has approved is not changed behind their back."""
    return f"第{row.number}条网格员已经同意了，不能再改。要改就先说“取消第{row.number}条”，再发一条新的。"


def only_own(number: str) -> str:
    """To a merchant who would stop somebody else's, or one that went out."""
    return f"没有你的第{number}条在等着发。别人的要网格员来停。"


def not_your_text(row: Schedule) -> str:
    """A merchant asks about another one's."""
    return f"第{row.number}条不是你家的，只能看自己的。"


def asking(rows: Sequence[Schedule], now: datetime) -> str:
    """What waits for a grid worker's word."""
    if not rows:
        return "现在没有等批准的。"
    return "\n".join([*_lines(rows[:SHOWN - 1], now), f"同意就回“批准第{rows[0].number}条”。"])


def which_of(rows: Sequence[Schedule], now: datetime) -> str:
    """Several wait: which one is meant."""
    return "\n".join([*_lines(rows[:SHOWN - 1], now), "批准哪一条？说编号，或者说“全部批准”。"])


def _lines(rows: Sequence[Schedule], now: datetime) -> list[str]:
    return [f"{row.number}. {when_text(row, now)} {shortened(row.title)}" for row in rows]


REASONS = {
    "muted": "群里静音了", "cap": "当天的促销满了", "quiet_hours": "夜里不打扰", "missed": "到点时我没开着", "late": "过了时候",
    "left": "我已经不在群里", "removed": "我被移出了群", "no_room": "微信里没有这个群", "not_sent": "微信没发成",
    "nobody_there": "人不在了", "window": "过了说好的时间段",
}
HELD = ("uncertain", "expired", "skipped")
DID = {"sent": "发了", "expired": "没发", "skipped": "没发", "uncertain": "说不准发没发"}


def became(found: Sequence[Outcome], day_begins: datetime, now: datetime) -> str:
    """What became of one day's messages: what needs somebody first, then what went out."""
    called = {"今天": "今天", "明天": "明天"}.get(day(day_begins, now)) or ("昨天" if (now - day_begins).days == 1 else None)
    called = called or f"{day_begins.month}月{day_begins.day}日"
    if not found:
        return f"{called}没有发过定时消息。"
    groups: dict[tuple[int | None, str, str, str | None], list[Outcome]] = {}
    for one in found:
        key = (one.number if one.number is not None else -one.row, one.title, one.status, one.reason)
        groups.setdefault(key if one.status != "uncertain" else (-one.row, one.title, one.status, one.reason), []).append(one)
    ordered = sorted(groups.values(), key=lambda same: (*(same[0].status == status for status in HELD), False), reverse=True)
    lines = [_became(same) for same in ordered[:SHOWN - 1]]
    if len(ordered) > SHOWN - 1:
        lines[-1] = f"……还有{len(ordered) - SHOWN + 2}条"
    unsure = next((one.row for one in found if one.status == "uncertain"), None)
    if unsure is not None:
        lines.append(f"说不准的请到群里看一眼：没有就回“重发{unsure}”，有就回“算已发{unsure}”。")
    return "\n".join(lines)


def _became(same: Sequence[Outcome]) -> str:
    """10:00 停水通知：南区群、北区群发了; 消息12 … where somebody has to look."""
    first = same[0]
    rooms = rooms_named(list(dict.fromkeys(one.room for one in same)))
    why = f"（{REASONS[first.reason]}）" if first.reason in REASONS and first.status != "uncertain" else ""
    name = f"消息{first.row} " if first.status == "uncertain" else ""
    return f"{name}{clock(first.at)} {shortened(first.title)}：{rooms}{DID[first.status]}{why}"


def reached(found: Sequence[Reach], now: datetime) -> str:
    """How many members promotions could reach, and how many asked or ordered within 24 hours after."""
    if not found:
        return "还没有发出去过促销，看不出效果。"
    lines = []
    for one in found:
        so_far = "到现在" if now < one.at + timedelta(hours=24) else "之后一天里"
        lines.append(
            f"{one.at.astimezone(CHINA).month}月{one.at.astimezone(CHINA).day}日{clock(one.at)} {shortened(one.title)}："
            f"发到{one.rooms}个群，群里说过话的{one.members}人能看到；{so_far}问店问价{one.asked}人，下单报名{one.ordered}人"
        )
    return "\n".join(lines)


def settled(row_id: int, again: bool) -> str:
    """What was decided of an uncertain message."""
    return f"好，消息{row_id}再发一次。" if again else f"好，消息{row_id}算发过了，不再发。"


def which_unsure(rows: Sequence[int]) -> str:
    """Several are uncertain: which one is meant."""
    return f"说不准的有{len(rows)}条：{'、'.join(map(str, rows[:SHOWN]))}{'等' if len(rows) > SHOWN else ''}。是哪一条？说编号。"


def look_please(found: Sequence[tuple[int, str, str]]) -> str:
    """To staff: what may or may not have gone out. found: number of the message, its text, the room; at least one."""
    lines = [f"消息{row}“{shortened(text)}”在{room}说不准发没发出去。" for row, text, room in found]
    if len(lines) > SHOWN - 1:
        lines[SHOWN - 2:] = [f"……还有{len(lines) - SHOWN + 2}条，说“今天发了什么”都能看到。"]
    first = found[0][0]
    return "\n".join([*lines, f"请到群里看一眼：没有就回“重发{first}”，有就回“算已发{first}”。"])


def expired_for_planner(found: Sequence[tuple[Schedule, str]]) -> str:
    """To whoever planned it: what did not go out (everywhere), and why. found: with the reasons, at least one."""
    lines = [
        f"第{row.number}条“{shortened(row.title)}”有的群没发成：{REASONS.get(reason, '过了时候')}。" for row, reason in found
    ]
    if len(lines) > SHOWN - 1:
        lines[SHOWN - 2:] = [f"……还有{len(lines) - SHOWN + 2}条也没发成。"]
    return "\n".join([*lines, "还要发的话，换个时间再说一次。"])


def listed(rows: Sequence[Schedule], now: datetime) -> str:
    """What is to come in 7 days, the next one first; of what is later only how much."""
    soon = [row for row in rows if row.next_due is not None and row.next_due <= now + timedelta(days=7)]
    later = len(rows) - len(soon)
    if not soon:
        return "接下来7天没有要发的定时消息" + (f"，再往后还有{later}条。" if later else "。")
    lines = [
        f"{row.number}. {when_text(row, now)}{'（等批准）' if row.status == PENDING else ''} {shortened(row.title)}"
        for row in soon
    ]
    rest = max(0, len(lines) - (SHOWN - 1)) + later if len(lines) + bool(later) > SHOWN else later
    return "\n".join([*lines[:SHOWN - 1 if rest else SHOWN], *([f"……后面还有{rest}条"] if rest else [])])


def shortened(text: str) -> str:
    """The beginning of a text."""
    return text if len(text) <= TEXT_SHOWN else text[:TEXT_SHOWN] + "…"
