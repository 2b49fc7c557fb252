"""The times in a message, resolved against the moment at which it was said.

What a time means where the words leave it open:
- A bare 周六 is the next Saturday, today included; with a clock that has passed, the one after (周六上午9点 said on
  Saturday evening is next week's). 这周六 is this week's even if past, 下周六 that of the week that begins next Monday.
  A bare 3号 is the next third of a month. 12月1日 is this year's, unless that is more than 60 days ago.
- 8点 without a part of the day is, today, the next 8 o'clock (20:00 if it is afternoon); on another day 1点 to 6点 are
  in the afternoon. 9:00 is always in the morning. 晚上12点 is the midnight that follows; 今晚1点 is after it.
- A part of the day without a clock is a span (上午 08:00 to 12:00); 周末, 12月, 国庆期间 are spans of dates, 月底 is
  the last day. 三天内 and 周五前 are the last moment that they leave.
- 12.20 and 12/20 are dates beside a time, after 截止 or in a span of two, else prices. 周一到周五 with a clock recurs; so does
  周末早上八点 where the text says 每周.
- A festival is a time where it stands like one (元旦当天, 国庆期间, 春节前), not in 元旦联欢会; before a verb (冬至包饺子) only
  where the text holds no other time.

Not covered: 隔周 and 单双周, 两三点 and other times that are several (none is guessed), 三点左右 is 15:00 sharp, 过两天,
quarters and halves of a year, days of the moon's months other than the first and the last (八月十五 is 15 August; 中秋 is
known), moments relative to an event (开团前一天, 饭后, 节后) or to an exact holiday calendar (国庆期间 is the usual seven
days; make-up days are the business of 工作日), several times in one word (八九点), English but for am and pm.
Measured on two lists by other authors: `python -m tests.language.times_lists`.
"""

from __future__ import annotations

from intents.times.finding import find_times, read_time
from intents.times.found import FoundTime

__all__ = ["FoundTime", "find_times", "read_time"]
