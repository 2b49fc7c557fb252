"""群, 地点, 商户 and 人员 into the store."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue import news
from catalogue.homes import Homes
from catalogue.tables import Member, MemberRole, Merchant, Place, Room
from catalogue.workbook.checking import Row
from catalogue.workbook.ledger import CHANGED, NEW, PEOPLE, UNCHANGED, Field, Ledger, fields_of

PLACE = {"aliases": "别名", "kind": "类型", "lng": "经度", "lat": "纬度", "address": "地址"}
MERCHANT = {
    "aliases": "别名", "categories": "类别", "address": "地址", "phone": "电话", "contact": "负责人",
    "hours": "营业时间", "offerings": "服务内容", "offer": "优惠", "card_discount": "居民卡折扣",
    "vip_discount": "会员折扣", "volunteer_discount": "志愿者折扣", "joined_on": "加盟日期", "promise": "承诺",
    "qualification": "资质", "confirmed_on": "核实日期",
}
MEMBER = {"nickname": "昵称", "grid": "网格", "card_no": "卡号"}


def bring_places(ledger: Ledger) -> None:
    """地点: places by name."""
    known = {place.name: place for place in ledger.session.scalars(select(Place))}
    for row in ledger.rows("地点"):
        name = str(row.text("名称"))
        _, outcome = ledger.bring(
            "地点", row, known.get(name), lambda name=name: Place(name=name, aliases=[]),  # type: ignore[misc]
            fields_of(row, PLACE),
        )
        ledger.note("地点", row, outcome)
    ledger.session.flush()


def bring_rooms(ledger: Ledger) -> None:
    """群: rooms by name, now or before, else by the channel's id (a group that was renamed)."""
    session = ledger.session
    rooms = session.scalars(select(Room)).all()
    by_ref = {room.channel_ref: room for room in rooms}
    by_name = {former: room for room in rooms for former in room.former_names} | {room.name: room for room in rooms}
    places = dict(session.execute(select(Place.name, Place.id)).tuples().all())
    for row in ledger.rows("群"):
        name, ref = str(row.text("群名")), row.text("群标识")
        fields = fields_of(row, {"grid": "网格"})
        fields["name"] = Field(name, ("群名",))
        if ref:
            fields["channel_ref"] = Field(ref, ("群标识",))
        if "中心地点" in row.values:
            centre = ledger.own_name("地点", row.text("中心地点"))
            fields["centre_id"] = Field(places.get(centre or ""), ("中心地点",))
        if "消费积分" in row.values:
            fields["consumption_points"] = Field(bool(row.values["消费积分"]), ("消费积分",))
        found = by_name.get(name) or (by_ref.get(ref) if ref else None)
        if not ledger.was_imported("群", row) and not (found and found.removed):
            fields["left_at"] = Field(None, ("群名",))  # it was taken out of the workbook once
        _, outcome = ledger.bring("群", row, found, Room, fields)
        ledger.note("群", row, outcome)
    session.flush()


def bring_merchants(ledger: Ledger) -> None:
    """商户: merchants by name; a card that is worse than the shop's own VIP card is not shown and makes no ally."""
    known = {merchant.name: merchant for merchant in ledger.session.scalars(select(Merchant))}
    was = {name: (merchant.status, merchant.offer) for name, merchant in known.items()}
    for row in ledger.rows("商户"):
        name = str(row.text("名称"))
        fields = fields_of(row, MERCHANT)
        if "经度" in row.values or "纬度" in row.values:
            lng, lat = row.values.get("经度"), row.values.get("纬度")
            both = lng is not None and lat is not None
            fields["lng"] = Field(lng if both else None, ("经度", "纬度"))
            fields["lat"] = Field(lat if both else None, ("经度", "纬度"))
        if "状态" in row.values:
            fields["status"] = Field(row.text("状态") or "营业", ("状态",))
        if "加盟" in row.values:
            fields["alliance_listed"] = Field(bool(row.values["加盟"]), ("加盟",))
        merchant, outcome = ledger.bring("商户", row, known.get(name), lambda name=name: _merchant(name), fields)  # type: ignore[misc]
        if outcome != UNCHANGED and ledger.changed_columns("商户", row) & {"居民卡折扣", "会员折扣", "加盟"}:
            _judge_card(merchant)
        ledger.note("商户", row, outcome)
        if known and outcome != UNCHANGED:  # the first workbook is no news
            ledger.session.flush()
            _note_news(ledger, merchant, was.get(name))
    ledger.session.flush()


def _note_news(ledger: Ledger, merchant: Merchant, was: tuple[str, str | None] | None) -> None:
    session, now = ledger.session, ledger.now
    if was is None:
        if merchant.status == "营业":
            news.note_new(session, merchant, now)
        return
    status, offer = was
    news.note_status(session, merchant, status, merchant.status, now)
    if merchant.offer != offer:
        news.note_offer(session, merchant, now)


def _merchant(name: str) -> Merchant:
    return Merchant(name=name, aliases=[], categories=[], offerings=[], status="营业", alliance_listed=False)


def _judge_card(merchant: Merchant) -> None:
    card, vip = merchant.card_discount, merchant.vip_discount
    merchant.card_shown = card is None or vip is None or card <= vip
    merchant.alliance = bool(merchant.alliance_listed) and merchant.card_shown


def bring_members(ledger: Ledger) -> None:
    """人员: members by their channel id. Who had themselves erased stays erased while their row is the same."""
    session = ledger.session
    known = {member.channel_id: member for member in session.scalars(select(Member)) if member.channel_id}
    merchants = dict(session.execute(select(Merchant.name, Merchant.id)).tuples().all())
    homes = Homes(session)
    for row in ledger.rows(PEOPLE):
        channel_id = str(row.text("微信标识"))
        found = known.get(channel_id)
        if found is None and ledger.was_imported(PEOPLE, row) and not ledger.changed_columns(PEOPLE, row):
            ledger.note(PEOPLE, row, UNCHANGED)
            continue
        fields = fields_of(row, MEMBER)
        fields["listed"] = Field(True, tuple(row.values))
        if "商户" in row.values:
            merchant = ledger.own_name("商户", row.text("商户"))
            fields["merchant_id"] = Field(merchants.get(merchant or ""), ("商户",))
        if "住址" in row.values:
            home = homes.find(row.text("住址") or "", grid=row.text("网格"))
            fields["home"] = Field(home.text if home else None, ("住址", "网格"))
            fields["home_place_id"] = Field(home.place_id if home else None, ("住址", "网格"))
        member, outcome = ledger.bring(
            PEOPLE, row, found, lambda channel_id=channel_id: Member(channel_id=channel_id), fields  # type: ignore[misc]
        )
        session.flush()
        if (outcome == NEW or "角色" in ledger.changed_columns(PEOPLE, row)) and _set_roles(session, member, row):
            outcome = outcome if outcome == NEW else CHANGED
        ledger.note(PEOPLE, row, outcome)
    session.flush()


def _set_roles(session: Session, member: Member, row: Row) -> bool:
    """Give the member the roles of the row and no others; whether anything changed."""
    held = {role.role: role for role in session.scalars(select(MemberRole).where(MemberRole.member_id == member.id))}
    wanted = row.texts("角色")
    for name in wanted:
        if name not in held:
            session.add(MemberRole(member_id=member.id, role=name))
    for name, role in held.items():
        if name not in wanted:
            session.delete(role)
    session.flush()
    return set(held) != set(wanted)
