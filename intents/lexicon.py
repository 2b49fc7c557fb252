"""All names that a neighbourhood knows, and where a message says them: exactly, by sound, or nearly."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import product

from ahocorasick_rs import AhoCorasick, MatchKind
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from intents.cues import ASKED, CHOSEN, COUNTED, CUE_BITS, CUE_WORDS, JOINED, SURELY
from intents.normalise import loose_syllables, normalise, squeeze, syllables
from intents.one_off import less_one, one_off
from intents.segmentation import UNLISTED, Segmenter
from intents.signs import ALL_CUES, NAMED, bits_of_signs, cues_of
from intents.surfaces import derived_surfaces
from intents.tables.foods import foods_of_three

MOST_CANDIDATES = 2_000
LONGEST_WITH_SLIPS = 500  # characters: a longer text is pasted, not spoken, and cutting it into words takes milliseconds
PARTICLES = frozenset("吗呢吧啊呀嘛的了")  # what nobody means by another sign
_PEOPLE = frozenset(("person", "room"))  # who is not looked for by sound
_ASKS_AT_END = ("不", "没", "没得")
_ENDS_OF_QUESTIONS = frozenset(end[-1] for end in _ASKS_AT_END)  # looked at first: it takes a fifth of the time
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """A way to say something that the workbook has. kind: one of `intents.markers.KINDS`; value: the workbook's own
    name.

    offering (服务内容 of a shop): value is the shop's first 类别, which is what a search for it looks for;
    cart_offering (服务内容 of a 服务车): value is the 服务内容 itself; room, person: the name as shown.
    """

    surface: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """What a surface means. full: a name or alias of the workbook; else a part or an everyday word (土鸡蛋 → 鸡蛋)."""

    kind: str
    value: str
    full: bool = True


@dataclass(slots=True, unsafe_hash=True)  # frozen, it would take a microsecond longer to make
class Found:
    """A known name in a text: text[start:end] == said. exact: written so; else it only sounds so.

    common: it only sounds so, and what is written is a word of its own (要点 for 药店): strong context needed.
    """

    start: int
    end: int
    said: str
    names: tuple[Name, ...]
    exact: bool = True
    common: bool = False

    def _of(self, kinds: Sequence[str]) -> Sequence[Name]:
        if len(self.names) == 1:
            return self.names if self.names[0].kind in kinds else ()
        return [name for name in self.names if name.kind in kinds]

    def values(self, *kinds: str) -> tuple[str, ...]:
        """The workbook's names of these kinds that this may mean, full names first."""
        found = self._of(kinds)
        if len(found) < 2:  # nearly always, and asked twenty times of each message
            return (found[0].value,) if found else ()
        return tuple(dict.fromkeys(name.value for name in sorted(found, key=lambda name: not name.full)))

    def full_values(self, *kinds: str) -> tuple[str, ...]:
        """As `values`, but where some are full names or aliases, only these."""
        found = self._of(kinds)
        if len(found) < 2:
            return (found[0].value,) if found else ()
        return tuple(dict.fromkeys(name.value for name in found if name.full)) or self.values(*kinds)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Immutable; built once when the catalogue changed. Looking up takes one pass over the text, however many names."""

    surfaces: tuple[str, ...] = ()
    names: tuple[tuple[Name, ...], ...] = ()
    words: Segmenter = field(default_factory=Segmenter)
    _exact: AhoCorasick | None = None
    _sounds: AhoCorasick | None = None
    _sound_surfaces: tuple[int, ...] = ()
    _codes: tuple[str, ...] = ()
    _loose: tuple[str, ...] = ()
    _by_syllable: Mapping[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    _nearly: Mapping[int, int | tuple[int, ...]] = field(default_factory=dict)  # see `intents.one_off`
    _values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _of_kind: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    _weights: tuple[int, ...] = ()
    _signs: AhoCorasick = field(default_factory=lambda: AhoCorasick(list(CUE_WORDS), store_patterns=True))
    _bits: Mapping[str, int] = field(default_factory=lambda: CUE_BITS)  # of each sign: see `intents.signs`

    @classmethod
    def build(cls, entries: Iterable[Entry], words: Segmenter | None = None) -> Lexicon:
        """A lexicon of these names, with the parts and everyday words that follow from them."""
        words = words or Segmenter()
        given = [Entry(_dense(entry.surface), entry.kind, entry.value) for entry in entries]
        meant: dict[str, dict[tuple[str, str], bool]] = defaultdict(dict)
        for entry in given:
            if entry.surface:
                meant[entry.surface][entry.kind, entry.value] = True
        for surface, kind, value in derived_surfaces(given, words):
            meant[surface].setdefault((kind, value), False)
        words.learn((*UNLISTED, *foods_of_three(), *(surface for surface in meant if 2 <= len(surface) <= 8)))
        return cls._index(meant, words)

    @classmethod
    def _index(cls, meant: Mapping[str, Mapping[tuple[str, str], bool]], words: Segmenter) -> Lexicon:
        surfaces = tuple(meant)
        names = tuple(tuple(Name(kind, value, full) for (kind, value), full in meant[s].items()) for s in surfaces)
        codes = tuple(syllables(surface) for surface in surfaces)
        sounding = tuple(i for i, surface in enumerate(surfaces) if _is_heard(surface, names[i]))
        weights = tuple(cues_of(name.kind for name in of) for of in names)
        loose = tuple(loose_syllables(surface) for surface in surfaces)
        by_syllable: dict[tuple[str, str], list[int]] = defaultdict(list)
        values: dict[str, set[str]] = defaultdict(set)
        of_kind: dict[str, dict[int, None]] = defaultdict(dict)
        for index, code in enumerate(codes):
            for name in names[index]:
                values[name.kind].add(name.value)
                of_kind[name.kind][index] = None
            kinds = {name.kind for name in names[index]}
            for kind, syllable in product(kinds, set(code)):
                by_syllable[kind, syllable].append(index)
        return cls(
            surfaces,
            names,
            words,
            AhoCorasick(surfaces, matchkind=MatchKind.LeftmostLongest) if surfaces else None,
            AhoCorasick([codes[i] for i in sounding], matchkind=MatchKind.LeftmostLongest) if sounding else None,
            sounding,
            codes,
            loose,
            {key: tuple(found) for key, found in by_syllable.items()},
            one_off(({name.kind for name in of} - _PEOPLE for of in names), loose),
            {kind: frozenset(found) for kind, found in values.items()},
            {kind: tuple(indexes) for kind, indexes in of_kind.items()},
            weights,
            AhoCorasick(list(bits := bits_of_signs(surfaces, weights)), store_patterns=True),
            bits,
        )

    def values(self, kind: str) -> frozenset[str]:
        """All names of the workbook of one kind."""
        return self._values.get(kind, frozenset())

    def said_for(self, kind: str) -> dict[str, str]:
        """The surfaces of one kind, and what each means first."""
        return {self.surfaces[at]: next(name.value for name in self.names[at] if name.kind == kind)
                for at in self._of_kind.get(kind, ())}

    def glance(self, dense: str) -> tuple[int, bool]:
        """The cues (see `intents.cues`) of a squeezed text, and whether it may concern the bot by what it says or names.

        A short text counts as ASKED: the question may be left out.
        """
        seen, bits = 0, self._bits
        for sign in self._signs.find_matches_as_strings(dense, overlapping=True):
            seen |= bits[sign]
        if seen & SURELY:
            return seen & ALL_CUES, True
        said, cues = seen & ALL_CUES, seen
        if (length := len(dense)) <= 14:  # an option, or an answer, may stand alone
            cues |= CHOSEN if length > 8 else CHOSEN | ASKED | COUNTED | JOINED
        if dense[-1:] in _ENDS_OF_QUESTIONS and dense.endswith(_ASKS_AT_END):
            cues |= ASKED  # 礼拜天看牙不
        said |= cues & ASKED
        if cues & (seen >> NAMED):
            return said, True
        if self._sounds is not None and cues & (ASKED | COUNTED):
            for sound, _, _ in self._sounds.find_matches_as_indexes(syllables(dense)):
                if self._weights[self._sound_surfaces[sound]] & cues:
                    return said, True
        return said, False

    def find(self, text: str, squeezed: tuple[str, Sequence[int]] | None = None) -> tuple[Found, ...]:
        """The known names in a normalised text, in order, without overlaps; the longest wins, and the exact one
        before the like-sounding. squeezed: the text squeezed, where that is known.
        """
        dense, offsets = squeezed or squeeze(text)
        if self._exact is None or not dense:
            return ()
        exact = self._exact.find_matches_as_indexes(dense)
        heard = self._sounds.find_matches_as_indexes(syllables(dense)) if self._sounds is not None else ()
        written = [(start, end) for _, start, end in exact]
        if not heard or (len(exact) < 9 and all((start, end) in written for _, start, end in heard)):
            if isinstance(offsets, range):  # nearly always: no space was taken out
                return tuple([Found(start, end, text[start:end], self.names[index]) for index, start, end in exact])
            return tuple([self._found(text, dense, offsets, start, end, index, True, _NONE) for index, start, end in exact])
        taken = sorted(self._with_sounds(dense, exact, heard, [(start, end, index, True) for index, start, end in exact]))
        slips = {dense[start:end] for start, end, _, as_it_is in taken if not as_it_is}
        words = {said for said in slips if self.words.is_word(said)}  # each once, however often it stands there
        return tuple([self._found(text, dense, offsets, *hit, words) for hit in taken])

    def exactly(self, text: str) -> Found | None:
        """The known name that a normalised text is as it stands, and nothing besides; None where it is none."""
        dense, offsets = squeeze(text)
        hits = self._exact.find_matches_as_indexes(dense) if self._exact is not None and dense in self._bits else ()
        if len(hits) != 1 or hits[0][1:] != (0, len(dense)):
            return None
        return self._found(text, dense, offsets, 0, len(dense), hits[0][0], True, _NONE)

    def _with_sounds(
        self, dense: str, exact: Sequence[tuple[int, int, int]], heard: Sequence[tuple[int, int, int]],
        taken: list[tuple[int, int, int, bool]],
    ) -> list[tuple[int, int, int, bool]]:
        boundaries: frozenset[int] | None = None
        spans = [hit[1:] for hit in exact]  # in order: exact hits never overlap
        starts, ends = [start for start, _ in spans], [end for _, end in spans]
        for sound, start, end in heard:
            if (start, end) in spans[:9]:
                continue  # nearly always: who hears a name reads it as well
            index = self._sound_surfaces[sound]
            overlapped = spans[bisect_right(ends, start) : bisect_left(starts, end)]
            if any(first <= start and end <= last for first, last in overlapped):
                continue
            if overlapped and not (end - start > 2 and all(start <= first and last <= end for first, last in overlapped)):
                continue
            said, surface = dense[start:end], self.surfaces[index]
            if said != surface:
                if _for_a_particle(said, surface) or len(dense) > LONGEST_WITH_SLIPS:
                    continue
                boundaries = boundaries or self.words.boundaries(dense)
                if start not in boundaries or end not in boundaries:
                    continue  # it would tear a word of the common language apart
            if overlapped:
                taken = [hit for hit in taken if not (start <= hit[0] and hit[1] <= end)]
            taken.append((start, end, index, said == surface))
        return taken

    def _found(
        self, text: str, dense: str, offsets: Sequence[int], start: int, end: int, index: int, exact: bool,
        words: AbstractSet[str],
    ) -> Found:
        first, last = offsets[start], offsets[end - 1] + 1
        common = not exact and dense[start:end] in words
        return Found(first, last, text[first:last], self.names[index], exact, common)

    def alike(self, text: str, kinds: Sequence[str]) -> tuple[str, ...]:
        """The names of these kinds (persons and rooms are none) that share a syllable with the text and differ from it by
        one syllable at most: another one, one too many, one too few, two swapped.
        """
        said = _dense(text)
        sounds = loose_syllables(text)
        shared: set[int] = set()
        for kind, key in product(kinds, less_one(loose_syllables(said))):
            found = self._nearly.get(hash((kind, key)), ())
            shared.update((found,) if isinstance(found, int) else found)
        if not shared:
            return ()
        code = set(syllables(said))
        near = (at for at in sorted(shared) if OSA.distance(sounds, self._loose[at], score_cutoff=1) <= 1)
        return tuple(self.surfaces[at] for at in near if not code.isdisjoint(self._codes[at]))

    def meanings(self, surface: str, kinds: Sequence[str]) -> frozenset[str]:
        """The workbook's names of these kinds that a known surface may mean."""
        found = self.find(surface)
        return frozenset(found[0].full_values(*kinds)) if len(found) == 1 else frozenset()

    def closest(self, text: str, kinds: Sequence[str], at_least: float = 70.0) -> tuple[Name, ...]:
        """What a text that is no known name may mean, by the likeness of its syllables (0 to 100); the best ones,
        () where none is near.

        Only names that share a syllable with the text are looked at, and at most a bounded number of them.
        """
        code = syllables(_dense(text))
        if not code:
            return ()
        sharing = [self._by_syllable.get(key, ()) for key in product(kinds, sorted(set(code)))]
        candidates: dict[int, None] = {}
        for indexes in sorted(sharing, key=len):
            candidates.update(dict.fromkeys(indexes[: MOST_CANDIDATES - len(candidates)]))
        best = process.extract(
            code, {index: self._codes[index] for index in candidates}, scorer=fuzz.ratio, score_cutoff=at_least, limit=3
        )
        found = [
            name for _, score, index in best if score == best[0][1] for name in self.names[index] if name.kind in kinds
        ]
        return tuple(dict.fromkeys(found))


_FUNCTION_WORDS = frozenset("都有还就也不没是的了在这那和跟给再又很才")


def _for_a_particle(written: str, meant: str) -> bool:
    """Whether a particle stands for a sign of a short name (还有吗 有的话 speaks of no 麻油), or a word of rating (打五星)."""
    if len(written) == 2 and _FUNCTION_WORDS.issuperset(written):
        return True  # 都有啥 speaks of no 豆油
    if written[0] == "打" and len(written) > 1 and written[1] in "一二三四五12345" and written[-1] in "星颗":
        return True
    return len(written) < 3 and any(
        sign in PARTICLES and sign != other for sign, other in zip(written, meant, strict=False)
    )


def _is_heard(surface: str, names: Sequence[Name]) -> bool:
    """Whether a name is also known by its sound: persons are not, nor short everyday words for something."""
    if len(surface) < 2 or all(name.kind in _PEOPLE for name in names):
        return False
    return len(surface) > 2 or any(
        name.kind in ("product", "category", "option", "activity") and (name.full or name.kind == "product")
        for name in names
    )


def _dense(surface: str) -> str:
    return squeeze(normalise(surface))[0]
