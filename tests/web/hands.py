"""What a person does at the page, in a real browser."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

Found = TypeVar("Found")


class Hands:
    """One tab of a browser, used as a person would. Waits for what it looks for, at most some seconds."""

    def __init__(self, browser: Chrome, url: str, shots: Path) -> None:
        self.browser, self.shots = browser, shots
        browser.get_log("browser")  # complaints of an earlier page are not ours
        browser.get(url)
        self.tab = browser.current_window_handle

    def here(self) -> None:
        """Turn to this tab."""
        self.browser.switch_to.window(self.tab)

    def until(self, look: Callable[[], Found], patience_s: float = 10) -> Found:
        """What `look` finds once it is something. Raises: AssertionError after a while."""
        ends = time.monotonic() + patience_s
        while True:
            try:
                found = look()
            except (StaleElementReferenceException, NoSuchElementException):
                found = None  # type: ignore[assignment]
            if found or time.monotonic() > ends:
                assert found, self.browser.find_element(By.TAG_NAME, "body").text
                return found
            time.sleep(0.05)

    def find(self, selector: str) -> WebElement:
        """The first visible element."""
        return self.until(lambda: next(
            (each for each in self.browser.find_elements(By.CSS_SELECTOR, selector) if each.is_displayed()), None,
        ))  # type: ignore[return-value]

    def click(self, selector: str) -> None:
        self.find(selector).click()

    def become(self, person: str) -> None:
        """Choose who one is, on the sheet that is open."""
        self.click(f'[data-person="{person}"]')
        self.until(lambda: not self.browser.find_element(By.ID, "sheet").is_displayed())

    def say(self, text: str) -> None:
        """Type a message and send it."""
        box = self.find("#text")
        box.clear()
        first, *rest = text.split("\n")
        box.send_keys(first, *("\ue008\ue007\ue000" + row for row in rest))  # shift and return between rows
        self.click("#send")

    def lines(self, sender: str | None = None) -> list[str]:
        """The words of the bubbles in the open chat."""
        where = f'.line[data-sender="{sender}"] ' if sender else ".line "
        return [each.text for each in self.browser.find_elements(By.CSS_SELECTOR, where + ".bubble")]

    def hear(self, *words: str, sender: str = "linli", after: int = 0, patience_s: float = 10) -> str:
        """The first line of the sender after the first `after` that has all these words."""
        return self.until(lambda: next(
            (line for line in self.lines(sender)[after:] if all(word in line for word in words)), "",
        ), patience_s)

    def shot(self, name: str) -> Path:
        """Keep a picture of the tab."""
        file = self.shots / f"{name}.png"
        self.browser.save_screenshot(str(file))
        return file

    def complaints(self) -> list[str]:
        """What the browser had to complain of: errors of scripts, what the security policy stopped."""
        return [str(entry["message"]) for entry in self.browser.get_log("browser") if entry["level"] == "SEVERE"]
