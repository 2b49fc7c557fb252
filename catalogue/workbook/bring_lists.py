"""服务, 办事指南, 招聘, 积分商品 and 流动服务 into the store: what people ask about."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from catalogue.tables import CartStop, Guide, Job, Place, Reward, Service
from catalogue.workbook.ledger import Field, Ledger, fields_of

SERVICE = {
    "aliases": "别名", "provider": "提供方", "qualification": "资质", "price": "价格", "hours": "可约时段",
    "phone": "电话",
}
GUIDE = {
    "aliases": "别名", "papers": "所需材料", "place": "办理地点", "hours": "办理时间", "phone": "电话", "note": "说明",
}
JOB = {"employer": "单位", "pay": "待遇", "demands": "要求", "contact": "联系方式", "valid_until": "有效期至"}
REWARD = {"aliases": "别名", "points": "积分", "stock": "库存"}


def bring_services(ledger: Ledger) -> None:
    """服务: services by name."""
    known = {service.name: service for service in ledger.session.scalars(select(Service))}
    _bring(ledger, "服务", "服务", known, lambda name: Service(name=name, aliases=[]), SERVICE)


def bring_guides(ledger: Ledger) -> None:
    """办事指南: guides by topic."""
    known = {guide.topic: guide for guide in ledger.session.scalars(select(Guide))}
    _bring(ledger, "办事指南", "事项", known, lambda topic: Guide(topic=topic, aliases=[], papers=[]), GUIDE)


def bring_jobs(ledger: Ledger) -> None:
    """招聘: positions by title."""
    known = {job.title: job for job in ledger.session.scalars(select(Job))}
    _bring(ledger, "招聘", "岗位", known, lambda title: Job(title=title), JOB)


def bring_rewards(ledger: Ledger) -> None:
    """积分商品: rewards by name; what was reserved or handed over stays counted."""
    known = {reward.name: reward for reward in ledger.session.scalars(select(Reward))}
    _bring(ledger, "积分商品", "名称", known, lambda name: Reward(name=name, aliases=[]), REWARD)


def bring_carts(ledger: Ledger) -> None:
    """流动服务: stops by cart and place; the place may be any words."""
    session = ledger.session
    known = {(stop.cart, stop.place): stop for stop in session.scalars(select(CartStop))}
    places = dict(session.execute(select(Place.name, Place.id)).tuples().all())
    for row in ledger.rows("流动服务"):
        cart, place = str(row.text("服务车")), str(row.text("地点"))
        fields = fields_of(row, {"offerings": "服务内容", "times": "时间"})
        fields["place_id"] = Field(places.get(ledger.own_name("地点", place) or ""), ("地点",))
        _, outcome = ledger.bring(
            "流动服务", row, known.get((cart, place)),
            lambda cart=cart, place=place: CartStop(cart=cart, place=place, offerings=[]), fields,  # type: ignore[misc]
        )
        ledger.note("流动服务", row, outcome)
    session.flush()


def _bring(ledger, sheet, key, known, make, columns: Mapping[str, str]) -> None:  # type: ignore[no-untyped-def]
    for row in ledger.rows(sheet):
        name = str(row.text(key))
        _, outcome = ledger.bring(sheet, row, known.get(name), lambda name=name: make(name), fields_of(row, columns))
        ledger.note(sheet, row, outcome)
    ledger.session.flush()
