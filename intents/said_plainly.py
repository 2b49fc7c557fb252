"""A message in the words in which orders are read, where it is said otherwise: several people, wishes, sums, second thoughts."""

from __future__ import annotations

import re

from intents.apiece import OF_SEVERAL, in_words_of_each
from intents.dropped_with_reason import without_reason
from intents.heard import Heard
from intents.kept_as_is import without_kept
from intents.kinds_of_each import in_names_of_each
from intents.not_that_many import with_the_other_number
from intents.own_goods import IN_ALL, in_plain_sums
from intents.parts_and_sum import in_the_sum
from intents.patterns import Sifted
from intents.persons import RETOLD
from intents.same_for_another import with_the_thing_again
from intents.sieved import Sieved
from intents.thought_again import (
    AS_BEFORE,
    HOLDS,
    IF_THERE,
    OF_ONE_HOUSEHOLD,
    TAKES_INSTEAD,
    THOUGHT_BEFORE,
    in_last_numbers,
    in_words_of_one_household,
    without_polite_conditions,
)
from intents.whose_goods import with_whom_ahead
from intents.why_now import without_why_now
from intents.wishes import WISHES, in_plain_wishes

# 橙子（赣南）2: which sort, in brackets
_WHICH_SORT = re.compile(r"[(\[【](?P<sort>[\u4e00-\u9fff]{1,6})[)\]】]\s?(?=[0-9一二两俩三四五六七八九十半])")
_PLAINER = (in_words_of_one_household, in_words_of_each, in_plain_wishes, without_polite_conditions, in_plain_sums)
# One of these fits whatever those of `_PLAINER` change for somebody who has wished for nothing.
_SAID_OTHERWISE = Sieved((*OF_ONE_HOUSEHOLD, *OF_SEVERAL, *RETOLD, *WISHES, IF_THERE.source, IN_ALL))
# 我要的是两斤海蛎不是三斤: the number that is said to be wrong goes
_NOT_SO_MUCH = Sifted(
    r"(?<=是)(?P<so>[0-9一二两三四五六七八九十半]{1,3}[\u4e00-\u9fff][^,，。\s]{0,6}?)[\s,，]*(?:而|可)?不\s?是[0-9一二两三四五六七八九十半]{1,3}[\u4e00-\u9fff]"
    r"(?=$|[\s,，。啊呀哦哈!！])"
)

# 鸡蛋几盒好呢 先来两盒吧: they ask themselves, and decide
_ASKS_ONESELF = Sifted(
    r"(?:要|买|订|来|拿)?几[盒箱斤袋份桶瓶个块只把条]\s?(?:才)?(?:合适|好|够)(?:呢|啊|呀|咧)?[\s,，?？]+(?:那|就|我|嗯|还是|先|给我){0,3}(?=[要来订拿][0-9一二两三四五六七八九十半])"
)


def in_plain_words(heard: Heard) -> Heard:
    """The message as orders are read; the same one where nothing is said otherwise."""
    of_ones_own = (without_kept, without_reason) if heard.speaker.ordered else ()
    for said_plainly in (without_why_now, *of_ones_own, in_the_sum, with_the_other_number, with_whom_ahead):
        if (plain := said_plainly(heard)) != heard.text:
            heard = heard.about(plain)
    if _SAID_OTHERWISE.fitting(heard.text) or heard.speaker.demanded:
        for said_plainly in _PLAINER:
            if (plain := said_plainly(heard)) != heard.text:
                heard = heard.about(plain)
    if (plain := _NOT_SO_MUCH.sub(r"\g<so>", _ASKS_ONESELF.sub(" ", heard.text))) != heard.text:
        heard = heard.about(plain)
    for said_plainly in (in_names_of_each, with_the_thing_again, in_last_numbers):
        if (plain := said_plainly(heard)) != heard.text:
            heard = heard.about(plain)
    if not heard.speaker.ordered and (plain := TAKES_INSTEAD.sub(r"\g<drop> 要", heard.text)) != heard.text:
        heard = heard.about(plain)
    plain = THOUGHT_BEFORE.sub(r"\g<order>", HOLDS.sub("", AS_BEFORE.sub(" ", heard.text)))
    plain = _WHICH_SORT.sub(r" \g<sort> ", plain)
    return heard.about(plain) if plain != heard.text else heard
