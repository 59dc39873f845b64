"""Exposure is a union, and no quantile is made better by looking away from what is open."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.response import (
    HALF,
    Course,
    Outcome,
    exposure,
    quantile,
    time_to_fix,
)
from tests.support.house import START

MINUTE = timedelta(minutes=1)
OPEN, FIXED, CLOSED = Outcome.OPEN, Outcome.FIXED, Outcome.CLOSED


def interval(start: int, end: int):
    return START + start * MINUTE, START + end * MINUTE


INTERVALS = st.lists(st.builds(interval, st.integers(0, 40), st.integers(0, 40)), max_size=8)
SHARES = st.sampled_from([Fraction(1, 10), HALF, Fraction(9, 10), Fraction(1)])
COURSES = st.lists(
    st.builds(Course, st.integers(0, 9).map(lambda n: n * MINUTE), st.sampled_from(Outcome)),
    max_size=12,
)


@given(INTERVALS)
def test_exposure_is_what_counting_each_minute_gives(intervals):
    minutes = {
        n for start, end in intervals for n in range(41) if start <= START + n * MINUTE < end
    }
    assert exposure(intervals) == len(minutes) * MINUTE


@given(INTERVALS, INTERVALS, st.data())
def test_exposure_grows_with_what_is_added_and_with_nothing_else(one, other, data):
    both = exposure(one + other)
    assert max(exposure(one), exposure(other)) <= both <= exposure(one) + exposure(other)
    told = data.draw(st.permutations(one + other + one))
    assert exposure(told) == both
    shifted = [(start + 7 * MINUTE, end + 7 * MINUTE) for start, end in one]
    assert exposure(shifted) == exposure(one)


@given(st.lists(st.integers(0, 50).map(lambda n: n * MINUTE), min_size=1), SHARES)
def test_a_quantile_is_the_least_that_the_share_does_not_exceed(lengths, share):
    found = quantile(lengths, share)
    assert found in lengths
    assert sum(length <= found for length in lengths) >= share * len(lengths)
    assert sum(length < found for length in lengths) < share * len(lengths)


def test_no_length_has_no_quantile():
    assert quantile([], HALF) is None
    assert time_to_fix([]) is None


@given(COURSES, SHARES)
def test_where_all_are_fixed_the_time_to_fix_is_the_quantile(courses, share):
    fixed = [Course(course.length, FIXED) for course in courses]
    assert time_to_fix(fixed, share) == quantile([c.length for c in fixed], share)


def never(found: timedelta | None) -> timedelta:
    return timedelta.max if found is None else found


@given(COURSES, st.integers(0, 9), SHARES)
def test_what_is_not_fixed_never_makes_the_time_shorter(courses, minutes, share):
    before = never(time_to_fix(courses, share))
    for outcome in (OPEN, CLOSED, Outcome.ACCEPTED):
        more = [*courses, Course(minutes * MINUTE, outcome)]
        assert never(time_to_fix(more, share)) >= before


@given(COURSES, st.data(), SHARES)
def test_looking_away_never_makes_it_shorter(courses, data, share):
    # Fixed ones that are told as still open at that moment.
    hidden = data.draw(st.sets(st.integers(0, 11)))
    away = [Course(c.length, OPEN) if n in hidden else c for n, c in enumerate(courses)]
    assert never(time_to_fix(away, share)) >= never(time_to_fix(courses, share))


@pytest.mark.parametrize(
    ("courses", "minutes"),
    [
        ([(1, FIXED), (2, FIXED), (3, FIXED)], 2),
        # Only fixed ones would say 1; the open one is at risk until 9.
        ([(1, FIXED), (9, OPEN)], 1),
        ([(1, FIXED), (9, OPEN), (9, OPEN)], None),
        ([(1, OPEN), (2, FIXED)], 2),
        # What ended at the same time otherwise was still at risk then.
        ([(2, FIXED), (2, CLOSED)], 2),
        ([(2, FIXED), (2, CLOSED), (3, OPEN)], None),
        # The textbook: 6 at risk, then 4, then 1.
        ([(1, FIXED), (2, OPEN), (3, FIXED), (4, FIXED), (5, OPEN), (6, FIXED)], 4),
        ([(1, OPEN), (2, CLOSED)], None),
    ],
)
def test_the_median_of_kaplan_and_meier(courses, minutes):
    told = time_to_fix([Course(n * MINUTE, outcome) for n, outcome in courses])
    assert told == (None if minutes is None else minutes * MINUTE)
