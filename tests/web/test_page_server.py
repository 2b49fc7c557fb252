"""What the server behind the page does, and what it refuses."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from bot.channels.web import Chat
from bot.messages import Outgoing
from intents.errors import LinliError
from tests.web.conftest import Served, news
from tests.web.street import Street


def test_a_message_is_heard_with_room_sender_and_mention(served: Served) -> None:
    visitor = served.client()
    assert visitor.say("wx_a", "@小邻\u2005几点开门").status_code == 200
    heard = served.street.heard[0]
    assert (heard.room, heard.room_name, heard.sender, heard.name) == ("r1", "桂花里一群", "wx_a", "王阿姨")
    assert heard.mention and heard.kind == "text" and heard.shared_rooms is None
    assert visitor.lines("wx_b")[-1]["text"] == "@王阿姨\u2005在呢。"


def test_a_private_chat_is_seen_by_its_person_only(served: Served) -> None:
    visitor = served.client()
    visitor.say("wx_a", "我的订单", None)
    heard = served.street.heard[0]
    assert heard.room is None and not heard.mention and heard.shared_rooms == ("r1", "r2")
    assert [line["text"] for line in visitor.lines("wx_a")] == ["我的订单", "私下说。"]
    assert visitor.lines("wx_b") == []


def test_a_quote_carries_its_author_and_words(served: Served) -> None:
    visitor = served.client()
    first = visitor.say("wx_b", "鸡蛋两盒").json()["id"]
    visitor.say("wx_a", "我也要", quote=first)
    quote_heard = served.street.heard[1].quote
    assert quote_heard is not None and (quote_heard.sender, quote_heard.text) == ("wx_b", "鸡蛋两盒")


def test_a_quote_of_another_room_is_no_quote(served: Served) -> None:
    visitor = served.client()
    first = visitor.say("wx_b", "鸡蛋两盒", "r2").json()["id"]
    visitor.say("wx_a", "我也要", quote=first)
    assert served.street.heard[1].quote is None


def test_a_shared_place_is_heard_as_a_position(served: Served) -> None:
    served.client().say("wx_a", "", kind="location", place="桂花里东门")
    heard = served.street.heard[0]
    assert heard.kind == "location" and heard.text == ""
    assert heard.location is not None and (heard.location.lng, heard.location.lat) == (120.1, 30.2)


def test_a_sticker_is_heard_as_something_else_than_text(served: Served) -> None:
    served.client().say("wx_a", "@小邻", kind="sticker")
    heard = served.street.heard[0]
    assert (heard.kind, heard.text, heard.mention) == ("other", "", False)


def test_ones_own_message_can_be_taken_back_within_two_minutes(served: Served) -> None:
    visitor = served.client()
    line = visitor.say("wx_a", "鸡蛋两盒").json()["id"]
    assert visitor.post("/api/recall", {"me": "wx_b", "id": line}).status_code == 422
    assert visitor.post("/api/recall", {"me": "wx_a", "id": line}).status_code == 200
    assert served.street.heard[-1].recall == line and served.street.heard[-1].text == ""
    shown = visitor.lines("wx_b")[0]
    assert shown["recalled"] and shown["text"] == ""
    assert visitor.post("/api/recall", {"me": "wx_a", "id": line}).status_code == 422


def test_after_two_minutes_a_message_stays(served: Served) -> None:
    visitor = served.client()
    line = visitor.say("wx_a", "鸡蛋两盒").json()["id"]
    visitor.post("/api/clock", {"minutes": 10})
    answer = visitor.post("/api/recall", {"me": "wx_a", "id": line})
    assert answer.status_code == 422 and "2分钟" in answer.json()["error"]


def test_the_same_message_sent_twice_is_one(served: Served) -> None:
    visitor = served.client()
    first, second = (visitor.say("wx_a", "鸡蛋两盒", nonce="n1").json()["id"] for _ in range(2))
    assert first == second and len(served.street.heard) == 1


@pytest.mark.parametrize(("body", "said"), [
    ({"me": "wx_a", "room": "r1", "text": " \n "}, "还没写字"),
    ({"me": "wx_a", "room": "r1", "text": "长" * 20_000}, "20000字"),
    ({"me": "wx_a", "room": "no such room", "text": "好"}, "群找不到"),
    ({"me": "nobody", "room": "r1", "text": "好"}, "身份找不到"),
    ({"me": "wx_a", "room": "r1", "kind": "location", "place": "月亮"}, "地点找不到"),
    ({"me": "wx_a", "room": "r1", "kind": "voice", "text": "好"}, "发不了"),
    ({"me": "wx_a", "room": "r1", "text": "长" * 200_000}, "太长"),
    ([], "刷新"),
])
def test_bad_input_gets_a_clear_line_and_the_group_nothing(served: Served, body: object, said: str) -> None:
    visitor = served.client()
    answer = visitor.post("/api/say", body)
    assert answer.status_code == 422 and said in answer.json()["error"]
    assert served.street.heard == [] and visitor.lines("wx_a") == []
    assert visitor.say("wx_a", "@小邻").status_code == 200


def test_odd_bytes_do_not_stop_the_page(served: Served) -> None:
    visitor = served.client()
    lone_surrogate = b'{"me": "wx_a", "room": "r1", "text": "\\ud800"}'
    for raw in (b"", b"\xff\xfe", lone_surrogate, b"[" * 100_000, b'{"me": 3}'):
        answer = visitor.http.post("/api/say", content=raw, headers={"X-CSRF-Token": visitor.token})
        assert answer.status_code in (200, 422)
    assert visitor.say("wx_a", "\x00\u202e@小邻").status_code == 200


def test_a_trouble_of_the_bot_is_logged_without_words_and_the_page_lives_on(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    visitor, served.street.breaks = served.client(), True
    with caplog.at_level(logging.DEBUG):
        line = visitor.say("wx_a", "秘密的话 13800001234").json()["id"]
    assert line in caplog.text and "秘密" not in caplog.text and "王阿姨" not in caplog.text
    served.street.breaks = False
    visitor.say("wx_a", "@小邻")
    assert visitor.lines("wx_a")[-1]["name"] == "小邻"


def test_a_newcomer_joins_under_a_nickname(served: Served) -> None:
    visitor = served.client()
    person = visitor.post("/api/join", {"name": " 新来的 小周 "}).json()
    assert person["name"] == "新来的 小周"
    visitor.say(person["id"], "大家好")
    assert served.street.heard[0].name == "新来的 小周"
    for name in ("", "  ", "名" * 21):
        assert visitor.post("/api/join", {"name": name}).status_code == 422


def test_a_file_of_the_bot_can_be_fetched(served: Served, tmp_path: Path) -> None:
    visitor = served.client()
    served.street.file = tmp_path / "订单 12月.csv"
    served.street.file.write_text("名称,数量")
    visitor.say("wx_a", "@小邻 导出")
    link = visitor.lines("wx_a")[-1]["file"]
    answer = visitor.http.get(link["url"])
    assert answer.text == "名称,数量"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert quote("订单 12月.csv") in answer.headers["content-disposition"]
    assert visitor.http.get("/files/guess").status_code == 404
    assert httpx.get(served.url + link["url"][1:]).status_code == 403


def test_the_stream_catches_up_from_the_last_event_and_goes_on(served: Served) -> None:
    visitor = served.client()
    last = visitor.http.get("/api/state", params={"me": "wx_b"}).json()["last"]
    visitor.say("wx_a", "一")
    visitor.say("wx_a", "别人的私聊", None)
    found: list[tuple[str, object]] = []
    listening = threading.Thread(target=news, args=(served.client(), last, "wx_b", found, 3), daemon=True)
    listening.start()
    time.sleep(0.3)
    visitor.say("wx_a", "二")
    visitor.post("/api/clock", {"minutes": 10})
    listening.join(5)
    assert [kind for kind, _ in found] == ["line", "line", "clock"]
    assert [body["text"] for _, body in found[:2]] == ["一", "二"]  # type: ignore[index]


@pytest.mark.parametrize("last", ["", "other-3", "½-²"])
def test_a_page_of_an_earlier_run_starts_afresh(served: Served, last: str) -> None:
    found: list[tuple[str, object]] = []
    news(served.client(), last, "wx_a", found, 1)
    assert found[0][0] == "restart"


def test_the_clock_moves_forward_only_and_what_is_due_happens(served: Served) -> None:
    visitor = served.client()
    before = visitor.http.get("/api/state").json()["clock"]
    after = visitor.post("/api/clock", {"next": True}).json()
    assert after["now"] == before["due"] and after["due"] is None
    assert visitor.lines("wx_a")[-1]["text"].startswith("豆浆")
    for body in ({"minutes": -5}, {"minutes": 10**9}, {"minutes": "5"}, {"next": True}, {}):
        assert visitor.post("/api/clock", body).status_code == 422


def test_a_post_needs_the_token_of_its_session(served: Served) -> None:
    visitor, foreign = served.client(), {"X-CSRF-Token": served.client().token}
    body = {"me": "wx_a", "room": "r1", "text": "好"}
    assert visitor.http.post("/api/say", json=body).status_code == 403
    assert visitor.http.post("/api/say", json=body, headers=foreign).status_code == 403
    assert httpx.post(served.url + "api/say", json=body, headers=foreign).status_code == 403
    evil = visitor.post("/api/say", body, Origin="http://evil.example")
    assert evil.status_code == 403
    assert served.street.heard == []


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.9:80", "localhost.evil.example", "", "[::1"])
def test_another_host_name_is_refused(served: Served, host: str) -> None:
    for path in ("/", "/api/state", "/static/page.js"):
        answer = httpx.get(served.url + path[1:], headers={"Host": host})
        assert answer.status_code in (400, 403)
        assert "csrf" not in answer.text


def test_every_answer_carries_the_security_headers(served: Served) -> None:
    visitor = served.client()
    for path in ("/", "/static/page.js", "/api/state", "/nowhere"):
        headers = visitor.http.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'; ")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    cookie = httpx.get(served.url).headers["set-cookie"]
    assert "SameSite=Strict" in cookie and "HttpOnly" in cookie


def test_nothing_can_be_read_without_a_session(served: Served) -> None:
    for path in ("api/state", "api/stream?me=wx_a", "api/suggestions?me=wx_a", "files/x"):
        assert httpx.get(served.url + path).status_code == 403


def test_static_files_do_not_lead_out_of_their_folder(served: Served) -> None:
    assert served.client().http.get("/static/..%2fapp.py").status_code == 404


def test_a_message_of_the_bot_for_an_unknown_room_is_an_error(served: Served) -> None:
    with pytest.raises(LinliError):
        served.run(served.street.chat.send(Outgoing(9, "nowhere", None, "好")))


def test_the_chat_is_forgotten_beyond_its_last_lines(served: Served) -> None:
    async def many() -> None:
        for number in range(2_500):
            await served.street.chat.send(Outgoing(number, "r1", None, str(number)))
    served.run(many())
    lines = served.client().lines("wx_a")
    assert len(lines) == 300 and lines[-1]["text"] == "2499"
    assert served.street.chat.knows(f"{served.street.chat.epoch}-1") is None


def test_chats_begin_empty() -> None:
    assert Chat(Street()).since_start("wx_a") == []
