"""IAM's wildcards, exactly: ``*`` is any run of characters (also ``:`` and ``/``), ``?`` is one.

Beyond matching one text, this module answers questions about *all* texts, without approximation.
Texts that match the same patterns are the same to a policy, so a question about every action or
every resource is a question about one sample of each kind. `samples` finds them by walking all
patterns at once as one automaton, whose set of live positions is the bits of one integer.
"""

from __future__ import annotations

import re
import string
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from posturewatch.domain.answer import Answer, all_of

# A wildcard of this module's own, for the question in `samples` only: any run without a colon.
WITHIN_PART = "\x1f"

_FIRST_WILDCARD = re.compile(f"[*?{WITHIN_PART}]")

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)

# A policy of the largest size that AWS accepts needs a few thousand states. What needs more was
# written to be expensive; it gets no sample, and so MAYBE, instead of a function that times out.
_MOST_STATES = 20_000


def fold(text: str) -> str:
    """Return the text with ASCII capitals lowered: IAM compares actions and keys that way."""
    return text.translate(_LOWER)


def has_wildcard(text: str) -> bool:
    """Say whether the text is a pattern instead of one literal value."""
    return "*" in text or "?" in text


def matches(pattern: str, text: str) -> bool:
    """Say whether the pattern matches the whole text, in time linear in the product of lengths."""
    if not has_wildcard(pattern):
        return pattern == text
    at = place = 0
    star, resume = -1, 0
    while at < len(text):
        if place < len(pattern) and pattern[place] == "*":
            star, resume = place, at
            place += 1
        elif place < len(pattern) and pattern[place] in ("?", text[at]):
            place += 1
            at += 1
        elif star >= 0:
            resume += 1
            place, at = star + 1, resume
        else:
            return False
    return all(character == "*" for character in pattern[place:])


def covers(outer: str, inner: str) -> Answer:
    """Say whether every text that matches ``inner`` also matches ``outer``.

    Exact; ``MAYBE`` only for patterns too intricate to decide within the limit of states.
    """
    found = samples((outer,), inner)
    if found is None:
        return Answer.MAYBE
    return all_of(Answer.of(matches(outer, text)) for text in found)


def samples(
    patterns: Iterable[str], within: str, *, actions: bool = False
) -> tuple[str, ...] | None:
    """Return one text of every kind that the patterns tell apart, among those matching ``within``.

    Args:
        patterns: The patterns whose matches distinguish one kind from another.
        within: The pattern that every sample matches; a literal has itself as its only sample. It
            may use `WITHIN_PART` beside IAM's own wildcards.
        actions: Consider only texts that can be an action, ``service:Name`` in lower case, so that
            ``*:*`` and ``*`` are seen to be equal.

    Returns:
        The samples, or None if there are too many kinds to enumerate.
    """
    if not has_wildcard(within) and WITHIN_PART not in within:
        return (within,)
    beginning = _beginning(within)
    meeting = {
        pattern
        for pattern in patterns
        if (own := _beginning(pattern)).startswith(beginning) or beginning.startswith(own)
    }
    return _samples(tuple(sorted(meeting)), within, actions)


@lru_cache(maxsize=4096)
def _beginning(pattern: str) -> str:
    """Return what every text that matches begins with."""
    return _FIRST_WILDCARD.split(pattern, maxsplit=1)[0]


@lru_cache(maxsize=512)
def _samples(patterns: tuple[str, ...], within: str, actions: bool) -> tuple[str, ...] | None:
    automaton = _Automaton.of((within, *patterns))
    start = (automaton.start, _START)
    reached = {start}
    found: dict[int, str] = {}
    queue = deque([(start, "")])
    while queue:
        (state, phase), text = queue.popleft()
        kind = state & automaton.finals
        if kind & automaton.first_final and phase == _NAME:
            found.setdefault(kind, text)
        for character in automaton.distinct_characters(state, phase if actions else None):
            step = (
                automaton.step(state, character),
                _next_phase(phase, character) if actions else _NAME,
            )
            if step[0] & automaton.first_positions and step not in reached:
                reached.add(step)
                if len(reached) > _MOST_STATES:
                    return None
                queue.append((step, text + character))
    # A pattern that nothing real matches is weighed as the text that it is, never as nothing.
    return tuple(found.values()) or (within,)


# Where in "service:Name" a text has got to. Both parts begin with a letter.
_START, _SERVICE, _COLON, _NAME = range(4)
_LETTERS = string.ascii_lowercase
_DIGITS = string.digits


def _next_phase(phase: int, character: str) -> int:
    if character == ":":
        return _COLON
    return _SERVICE if phase in (_START, _SERVICE) else _NAME


def _alphabet(phase: int) -> tuple[str, ...]:
    """Return the characters that may follow, grouped by the phase that they lead to."""
    if phase == _SERVICE:
        return (_LETTERS + _DIGITS + "-", ":")
    return (_LETTERS + _DIGITS + "-_.",) if phase == _NAME else (_LETTERS,)


@dataclass(frozen=True, slots=True)
class _Automaton:
    """Patterns side by side: each owns a run of bits, one for every position it can be at."""

    start: int
    literals: dict[str, int]
    anything: int
    loops: int
    part_loops: int
    finals: int
    first_final: int
    first_positions: int
    unused: str

    @classmethod
    def of(cls, patterns: tuple[str, ...]) -> _Automaton:
        start = anything = loops = part_loops = finals = 0
        literals: dict[str, int] = {}
        first_final = first_positions = 0
        bit = 1
        for number, pattern in enumerate(patterns):
            begin = bit
            start |= bit
            for character in pattern:
                if character == "*":
                    loops |= bit
                    continue
                if character == WITHIN_PART and number == 0:
                    part_loops |= bit
                    continue
                if character == "?":
                    anything |= bit
                else:
                    literals[character] = literals.get(character, 0) | bit
                bit <<= 1
            finals |= bit
            if number == 0:
                first_final, first_positions = bit, (bit << 1) - begin
            bit <<= 1
        # A character that no pattern names stands for all the characters that none names.
        unused = next(chr(code) for code in range(0xE000, 0x110000) if chr(code) not in literals)
        return cls(
            start,
            literals,
            anything,
            loops,
            part_loops,
            finals,
            first_final,
            first_positions,
            unused,
        )

    def step(self, state: int, character: str) -> int:
        """Return the positions that the character leads to."""
        accepted = state & (self.literals.get(character, 0) | self.anything)
        loops = self.loops if character == ":" else self.loops | self.part_loops
        return (accepted << 1) | (state & loops)

    def distinct_characters(self, state: int, phase: int | None) -> Iterator[str]:
        """Yield one character for each different step that can be taken from here."""
        if phase is None:
            yield from (each for each, places in self.literals.items() if places & state)
            yield self.unused
            return
        for group in _alphabet(phase):
            other_seen = False
            for character in group:
                if self.literals.get(character, 0) & state:
                    yield character
                elif not other_seen:
                    other_seen = True
                    yield character
