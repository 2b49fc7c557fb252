"""Who may say what: the whole table, and that only the channel's id counts."""

from __future__ import annotations

import pytest

from bot import rights
from bot.rights import Standing, Verdict, judge
from catalogue.tables import Room
from intents.grammar import grammars
from tests.people.conftest import NORTH, SOUTH, Street

RESIDENT = Standing(frozenset({"居民", "志愿者"}))
WORKER = Standing(frozenset({"网格员"}), frozenset({"北格"}))
SHOP = Standing(frozenset({"商户"}), merchant="阿福修鞋铺")
BOSS = Standing(frozenset({"管理员"}))
OWN, OTHER, FREE = Room(name="a", grid="北格"), Room(name="b", grid="南格"), Room(name="c", grid=None)
COMMANDS = sorted(rights.STAFF_INTENTS - rights.MERCHANT_INTENTS)


@pytest.mark.parametrize("intent", COMMANDS)
def test_a_staff_command_is_for_staff_of_that_room(intent: str) -> None:
    for room in (OWN, FREE, None):
        assert judge(intent, WORKER, room) is Verdict.ALLOWED
    assert judge(intent, WORKER, OTHER) is Verdict.REFUSED
    assert judge(intent, WORKER, OTHER, unasked=True) is Verdict.SILENT
    for standing in (RESIDENT, SHOP, Standing()):
        assert judge(intent, standing, OWN) is Verdict.REFUSED
        assert judge(intent, standing, None, unasked=True) is Verdict.REFUSED
        assert judge(intent, standing, OWN, unasked=True) is Verdict.SILENT
    for room in (OWN, OTHER, FREE, None):
        assert judge(intent, BOSS, room) is Verdict.ALLOWED


def test_only_an_administrator_gives_roles() -> None:
    assert judge("grant_role", BOSS, OWN) is Verdict.ALLOWED
    assert judge("grant_role", WORKER, OWN) is Verdict.REFUSED
    assert judge("grant_role", WORKER, OWN, unasked=True) is Verdict.SILENT


@pytest.mark.parametrize("intent", ["verify_certificate", "record_visit", "schedule_broadcast"])
def test_a_merchant_may_do_what_is_a_merchants(intent: str) -> None:
    assert judge(intent, SHOP, OTHER, unasked=True) is Verdict.ALLOWED
    assert judge(intent, RESIDENT, OWN) is Verdict.REFUSED


def test_a_merchant_changes_its_own_entry_only() -> None:
    assert judge("update_merchant", SHOP, None, slots={"name": "阿福修鞋铺"}) is Verdict.ALLOWED
    assert judge("update_merchant", SHOP, None, slots={"name": "桥头面馆"}) is Verdict.REFUSED
    assert judge("update_merchant", Standing(frozenset({"商户"})), None, slots={"name": "桥头面馆"}) is Verdict.REFUSED


@pytest.mark.parametrize("intent", ["order", "sign_up", "vote", "my_points", "undo", "forget_me", "help"])
def test_what_is_everybodys_is_everybodys(intent: str) -> None:
    assert judge(intent, Standing(), OTHER, unasked=True) is Verdict.ALLOWED


def test_the_table_agrees_with_the_grammar_files() -> None:
    for intent, grammar in grammars().items():
        assert (grammar.speaks == "staff") == (intent in rights.STAFF_INTENTS), intent
        assert (grammar.speaks == "administrator") == (intent in rights.ADMINISTRATOR_INTENTS), intent


@pytest.mark.parametrize("intent", sorted(rights.STAFF_INTENTS | rights.ADMINISTRATOR_INTENTS))
@pytest.mark.parametrize("name", ["小纪", "小\u200b纪", "\u202e纪小", "葛主任", "⼩纪"])
def test_a_name_that_looks_like_staffs_gives_no_right(street: Street, intent: str, name: str) -> None:
    street.member("b").nickname = name
    outcome = street.say("b", intent, NORTH, name="小戴", points=5)
    assert outcome.refused and not outcome.replies


def test_a_grid_worker_named_in_the_chat_gets_that_rooms_grid(street: Street) -> None:
    street.say("boss", "grant_role", SOUTH, name="莫阿姨", role="网格员")
    assert not street.say("c", "mute", SOUTH).refused
    street.say("c", "unmute", SOUTH)
    street.member("c").grid = None
    assert street.say("c", "mute", NORTH).refused
