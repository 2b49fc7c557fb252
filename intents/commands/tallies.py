"""What staff ask of the orders: how many, of one product, of one person; who has not paid, who has not come for it."""

from __future__ import annotations

import re
from typing import Any

from intents.commands.group_buys import TALLY_WORDS, about_group_buy
from intents.commands.members import find_people
from intents.commands.named import group_buy_meant
from intents.commands.said import Remainder, Said

_PAYS = r"[付给交转结缴]"
_FETCHES = r"[取领提拿]"
_OWES = re.compile(
    rf"(?:谁|哪|几|多少|名单).{{0,6}}(?:没|未)[^,，]{{0,3}}{_PAYS}|(?:没|未)[^,，]{{0,3}}{_PAYS}\S{{0,2}}的"
    r"|(?:没|未)(?:付款|付钱|付|交钱|交)(?:的?(?:名单|人|户)|$)"
    rf"|(?:都|全|款|钱|账|大家|人)[^,，]{{0,4}}(?:{_PAYS}|收)(?:款|钱|账)?[了完清齐好]*(?:没|吗|么|没有)[呀啊呢了?？]*$"
)
_UNFETCHED = re.compile(
    rf"(?:谁|哪|几|多少|名单|还有).{{0,6}}(?:没|未)[^,，]{{0,3}}{_FETCHES}|(?:没|未)[^,，]{{0,3}}{_FETCHES}\S{{0,2}}的"
    rf"|(?:没|未)(?:取货|提货|领货|取|领)(?:的?(?:名单|人|户)|$)"
    rf"|(?:都|全|货|大家|人|东西)[^,，]{{0,4}}{_FETCHES}(?:货|走)?[了完清齐光走]*(?:没|吗|么|没有)[呀啊呢了?？]*$"
)
_COLLECTED = re.compile(
    r"(?:收|进账|到账)[了到上来]*(?:多少|几|好多)|(?:收|到账)[了到]*[^,，]{0,3}(?:钱|款)[^,，]{0,4}多少|(?:钱|款)收[了到]*多少"
    r"|差多少(?:钱|款)"
)
_WHO = re.compile(r"谁|哪些|哪几|名单|有没有人|什么人")
_PRICE = re.compile(r"多少钱|什么价|啥价|几块钱?|几元|单价|价格|怎么卖")
_SOLD_FOR = re.compile(r"[卖收销]了|一共|总共|合计")
_WHOLE = re.compile("汇总|统计|合计|盘点|盘一下|[几多]少?单|订单|单数|情况|进度|接单")  # of the group buy that sells it
_MAY = re.compile(r"能[订定买要]|可以[订定买要]|最多|每[户家人]|[一1][户家人]|限购|还[剩有能]|剩[下余多几]|起[订送卖团]|想|要是")
_OF_A_PERSON = re.compile(
    rf"(?:{_PAYS}|{_FETCHES})(?:款|钱|货)?[了过走完清]*(?:没有?|吗|么|没呢)[呀啊呢了?？]*$|(?:没有?|还没)(?:{_PAYS}|{_FETCHES})"
    r"|(?:订|定|买|要|团|报)了?(?:些|点)?(?:什么|啥|哪些|哪几样|多少|几)|的?(?:订单|单子)(?:$|呢|是|有|看|发|查|多少)"
)


def order_tally(said: Said) -> dict[str, Any] | None:
    """group_buy, where one is named. `product`: of that alone (`who`: with names), `name`: of that person alone,
    `unpaid`: who still owes, `unfetched`: who has not come for it, `collected`: how much money came in.
    """
    known = group_buy_meant(said)
    slots: dict[str, Any] = {"group_buy": known} if known else {}
    product = None if _WHOLE.search(said.text) else _product(said)
    if product is not None:
        slots["product"] = product
    waited = "unfetched" if _UNFETCHED.search(said.text) else "unpaid" if _OWES.search(said.text) else None
    people = find_people(said, Remainder(said.text)) if _OF_A_PERSON.search(said.text) else []
    if len(people) == 1 and said.speaker.is_staff:
        return {**slots, "name": people[0]}
    if waited is not None:
        return {waited: True, **slots}
    if _COLLECTED.search(said.text):
        return {"collected": True, **slots}
    if product is not None:
        return _of_product(said, slots)
    return about_group_buy(said, TALLY_WORDS)


def _product(said: Said) -> str | None:
    """The product named as it is written: 都付完了吗 sounds like 豆腐 and names none."""
    found = next((one for one in said.names if one.exact and one.values("product")), None)
    return found.full_values("product")[0] if found else None


def _of_product(said: Said, slots: dict[str, Any]) -> dict[str, Any] | None:
    """How much of it is ordered; None where its price, or how much one may have, is asked."""
    text = said.text
    if _MAY.search(text) or (_PRICE.search(text) and not _SOLD_FOR.search(text)):
        return None
    return {**about_group_buy(said, TALLY_WORDS), **slots, **({"who": True} if _WHO.search(text) else {})}
