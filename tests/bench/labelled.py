"""How well messages are read: false triggers on plain chatter, and the labelled messages of our neighbourhoods."""

from __future__ import annotations

import io
import json
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.replay import replay
from tests.bench.corpora import NEIGHBOURHOODS, cases_of, chatter
from tests.bench.figures import Figure, at_least, at_most
from tests.bench.street import Street, street

AMOUNTS = ("items", "entries")
RECORDS = ("order", "amend_order", "express_demand", "relay")


def replayed(folder: Path, cases: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What `linli replay --isolated` says to these messages of a neighbourhood, by id."""
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as scratch:
        file, out = Path(scratch) / "messages.jsonl", io.StringIO()
        lines = ({key: value for key, value in case.items() if key not in ("expect", "tags")} for case in cases)
        file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        replay(file, folder / "world", out, isolated=True)
    answers = map(json.loads, out.getvalue().splitlines())
    return {answer["id"]: answer for answer in answers if answer["id"] is not None}


def trigger_figures(quick: bool) -> Iterator[Figure]:
    """Chatter said in each neighbourhood: whatever is answered or recorded is a false trigger."""
    texts = chatter().texts[: 900 if quick else 24_000]
    share = len(texts) // len(NEIGHBOURHOODS)
    for names in (0, 1_000):
        triggered: Counter[str] = Counter()
        for number, folder in enumerate(NEIGHBOURHOODS):
            with street(folder, names) as here:
                said = texts[number * share : (number + 1) * share]
                triggered += Counter(filter(None, (what_came(here, at, text) for at, text in enumerate(said))))
        rate = 1000 * sum(triggered.values()) / (share * len(NEIGHBOURHOODS))
        most = ", ".join(f"{intent} {count}" for intent, count in triggered.most_common(4))
        shown = f"{rate:.2f} in 1,000" + (f" ({most})" if most else "")
        if names:
            yield Figure(f"the same with {names:,} names, half of them words on sale that nobody chose", shown)
        else:
            what = f"false triggers, {len(texts):,} messages ({chatter().source}), {len(NEIGHBOURHOODS)} neighbourhoods"
            yield at_most(what, rate, 0.5, shown, "≤ 0.5 in 1,000")


def what_came(here: Street, number: int, text: str) -> str | None:
    """The intent that the bot acted on or asked about; None: it stayed silent."""
    outcome = here.parts.path.hear(here.says(number, text), keep=False).outcome
    if outcome.intent == "none" and not outcome.replies:
        return None
    return outcome.intent


def labelled_figures(quick: bool) -> Iterator[Figure]:
    """Each neighbourhood's labelled messages, each alone, as `linli replay --isolated` reads them."""
    sums: Counter[str] = Counter()
    for folder in NEIGHBOURHOODS:
        cases = cases_of(folder)[:: 8 if quick else 1]
        answers = replayed(folder, cases)
        for case in cases:
            sums += Counter(judged(case["expect"], answers.get(case["id"], {"intent": "no answer"})))
    where = f"{sums['all']} messages, {len(NEIGHBOURHOODS)} neighbourhoods"
    rows = (
        ("`none` messages left alone", "alone", "none", 99.5), ("intent", "intent", "all", 97.0),
        ("slots exact", "slots", "with slots", 95.0),
    )
    for what, good, every, least in rows:
        share = 100 * sums[good] / max(1, sums[every])
        yield at_least(
            f"{what} ({where})", share, least, f"{share:.1f} % ({sums[good]} of {sums[every]})", f"≥ {least:g} %"
        )
    wrong = 100 * sums["wrong quantity"] / max(1, sums["orders"])
    yield at_most(
        "wrong quantities recorded", wrong, 0.3, f"{wrong:.2f} % ({sums['wrong quantity']} of {sums['orders']})",
        "≤ 0.3 % of orders",
    )
    yield Figure("recorded where a question was due", f"{sums['not asked']}")


def judged(expect: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    """What counts of one message: all, none, alone, intent, with slots, slots, orders, wrong quantity,
    not asked."""
    found = ["all"]
    accepted = [expect, *(expect.get("alternatives") or ())]
    same = [one for one in accepted if one["intent"] == answer["intent"]]
    spoke = answer["intent"] == "none" and bool(answer.get("replies")) and not expect.get("reply_ok")
    good = bool(same) and not spoke
    if expect["intent"] == "none":
        found += ["none", "alone"] if good else ["none"]
    if good:
        found.append("intent")
    exact = good and any(fits(one.get("slots") or {}, answer.get("slots") or {}) for one in same)
    if expect.get("slots"):
        found += ["with slots", "slots"] if exact else ["with slots"]
    if expect["intent"] in RECORDS:
        found.append("orders")
    recorded = any((answer.get("slots") or {}).get(name) for name in AMOUNTS) and not answer.get("asking")
    if good and answer["intent"] in RECORDS and recorded:
        if expect.get("asking"):
            found.append("not asked")
        elif not any(_quantities(one.get("slots") or {}, answer["slots"]) for one in same):
            found.append("wrong quantity")
    return found


def _quantities(wanted: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    """Whether what was recorded is what the label says, as far as it says anything."""
    return all(fits(wanted[name], got.get(name)) for name in AMOUNTS if name in wanted)


def fits(wanted: Any, got: Any) -> bool:
    """Whether a value is the one that was wanted; of an object, whether it has all that was wanted."""
    if isinstance(wanted, dict) and len(wanted) == 1:
        (kind, what), text = next(iter(wanted.items())), plain(got)
        if kind == "any_of":
            return any(fits(one, got) for one in what)
        if kind == "contains":
            return all(plain(one) in text for one in (what if isinstance(what, list) else [what]))
        if kind == "digits":
            return all(part in text for part in what.split())
    if isinstance(wanted, dict):
        return isinstance(got, dict) and all(fits(value, got.get(name)) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(got, list) and len(got) == len(wanted) and all(any(fits(w, g) for g in got) for w in wanted)
    if isinstance(wanted, (int, float)) and isinstance(got, (int, float)):
        return abs(wanted - got) < 1e-6
    return plain(wanted) == plain(got) or (instant(wanted) is not None and instant(wanted) == instant(got))


def plain(value: Any) -> str:
    """A value as text without what does not matter: width, case, spaces."""
    return "".join(unicodedata.normalize("NFKC", str(value)).lower().split())


def instant(value: Any) -> datetime | None:
    """The instant that a text names, if it names one."""
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else None
