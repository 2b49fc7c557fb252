"""What is said of activities, sign-ups and check-ins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.numbered import safe_name
from bot.wording.times import moment
from catalogue.activities import Coming
from catalogue.attendance import CheckedIn
from catalogue.called_off import CalledOff
from catalogue.sign_ups import SignedUp
from catalogue.tables import Activity, Member, SignUp

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


def choices(names: Sequence[str]) -> str:
    """①清洁日 ②义诊: what a question lets choose from."""
    marks = [CIRCLED[index] if index < len(CIRCLED) else f"{index + 1}." for index in range(len(names))]
    return " ".join(f"{mark}{name}" for mark, name in zip(marks, names, strict=True))


def one_line(one: Coming, left: int | None, now: datetime) -> str:
    """An activity in one line of a list."""
    activity = one.activity
    parts = [f"{activity.name} {moment(one.starts_at, now)}"]
    if activity.place:
        parts.append(activity.place)
    if activity.status != "open":
        parts.append("报名已截止")
    elif left is not None:
        parts.append(f"还剩{left}个名额" if left else "名额已满，可排候补")
    if activity.points:
        parts.append(f"{activity.points}分")
    return "，".join(parts)


def about(one: Coming, left: int | None, now: datetime) -> str:
    """The one activity that was asked about, and how to sign up for it."""
    if one.activity.status != "open" or left == 0:
        return f"{one_line(one, left, now)}。"
    return f"{one_line(one, left, now)}。\n想来就说“{one.activity.name}报名”。"


def elsewhere(name: str, rooms: Sequence[str], others: str) -> str:
    """That another room signs up for it, and what can be signed up for here."""
    where = "、".join(safe_name(room) for room in rooms[:2]) or "别的群"
    return f"{name}要到{where}报名，在那边说一声就行。{others}"


def opened(activity: Activity, starts_at: datetime, now: datetime) -> str:
    """An activity that can be signed up for from now on."""
    parts = [f"活动发起了：{activity.name}，{moment(starts_at, now)}"]
    if activity.starts_at is None:
        parts[0] = f"活动发起了：{activity.name}，{activity.when}，下次{moment(starts_at, now)}"
    if activity.place:
        parts.append(activity.place)
    parts.append(f"名额{activity.capacity}个" if activity.capacity is not None else "名额不限")
    if activity.points:
        parts.append(f"每人{activity.points}分")
    return "，".join(parts) + f"。\n想来的回“{activity.name}报名”。"


def closed(activity: Activity, people: int, waiting: int) -> str:
    """No more sign-ups."""
    tail = f"，另有{waiting}人候补" if waiting else ""
    return f"{activity.name}报名截止了：{people}人{tail}。10分钟内回“撤销”可恢复。"


def signed_up(activity: Activity, starts_at: datetime, done: SignedUp, now: datetime) -> str:
    """What a sign-up came to."""
    people, when = done.sign_up.people, moment(starts_at, now)
    where = f"，{activity.place}" if activity.place else ""
    if done.already:
        if done.sign_up.status == "attended":
            return f"{activity.name}你已经签到了。"
        state = "" if done.sign_up.status == "confirmed" else f"，正排候补第{done.ahead + 1}位"
        return f"你已经报过名了：{activity.name}，{people}人，{when}{where}{state}。"
    if done.sign_up.status == "confirmed":
        lead = "报上了" if done.before is None else f"改好了，{done.before}人改成{people}人"
        left = _left(done.left)
        return f"{lead}：{activity.name}，{people}人，{when}{where}。{left}"
    together = f"你们{people}人一起排" if people > 1 else "先帮你排"
    room = f"，现在剩{done.left}个" if done.left else ""
    text = f"{activity.name}名额不够了{room}，{together}候补第{done.ahead + 1}位，有空位马上告诉你。"
    if done.before is not None:
        text += f"\n只来{done.before}人的话，说“{activity.name}报名{done.before}人”。"
    return text


def _left(places: int | None) -> str:
    if places is None:
        return ""
    return f"还剩{places}个名额。" if places else "名额刚好满了。"


def mine(activity: Activity, starts_at: datetime, row: SignUp, now: datetime) -> str:
    """One's own sign-up in a list: 周六清洁行动，2人，周六8:30."""
    who = f"（{row.party}）" if row.party else ""
    waits = "，候补中" if row.status == "waitlisted" else ""
    where = f"，{activity.place}" if activity.place else ""
    return f"{activity.name}{who}，{row.people}人，{moment(starts_at, now)}{where}{waits}"


def cancelled(activities: Sequence[Activity]) -> str:
    """Sign-ups taken back."""
    return f"好的，{'、'.join(activity.name for activity in activities)}的报名取消了，下次再来。"


def taken_off(whose: str, activity: str, people: int, missing: Sequence[str]) -> str:
    """To staff: whose sign-up was taken back, how many people that were, and who was not signed up."""
    count = f"（{people}人）" if people > 1 else ""
    others = f"{'、'.join(missing)}本来就没报。" if missing else ""
    return f"好的，{whose}的{activity}报名取消了{count}。{others}弄错了就回“撤销”。"


