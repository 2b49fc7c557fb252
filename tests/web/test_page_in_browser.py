"""The page in a real browser, with a street that answers when it is called."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

from bot.channels.web import Address
from tests.web.conftest import Served, Serving, phone
from tests.web.hands import Hands
from tests.web.street import Street


def at_page(browser: Chrome, served: Served, shots: Path, person: str = "wx_a") -> Hands:
    hands = Hands(browser, served.url, shots)
    hands.become(person)
    return hands


def test_the_page_asks_who_one_is_and_shows_the_group(browser: Chrome, served: Served, tmp_path: Path) -> None:
    hands = at_page(browser, served, tmp_path)
    assert hands.find("#title").text == "桂花里一群（4）"
    assert "王阿姨" in hands.find("#me").text
    assert hands.find("#tips button").text == "问问桂花里一群"
    hands.shot("phone")
    assert hands.complaints() == []


def test_a_chip_writes_and_the_bot_answers_with_a_mention(browser: Chrome, served: Served, tmp_path: Path) -> None:
    hands = at_page(browser, served, tmp_path)
    hands.click("#tips button")
    hands.click("#send")
    assert "在呢。" in hands.hear("@王阿姨")
    assert browser.find_element(By.CSS_SELECTOR, ".line.own .bubble .call").text == "@小邻"
    assert browser.find_element(By.ID, "text").get_attribute("value") == ""


def test_what_one_tab_says_the_other_shows_at_once(browser: Chrome, served: Served, tmp_path: Path) -> None:
    first = at_page(browser, served, tmp_path)
    browser.switch_to.new_window("tab")
    phone(browser, 390, 844)
    second = at_page(browser, served, tmp_path, "wx_b")
    second.say("鸡蛋到了吗")
    first.here()
    assert first.hear("鸡蛋到了吗", sender="wx_b", patience_s=2)
    first.say("到了，在门口")
    second.here()
    assert second.hear("到了，在门口", sender="wx_a", patience_s=2)


@pytest.mark.parametrize("name", ["<img src=/ onerror=a", "<script>x()</script>"])
def test_markup_in_names_and_messages_is_inert(
    browser: Chrome, served: Served, tmp_path: Path, name: str
) -> None:
    hands = Hands(browser, served.url, tmp_path)
    hands.find("#newname").send_keys(name)
    hands.click(".newcomer button")
    hands.until(lambda: browser.find_element(By.ID, "title").text)
    hands.say("<script>window.bad=1</script><b>粗</b>@小邻")
    hands.hear(f"@{name}")
    hands.click(".line.own .bubble")
    hands.click("#menu button:first-child")
    assert "<b>粗</b>" in hands.find("#quoting").text
    hands.say("引用自己")
    hands.until(lambda: f"{name}：<script>" in browser.find_element(By.CSS_SELECTOR, ".own .below").text)
    hands.click("#back")
    assert name in hands.find("#whoami").text and name in hands.find("#chats").text
    hands.click("#whoami")
    assert name in [each.text for each in browser.find_elements(By.CSS_SELECTOR, ".sheet .pick b")]
    assert browser.execute_script("return window.bad") is None
    made = "#phone img, .sheet img, #phone script, .sheet script, #phone .bubble b"
    assert browser.find_elements(By.CSS_SELECTOR, made) == []
    assert hands.complaints() == []


def test_the_clock_moves_and_the_promotion_appears(browser: Chrome, served: Served, tmp_path: Path) -> None:
    hands = at_page(browser, served, tmp_path)
    assert "11月28日 周六" in hands.find("#time").text and "09:00" in hands.find("#time").text
    hands.click('[data-minutes="10"]')
    hands.until(lambda: "09:10" in hands.find("#time").text)
    assert hands.lines("linli") == []
    hands.click("#next")
    assert hands.hear("豆浆买一送一")
    hands.until(lambda: "10:00" in hands.find("#time").text)
    hands.until(lambda: not hands.find("#next").is_enabled())


def test_a_message_is_quoted_and_taken_back_from_its_menu(
    browser: Chrome, served: Served, tmp_path: Path
) -> None:
    hands = at_page(browser, served, tmp_path)
    served.client().say("wx_b", "鸡蛋两盒")
    hands.hear("鸡蛋两盒", sender="wx_b")
    hands.click('.line[data-sender="wx_b"] .bubble')
    assert [each.text for each in browser.find_elements(By.CSS_SELECTOR, "#menu button")] == ["引用", "复制"]
    hands.click("#menu button")
    hands.say("我也要")
    hands.hear("我也要", sender="wx_a")
    assert browser.find_element(By.CSS_SELECTOR, ".own .below").text == "周伯：鸡蛋两盒"
    browser.find_element(By.CSS_SELECTOR, ".own .bubble").send_keys(Keys.ENTER)
    hands.shot("menu")
    hands.click("#menu button:nth-child(3)")
    hands.until(lambda: "你撤回了一条消息" in hands.find("#lines").text)
    assert served.street.heard[-1].recall is not None


def test_a_place_a_sticker_and_a_chain_are_sent_from_the_panel(
    browser: Chrome, served: Served, tmp_path: Path
) -> None:
    hands = at_page(browser, served, tmp_path)
    for opener, choice in (("places", '[data-place="桂花里东门"]'), ("stickers", ".stickers button")):
        hands.click("#more")
        hands.click(f'[data-open="{opener}"]')
        hands.click(choice)
    hands.until(lambda: len(served.street.heard) == 2)
    assert [heard.kind for heard in served.street.heard] == ["location", "other"]
    hands.click("#more")
    hands.shot("panel")
    hands.click('[data-open="relay"]')
    assert str(hands.find("#text").get_attribute("value")).startswith("#接龙\n\n1. 王阿姨")
    served.client().say("wx_b", "#接龙\n鸡蛋\n1. 周伯 2盒")
    hands.hear("周伯 2盒", sender="wx_b")
    hands.find("#text").clear()
    browser.execute_script("document.getElementById('text').dispatchEvent(new Event('input'))")
    hands.click("#more")
    hands.click('[data-open="relay"]')
    assert hands.find("#text").get_attribute("value") == "#接龙\n鸡蛋\n1. 周伯 2盒\n2. 王阿姨 "


def test_the_newest_line_stays_in_sight_when_the_panel_opens(
    browser: Chrome, served: Served, tmp_path: Path
) -> None:
    hands = at_page(browser, served, tmp_path)
    for number in range(30):
        served.client().say("wx_b", f"第{number}句")
    hands.hear("第29句", sender="wx_b")
    hands.click("#more")
    below = ("const box = document.getElementById('lines').getBoundingClientRect();"
             "return [...document.querySelectorAll('.line')].at(-1).getBoundingClientRect().bottom <= box.bottom")
    hands.until(lambda: browser.execute_script(below))


def test_a_private_answer_is_announced_and_read_in_the_private_chat(
    browser: Chrome, served: Served, tmp_path: Path
) -> None:
    hands = at_page(browser, served, tmp_path)
    served.client().say("wx_a", "我的订单", None)
    assert "私下说。" in hands.find("#banner").text
    assert hands.find("#unread").text == "1"
    hands.click("#banner")
    assert hands.find("#title").text == "小邻" and hands.hear("私下说。")
    assert not browser.find_element(By.ID, "at").is_displayed()
    assert not browser.find_element(By.ID, "unread").is_displayed()


def test_a_message_that_is_too_long_stays_with_its_sender(
    browser: Chrome, served: Served, tmp_path: Path
) -> None:
    hands = at_page(browser, served, tmp_path)
    browser.execute_script(
        "const box = document.getElementById('text'); box.value = '长'.repeat(20000);"
        "box.dispatchEvent(new Event('input'));"
    )
    hands.click("#send")
    assert "太长" in hands.find("#toast").text
    assert len(str(hands.find("#text").get_attribute("value"))) == 20_000
    assert served.street.heard == []


@pytest.mark.parametrize(("width", "height"), [(360, 640), (390, 844), (820, 1180), (1280, 800)])
def test_nothing_sticks_out_to_the_side(
    browser: Chrome, served: Served, tmp_path: Path, width: int, height: int
) -> None:
    phone(browser, width, height)
    hands = at_page(browser, served, tmp_path)
    served.client().say("wx_b", "w" * 300 + "\n" + "一个很长很长的句子" * 20)
    served.client().say("wx_b", "好", quote=served.client().lines("wx_a")[0]["id"])
    hands.hear("好", sender="wx_b")
    script = ("return [...document.querySelectorAll('#talk, #talk *')].filter(e => e.offsetParent && "
              "!e.closest('#tips') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)")
    assert browser.execute_script(script) == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    hands.shot(f"wide{width}")


def test_everything_can_be_done_with_the_keyboard(browser: Chrome, served: Served, tmp_path: Path) -> None:
    hands = Hands(browser, served.url, tmp_path)
    hands.find('[data-person="wx_a"]').send_keys(Keys.ENTER)
    hands.find("#at").send_keys(Keys.ENTER)
    ActionChains(browser).send_keys("几点开门", Keys.ENTER).perform()
    hands.hear("在呢")
    hands.find("#back").send_keys(Keys.ENTER)
    hands.find('[data-chat="r2"]').send_keys(Keys.ENTER)
    assert hands.find("#title").text == "桂花里二群（4）"


def test_every_control_says_what_it_is(browser: Chrome, served: Served, tmp_path: Path) -> None:
    at_page(browser, served, tmp_path)
    script = ("return [...document.querySelectorAll('button, textarea, input')].filter(e => e.offsetParent && "
              "!(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length)).map(e => e.outerHTML)")
    assert browser.execute_script(script) == []
    small = ("return [...document.querySelectorAll('button')].filter(e => e.offsetParent && "
             "e.getBoundingClientRect().height < 38).map(e => e.outerHTML)")
    assert browser.execute_script(small) == []


def test_a_page_whose_server_was_started_anew_goes_on(browser: Chrome, tmp_path: Path) -> None:
    def served_at(port: int) -> tuple[Serving, Street]:
        street = Street()
        serving = Serving(lambda: street.chat, Address(port=port))
        serving.start()
        assert serving.ready.wait(10) and serving.url, serving.error
        return serving, street

    serving, _ = served_at(0)
    try:
        hands = Hands(browser, serving.url, tmp_path)
        hands.become("wx_a")
        hands.say("以前的话")
        hands.hear("以前的话", sender="wx_a")
    finally:
        serving.stop()
    again, street = served_at(int(serving.url.rstrip("/").rpartition(":")[2]))
    try:
        hands.until(lambda: "以前的话" not in hands.find("#lines").text, 20)
        hands.say("@小邻 新的话")
        hands.hear("在呢")
        assert len(street.heard) == 1
    finally:
        again.stop()


def test_with_a_password_the_browser_comes_in_by_it(browser: Chrome, tmp_path: Path) -> None:
    street = Street()
    serving = Serving(lambda: street.chat, Address(port=0, password="桂花开了"))
    serving.start()
    assert serving.ready.wait(10) and serving.url
    try:
        hands = Hands(browser, serving.url, tmp_path)
        hands.find("#password").send_keys("猜一个", Keys.ENTER)
        hands.until(lambda: "密码不对" in hands.find("#wrong").text)
        hands.find("#password").clear()
        hands.find("#password").send_keys("桂花开了", Keys.ENTER)
        hands.become("wx_a")
    finally:
        serving.stop()
