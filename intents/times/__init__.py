"""The times in a message, resolved against the moment at which it was said.

What a time means where the words leave it open:
- A bare 周六 is the next Saturday, today included; with a clock that has passed, the one after (周六上午9点 said on
  Saturday evening is next week's). 这周六 is this week's even if past, 下周六 that of the week that begins next Monday.
  A bare 3号 is
  the next third of a month. 12月1日 is this year's, unless that is more than 60 days ago.
- 8点 without a part of the day is, today, the next 8 o'clock (20:00 if it is afternoon); on another day 1点 to 6点 are
in the
  afternoon. 9:00 is always in the morning. 晚上12点 is the midnight that follows; 今晚1点 is after it.
- A part of the day without a clock is a span (上午 08:00 to 12:00); 周末, 12月, 国庆期间 are spans of dates, 月底 is
the last day.

Not covered: days of the moon's calendar (腊月二十), 隔周, 大约 words (三点左右 is 15:00), quarters of the year, moments
relative to an
event (开团前一天), English. A festival is a time only where it stands like one (元旦当天, 国庆期间, 春节前), not in
元旦联欢会.
"""

from __future__ import annotations

from intents.times.finding import FoundTime, find_times, read_time

__all__ = ["FoundTime", "find_times", "read_time"]
