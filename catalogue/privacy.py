"""What is held about a member: seen by them, taken away by them, erased for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from catalogue import points, versions
from catalogue.amendments import cancel as cancel_orders
from catalogue.amounts import from_milli
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.homes import find_home
from catalogue.order_lines import amount_of, lines_of
from catalogue.reasons import NotPossible
from catalogue.sign_ups import LIVE, cancel_sign_ups
from catalogue.tables import (
    Activity,
    Booking,
    Certificate,
    Conversation,
    Demand,
    GroupBuy,
    Member,
    MemberRole,
    Merchant,
    NotUnderstood,
    Occurrence,
    Order,
    Outbox,
    Poll,
    Rating,
    Redemption,
    Reward,
    Room,
    RoomMember,
    Service,
    SignUp,
    Ticket,
    Vote,
    Wait,
)
from catalogue.waiting import wait_for_less, waits_of
from intents.days import CHINA

SOMEBODY = "一位邻居"
LONGEST_ADDRESS = 100
LONG_NUMBER = re.compile(r"[0-9][0-9 -]{5,}[0-9]")  # a telephone, in what somebody wrote


def set_home(session: Session, member: Member, said: str, room: Room | None, act: Act) -> bool:
    """Keep a member's address; True where it stands on the map, as a building or a compound.

    Raises: NotPossible where nothing is said.
    """
    home = find_home(session, said[:LONGEST_ADDRESS], grid=member.grid, room=room)
    if home is None:
        raise NotPossible("你住哪里？说小区和楼号就行，比如“我住3栋2单元502”。")
    member.home, member.home_place_id = home.text, home.place_id
    # The address itself stands only in the member's row, so that erasing it there erases it.
    record(session, act, "set_home", f"member:{member.id}", after={"place": member.home_place_id})
    return home.place_id is not None


def opt_out(session: Session, member: Member, what: str, act: Act) -> bool:
    """No more promotions, or no more mentions (`what`), for a member. False where it is so already."""
    field = "no_mentions" if what == "mentions" else "no_promotions"
    if getattr(member, field):
        return False
    setattr(member, field, True)
    record(
        session,
        act,
        "opt_out",
        f"member:{member.id}",
        before={field: False},
        after={field: True},
        undo=[{"op": "member.opted_out", "member": member.id, "field": field}],
    )
    return True


def everything_about(session: Session, member: Member) -> dict[str, Any]:
    """All that is held about a member, in words that they understand; times as they are in China."""
    return {
        "我的资料": {
            "微信标识": member.channel_id,
            "昵称": member.nickname,
            "住址": member.home,
            "网格": member.grid,
            "卡号": member.card_no,
            "不收推广": member.no_promotions,
            "不被提醒": member.no_mentions,
        },
        "角色": list(session.scalars(select(MemberRole.role).where(MemberRole.member_id == member.id))),
        "群": [
            {"群": name, "群里的名字": alias}
            for name, alias in session.execute(
                select(Room.name, RoomMember.alias)
                .join(RoomMember, RoomMember.room_id == Room.id)
                .where(RoomMember.member_id == member.id)
                .order_by(Room.id)
            )
        ],
        "订单": _orders(session, member),
        "积分": {
            "余额": points.balance(session, member.id),
            "明细": [
                {"时间": _local(entry.at), "积分": entry.points, "原因": entry.reason}
                for entry in points.latest(session, member.id, 10_000)
            ],
        },
        **_volunteering(session, member),
        **_matters(session, member),
    }


def _orders(session: Session, member: Member) -> list[dict[str, Any]]:
    orders = session.scalars(select(Order).where(_of_member(member)).order_by(Order.id)).all()
    found = []
    for order in orders:
        lines = lines_of(session, [order])
        found.append(
            {
                "团购": session.get_one(GroupBuy, order.group_buy_id).title,
                "号": order.number,
                "状态": order.status,
                "商品": [{"商品": line.product.name, "数量": from_milli(line.quantity)} for line in lines],
                "金额": amount_of(lines) / 100,
                "自提点": order.pickup,
                "备注": order.note,
                "时间": _local(order.placed_at),
            }
        )
    return found


def _volunteering(session: Session, member: Member) -> dict[str, Any]:
    sign_ups = session.execute(
        select(Activity.name, Occurrence.starts_at, SignUp.people, SignUp.status)
        .join(Occurrence, Occurrence.activity_id == Activity.id)
        .join(SignUp, SignUp.occurrence_id == Occurrence.id)
        .where(SignUp.member_id == member.id)
        .order_by(SignUp.id)
    )
    certificates = session.scalars(select(Certificate).where(Certificate.member_id == member.id))
    votes = session.execute(
        select(Poll.title, Vote.option).join(Vote, Vote.poll_id == Poll.id).where(Vote.member_id == member.id)
    )
    redemptions = session.execute(
        select(Reward.name, Redemption.quantity, Redemption.points, Redemption.status)
        .join(Redemption, Redemption.reward_id == Reward.id)
        .where(Redemption.member_id == member.id)
        .order_by(Redemption.id)
    )
    return {
        "报名": [
            {"活动": name, "时间": _local(at), "人数": people, "状态": status} for name, at, people, status in sign_ups
        ],
        "证书": [{"编号": one.number, "状态": one.status, "原因": one.reason} for one in certificates],
        "投票": [{"投票": title, "选项": option} for title, option in votes],
        "兑换": [
            {"物品": name, "数量": quantity, "积分": cost, "状态": status}
            for name, quantity, cost, status in redemptions
        ],
    }


def _matters(session: Session, member: Member) -> dict[str, Any]:
    tickets = session.scalars(select(Ticket).where(Ticket.member_id == member.id).order_by(Ticket.id))
    bookings = session.execute(
        select(Service.name, Booking)
        .join(Booking, Booking.service_id == Service.id)
        .where(Booking.member_id == member.id)
        .order_by(Booking.id)
    )
    ratings = session.execute(
        select(Merchant.name, Rating.stars, Rating.comment)
        .join(Rating, Rating.merchant_id == Merchant.id)
        .where(Rating.member_id == member.id)
        .order_by(Rating.id)
    )
    demands = session.scalars(select(Demand).where(Demand.member_id == member.id).order_by(Demand.id))
    return {
        "反映的事": [
            {"编号": one.number, "内容": one.text, "状态": one.status, "答复": one.answer, "时间": _local(one.at)}
            for one in tickets
        ],
        "预约": [
            {
                "服务": name, "时间": _span(one) or str(one.on_day or ""), "地址": one.address,
                "状态": one.status,
            }
            for name, one in bookings
        ],
        "打分": [{"商户": name, "星": stars, "评语": comment} for name, stars, comment in ratings],
        "想买的": [
            {
                "商品": one.product, "数量": None if one.quantity is None else from_milli(one.quantity),
                "给谁": one.beneficiary_name or _nickname(session, one.beneficiary_id),
            }
            for one in demands
        ],
        "排队": [
            {"商品": one.product.name, "数量": from_milli(one.quantity), "时间": _local(one.wait.at)}
            for one in waits_of(session, list(session.scalars(select(GroupBuy))), member.id)
        ],
    }


def _nickname(session: Session, member_id: int | None) -> str | None:
    member = session.get(Member, member_id) if member_id is not None else None
    return member.nickname if member is not None else None


def erase(session: Session, member: Member, act: Act) -> list[SignUp]:
    """Erase a member, so that nothing is left by which the person could be known; it cannot be taken back.

    Unpaid orders of open group buys are cancelled, paid ones kept without the person.
    Gives back the waiting parties that got the places of the member.
    """
    orders = session.scalars(select(Order).where(_of_member(member), Order.status == "placed")).all()
    own = [order for order in orders if order.beneficiary_id in (None, member.id) or order.sender_id != member.id]
    _leave_queues(session, member, act)
    cancel_orders(session, own, None, act, because="本人注销")
    coming = session.scalars(
        select(SignUp)
        .join(Occurrence, SignUp.occurrence_id == Occurrence.id)
        .where(SignUp.member_id == member.id, SignUp.status.in_(LIVE), Occurrence.starts_at > act.at)
        .order_by(SignUp.id)
    ).all()
    promoted = cancel_sign_ups(session, coming, act) if coming else []
    _forget_words(session, member)
    _forget_names(session, member)
    _forget_person(session, member, act.at)
    versions.touch(session)
    record(session, act, "forget_me", f"member:{member.id}")
    return [row for row in promoted if row.member_id != member.id]


def _leave_queues(session: Session, member: Member, act: Act) -> None:
    """Nothing is kept for them any more, and what they give back is not for them."""
    wait_for_less(session, waits_of(session, list(session.scalars(select(GroupBuy))), member.id), 0, act)
    session.execute(
        update(Wait).where(or_(Wait.sender_id == member.id, Wait.beneficiary_id == member.id))
        .values(household=f"member:{member.id}", beneficiary_name=None),
        execution_options={"synchronize_session": False},
    )


def _of_member(member: Member) -> Any:
    return or_(Order.sender_id == member.id, Order.beneficiary_id == member.id)


def _forget_words(session: Session, member: Member) -> None:
    """What the person wrote or was written about them: addresses, comments, telephones, messages kept."""
    for ticket in session.scalars(select(Ticket).where(Ticket.member_id == member.id)):
        ticket.text = LONG_NUMBER.sub("…", ticket.text)
    session.execute(update(Rating).where(Rating.member_id == member.id).values(comment=None))
    session.execute(
        update(Booking)
        .where(Booking.member_id == member.id, Booking.status.in_(("requested", "confirmed")))
        .values(status="cancelled")
    )
    session.execute(update(Booking).where(Booking.member_id == member.id).values(address=None))
    session.execute(
        update(Demand).where(Demand.member_id == member.id).values(withdrawn=True, beneficiary_name=None)
    )
    session.execute(
        update(Demand).where(Demand.beneficiary_id == member.id).values(beneficiary_id=None, beneficiary_name=SOMEBODY)
    )
    session.execute(
        update(Order).where(_of_member(member)).values(household=f"member:{member.id}", note=None),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(Certificate)
        .where(Certificate.member_id == member.id, Certificate.status == "valid")
        .values(status="revoked", reason="本人注销")
    )
    session.execute(delete(NotUnderstood).where(NotUnderstood.member_id == member.id))
    session.execute(delete(Conversation).where(Conversation.member_id == member.id))
    waiting = (Outbox.to_id == member.id) & (Outbox.status == "pending")
    session.execute(update(Outbox).where(waiting).values(status="cancelled", reason="erased"))
    session.execute(update(Outbox).where(Outbox.to_id == member.id).values(text="", file=None))


def _forget_names(session: Session, member: Member) -> None:
    """The person's names in what was said to others and is still kept."""
    aliases = session.scalars(select(RoomMember.alias).where(RoomMember.member_id == member.id))
    for name in {member.nickname, *aliases}:
        if name and len(name) > 1:
            session.execute(
                update(Outbox)
                .where(Outbox.text.contains(name, autoescape=True))
                .values(text=func.replace(Outbox.text, name, SOMEBODY)),
                execution_options={"synchronize_session": False},
            )


def _forget_person(session: Session, member: Member, now: datetime) -> None:
    session.execute(delete(MemberRole).where(MemberRole.member_id == member.id))
    session.execute(delete(RoomMember).where(RoomMember.member_id == member.id))
    member.channel_id = member.nickname = member.home = member.home_place_id = None
    member.grid = member.merchant_id = member.card_no = None
    member.listed = member.is_friend = False
    member.erased_at = now
    session.flush()


def _local(at: datetime | None) -> str | None:
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if at is not None else None


def _span(one: Booking) -> str | None:
    """When a service was booked for: its hour, or between which hours; None where only its day is known."""
    until = f"到{one.until_at.astimezone(CHINA):%H:%M}" if one.until_at is not None else ""
    begins = _local(one.starts_at or one.from_at)
    return begins and begins + until


def _undo_opted_out(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    member = session.get_one(Member, step["member"])
    if member.erased_at is not None:
        raise BuiltUpon("资料已经删掉了，撤不回来。")
    setattr(member, step["field"], False)


UNDO_STEPS: Mapping[str, UndoStep] = {"member.opted_out": _undo_opted_out}
