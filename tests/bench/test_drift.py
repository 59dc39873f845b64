"""A hundred thousand random changes, a quarter of them twice and a tenth late: drift 0."""

import pytest

from posturewatch.usecases.verify import Verifier
from tests.support.churn import Churn
from tests.support.house import ACCOUNT, CARD, catalogued

CHANGES = 100_000


@pytest.mark.bench
@pytest.mark.timeout(1800)
def test_a_hundred_thousand_random_changes_leave_no_drift():
    with catalogued():
        churn = Churn(seed=100, widgets=40)
        churn.live(CHANGES)
        verifier = Verifier(churn.store, CARD, churn.house.clock)
        assert verifier.verify(ACCOUNT).drift == 0
        churn.score()
        found = verifier.verify(ACCOUNT)
        assert (found.drift, found.waiting, found.is_right) == (0, 0, True)
        print(f"\n{churn.delivered:,} events, {found.rows:,} moves, drift {found.drift}")
