"""Questions that somebody puts for another: 隔壁老人让我问问…, 帮我妈打听一下…, 替老李问一声…."""

from __future__ import annotations

from intents.heard import Heard
from intents.patterns import Sifted

_ASKING = "(?:问问|问一?下子?|问一?声|问一?问|打听一?下|打听打听|打听|了解一?下)(?:看看?|大家|群里|各位|你们|小邻)?"
_FOR_ANOTHER = Sifted(
    rf"^[\s,，]*(?![你您])[^\s,，。?？]{{0,8}}?(?:让|叫|托|喊|请|要)我(?:来|帮忙?|替|给|代|到|在|群里|上来|过来){{0,3}}(?:他|她|老人家)?{_ASKING}[\s,，:：]*"
    rf"|^[\s,，]*(?:我)?(?:来)?(?:帮|替|代|给)(?![你您])[^\s,，。?？]{{1,7}}?{_ASKING}[\s,，:：]*"
    rf"|^[\s,，]*(?:我[妈爸爹娘婆公]|邻居|老人家?|老伴|隔壁|楼上|楼下|对门)[^\s,，。?？]{{0,5}}?(?:想|要|在)?{_ASKING}[\s,，:：]*"
)


def in_own_words(heard: Heard) -> Heard:
    """The question without the words that say for whom it is asked; the same one where there are none."""
    framed = _FOR_ANOTHER.match(heard.text) if "问" in heard.text or "打听" in heard.text or "了解" in heard.text else None
    if framed is None or len(heard.text) - framed.end() < 3:
        return heard
    rest = heard.text[framed.end() :]
    return heard.alone(rest) if heard.addressed else heard.about(rest)