def promoted(activity: Activity, starts_at: datetime, people: int, now: datetime) -> str:
    """To somebody who waited and has a place now."""
    where = f"，{activity.place}" if activity.place else ""
    when = moment(starts_at, now)
    return f"有空位了，你候补的{activity.name}报上了：{people}人，{when}{where}。来不了请说一声。"


def checked_in(activity: Activity, done: CheckedIn, names: dict[int, str], unknown: Sequence[str]) -> str:
    """Who came and what each got; then who had been noted before, and names that could not be resolved."""

    def listed(members: Sequence[Member]) -> str:
        return "、".join(names.get(member.id) or safe_name(member.nickname, "一位邻居") for member in members)

    lines = []
    if done.noted:
        each = f"，每人{activity.points}分" if activity.points else ""
        lines.append(f"{activity.name}签到{len(done.noted)}人：{listed(done.noted)}{each}。")
    if done.already:
        lines.append(f"{listed(done.already)}之前签过了，没有重复加分。")
    if done.certificates:
        lines.append(f"攒满积分发了证书：{listed([member for member, _ in done.certificates])}。")
    if unknown:
        lines.append(f"没找到{'、'.join(unknown)}，请看看名字再说一次。")
    return "\n".join(lines) or f"{activity.name}还没有人报名，请说签到的人名。"


def no_such_activity_here(name: str, others: Sequence[str]) -> str:
    """A command named an activity that there is not."""
    there = f"现在有{'、'.join(others[:4])}，" if others else ""
    return f"没有找到“{safe_name(name)}”这个活动。{there}看看名字再说一次吧。"


def no_such_activity(name: str) -> str:
    """A check-in begins with something that is nobody's name and no activity's."""
    return f"没有“{safe_name(name, '这样')}”这个活动，也没有人叫这个名字，所以没有记。看看名字再说一次吧。"


def all_noted(activity: Activity) -> str:
    """Nobody of those who signed up is left to be noted."""
    return f"{activity.name}报了名的都签过到了，没有重复加分。"


def who_came(activity: Activity, waited_for: Sequence[str]) -> str:
    """Who is to be noted; those who signed up are named where they are few."""
    if not waited_for:
        return f"{activity.name}谁来了？说名字就行。"
    listed = f"报了名的有{'、'.join(waited_for)}。" if len(waited_for) <= 12 else f"报了名的有{len(waited_for)}位。"
    return f"{activity.name}谁来了？{listed}\n说名字；都来了就说“都到了”。"


def add_them(activity: Activity, names: Sequence[str]) -> str:
    """Whether those who had not signed up are to be noted as well."""
    return f"{'、'.join(names)}没有报{activity.name}的名，要一起记上吗？要的话回“好”。"


def called_off(activity: Activity, done: CalledOff, people: int, reason: str | None, now: datetime) -> str:
    """To staff: what does not take place, and that everybody is told."""
    why = f"（{reason}）" if reason else ""
    what = f"{activity.name}以后都不办了{why}" if done.whole and activity.starts_at is None else (
        f"{moment(done.starts_at, now)}的{activity.name}取消了{why}"
    )
    told = f"报了名的{people}人我会告诉到" if people else "还没有人报名"
    then = "，下一次照常" if not done.whole else ""
    return f"{what}，{told}{then}。10分钟内回“撤销”可恢复。"


def told_off(activity: Activity, done: CalledOff, reason: str | None, now: datetime) -> str:
    """To those who signed up."""
    why = f"因为{reason.removeprefix('因为').removeprefix('因')}，" if reason else ""
    then = "，下次照常" if not done.whole else ""
    return f"{why}{moment(done.starts_at, now)}的{activity.name}取消了，报了名的邻居不用来了{then}。"


def on_again(name: str) -> str:
    """To those who had been told that it was called off."""
    return f"刚才说取消的{name}照常办，报了名的邻居请照原来的时间来。"


def sign_ups(
    activity: Activity, starts_at: datetime, rows: Sequence[tuple[str, SignUp]], now: datetime
) -> str:
    """Who is signed up and who waits, by name; how many come with each."""

    def listed(waiting: bool) -> str:
        return "、".join(
            name + (f"{row.people}人" if row.people > 1 else "")
            for name, row in rows if (row.status == "waitlisted") is waiting
        )

    text = f"{sign_up_count(activity, starts_at, [row for _, row in rows], now)}\n{listed(False)}".rstrip()
    return text + (f"\n候补：{listed(True)}" if any(row.status == "waitlisted" for _, row in rows) else "")


def sign_up_count(activity: Activity, starts_at: datetime, rows: Sequence[SignUp], now: datetime) -> str:
    """How many come: 周六清洁行动（今天8:30）报了3人，候补2人."""
    going = sum(row.people for row in rows if row.status != "waitlisted")
    waiting = sum(row.people for row in rows if row.status == "waitlisted")
    places = f"，名额{activity.capacity}个" if activity.capacity is not None else ""
    tail = f"，候补{waiting}人" if waiting else ""
    return f"{activity.name}（{moment(starts_at, now)}）报了{going}人{places}{tail}。"
