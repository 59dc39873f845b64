"""Risks are accepted, extended, ended and kept as code; the second figure follows at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from posturewatch.domain.errors import BadInput, StoreConflict
from posturewatch.domain.exception import MAX_TERM, Origin, Scope, Terms, evidence_hash
from posturewatch.domain.exception_file import ExceptionFile
from posturewatch.usecases.except_ import Excepter, StandingKind
from tests.support.house import ACCOUNT, CARD, CONTROLS, START, change, covered, key, widget

SEALED, PRIVATE, LABELLED = (control.id for control in CONTROLS)
ME = "arn:aws:iam::123456789012:user/ada"
FRESH = timedelta(hours=48)
ONE = Scope(resource=key(), controls=(SEALED,))


def terms(scope: Scope = ONE, id: str = "x", **more) -> Terms:
    whole = {
        "reason": "Why.",
        "requested_by": "ada",
        "approved_by": "grace",
        "expires_at": START + timedelta(days=30),
        "where": "here",
        **more,
    }
    return Terms(id, scope, **whole)


@pytest.fixture
def excepter(house) -> Excepter:
    covered(house.store)
    return Excepter(house.store, house.clock)


def put(house, id: str = "w-1", **properties) -> None:
    """Change a widget of the account, and let everything be judged and scored."""
    house.clock.tick(60)
    house.world.put(widget(key(id), **properties))
    house.evaluate(change(key(id), at=house.clock()))
    house.scorer.score(house.waiting())


def figures(excepter) -> tuple[int, int]:
    headline, second, _ = excepter.figures(ACCOUNT, CARD, FRESH)
    return headline.earned, second.earned


def kinds(excepter) -> dict[str, str]:
    return {s.exception.id: s.kind.value for s in excepter.standing(ACCOUNT).standings}


def test_an_accepted_finding_moves_the_second_figure_alone(house, excepter):
    put(house, is_sealed=False)
    before = house.store.score(ACCOUNT)
    assert figures(excepter) == (4, 4)
    made = excepter.add(ACCOUNT, terms(), ME)
    assert figures(excepter) == (4, 11)
    assert house.store.score(ACCOUNT) == before
    assert (made.version, made.recorded_by, made.origin) == (1, ME, Origin.HAND)
    assert made.accepted_at == house.clock()
    _, second, acceptance = excepter.figures(ACCOUNT, CARD, FRESH)
    (line,) = [line for line in second.items if line.item.id == "sealing"]
    assert line.reason == "1 of 1 verdicts failed, as accepted risk."
    assert acceptance.by[f"{key()}/{SEALED}"] == made
    excepter.end(ACCOUNT, "x", ME)
    assert figures(excepter) == (4, 4)
    assert kinds(excepter) == {"x": "ended"}


def test_another_failing_resource_still_fails_the_item(house, excepter):
    put(house, is_sealed=False)
    excepter.add(ACCOUNT, terms(), ME)
    put(house, "w-2", is_sealed=False)
    assert figures(excepter) == (4, 4)


def test_it_expires_without_any_event(house, excepter):
    put(house, is_sealed=False)
    excepter.add(ACCOUNT, terms(expires_at=house.clock() + timedelta(hours=1)), ME)
    house.clock.tick(minutes=59)
    assert figures(excepter) == (4, 11)
    house.clock.tick(minutes=1)
    assert figures(excepter) == (4, 4)
    assert kinds(excepter) == {"x": "expired"}


def test_another_exposure_is_open_at_once(house, excepter):
    put(house, is_sealed=True, label="?")
    put(house, is_sealed=False)
    excepter.add(ACCOUNT, terms(), ME)
    assert figures(excepter)[1] == 11
    finding = house.store.load(key()).findings[SEALED]
    # The same status, and so no count and no move: the evidence alone is another one.
    worse = replace(finding, evidence={"sealed": False, "open": "to everyone"})
    house.store._findings[key()][SEALED] = worse
    assert figures(excepter)[1] == 4
    (standing,) = excepter.standing(ACCOUNT).standings
    assert (standing.kind, standing.reopened) == (StandingKind.REOPENED, (worse,))


def test_it_covers_the_same_exposure_in_a_later_episode_too(house, excepter):
    put(house, is_sealed=False)
    excepter.add(ACCOUNT, terms(), ME)
    put(house, is_sealed=True)
    assert kinds(excepter) == {"x": "unused"}
    put(house, is_sealed=False)
    assert house.store.load(key()).findings[SEALED].episode == 2
    assert kinds(excepter) == {"x": "used"}


def test_a_tag_is_looked_up_where_it_matters(house, excepter):
    put(house, is_sealed=False, tags={"stage": "dev"})
    put(house, "w-2", is_sealed=False, tags={"stage": "prod"})
    excepter.add(ACCOUNT, terms(Scope(controls=(SEALED,), tag=("stage", "dev"))), ME)
    acceptance = excepter.standing(ACCOUNT)
    assert [f.key.id for f in acceptance.accepted] == ["w-1"]
    assert [f.key.id for f in acceptance.left] == ["w-2"]
    put(house, "w-2", is_sealed=False, tags={"stage": "dev"})
    assert figures(excepter) == (4, 11)
    put(house, "w-2", is_sealed=False, tags={})
    assert figures(excepter) == (4, 4)


def test_an_accepted_failure_is_not_the_one_good_resource(house, excepter):
    put(house, label="")
    put(house, "w-2", label="")
    both = Scope(controls=(LABELLED,))
    excepter.add(ACCOUNT, terms(Scope(resource=key(), controls=(LABELLED,)), "one"), ME)
    assert figures(excepter) == (10, 10)
    excepter.add(ACCOUNT, terms(both, "all"), ME)
    assert figures(excepter) == (10, 11)


def test_a_resource_is_accepted_as_it_fails_now(house, excepter):
    put(house, is_sealed=False)
    made = excepter.add(ACCOUNT, terms(Scope(resource=key())), ME)
    assert set(made.evidence) == {SEALED}
    put(house, is_sealed=False, is_private=False)
    acceptance = excepter.standing(ACCOUNT)
    assert [f.control for f in acceptance.accepted] == [SEALED]
    assert [f.control for f in acceptance.left] == [PRIVATE]
    assert [f.control for f in acceptance.standings[0].reopened] == [PRIVATE]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"expires_at": START}, "it expired"),
        ({"expires_at": START + MAX_TERM + timedelta(days=1)}, "in more than 365 days"),
        ({"scope": Scope(resource=key(), controls=(PRIVATE,))}, "does not fail"),
        ({"scope": Scope(resource=key(), controls=(SEALED, PRIVATE))}, f"{PRIVATE} does not fail"),
        ({"scope": Scope(resource=key("none"))}, "has not been judged yet"),
        ({"scope": Scope(controls=("test-widget-seeled",))}, f"Is {SEALED} meant"),
        ({"scope": Scope(controls=("xxx-yyy",))}, "`posturewatch controls` lists them"),
        ({"scope": Scope(resource=key(), controls=("test-slow-widget-sealed",))}, "no control"),
    ],
)
def test_what_cannot_be_accepted(house, excepter, more, told):
    put(house, is_sealed=False)
    with pytest.raises(BadInput, match=told) as raised:
        excepter.add(ACCOUNT, terms(**more), ME)
    assert str(raised.value).startswith("here: ")
    assert house.store.exceptions(ACCOUNT) == []


def test_an_id_is_taken_until_it_is_ended(house, excepter):
    put(house, is_sealed=False)
    excepter.add(ACCOUNT, terms(), ME)
    with pytest.raises(BadInput, match="already"):
        excepter.add(ACCOUNT, terms(), ME)
    with pytest.raises(BadInput, match=r"has no exception 'y'\. It has x\."):
        excepter.end(ACCOUNT, "y", ME)
    ended = excepter.end(ACCOUNT, "x", ME)
    assert (ended.ended_by, ended.ended_at, ended.version) == (ME, house.clock(), 2)
    with pytest.raises(BadInput, match=r"has ended already\. It has none\."):
        excepter.end(ACCOUNT, "x", ME)
    assert excepter.add(ACCOUNT, terms(), ME).version == 3


def test_given_evidence_is_what_is_accepted(house, excepter):
    put(house, is_sealed=False)
    hash_ = evidence_hash(house.store.load(key()).findings[SEALED])
    excepter.add(ACCOUNT, terms(evidence={SEALED: "another"}), ME)
    assert kinds(excepter) == {"x": "reopened"}
    excepter.add(ACCOUNT, terms(id="y", evidence={SEALED: hash_}), ME)
    assert kinds(excepter) == {"x": "reopened", "y": "used"}


# --- As code --------------------------------------------------------------------------------------


def file(*each: Terms) -> ExceptionFile:
    return ExceptionFile(ACCOUNT, each)


def told(done) -> dict[str, list[str]]:
    names = ("added", "changed", "removed", "unchanged")
    return {n: [e.id for e in getattr(done, n)] for n in names if getattr(done, n)}


def test_a_file_is_reconciled(house, excepter):
    put(house, is_sealed=False, is_private=False)
    second = terms(Scope(resource=key(), controls=(PRIVATE,)), "y")
    excepter.add(ACCOUNT, terms(Scope(controls=(LABELLED,)), "by-hand"), ME)
    assert told(excepter.reconcile(file(terms(), second), ME)) == {"added": ["x", "y"]}
    assert told(excepter.reconcile(file(terms(), second), ME)) == {"unchanged": ["x", "y"]}
    longer = terms(expires_at=START + timedelta(days=60))
    done = excepter.reconcile(file(longer), ME, dry_run=True)
    assert told(done) == {"changed": ["x"], "removed": ["y"]}
    assert kinds(excepter) == {"by-hand": "unused", "x": "used", "y": "used"}
    excepter.reconcile(file(longer), ME)
    assert kinds(excepter) == {"by-hand": "unused", "x": "used", "y": "ended"}
    assert told(excepter.reconcile(file(longer, second), ME)) == {
        "added": ["y"],
        "unchanged": ["x"],
    }
    assert told(excepter.reconcile(file(), ME)) == {"removed": ["x", "y"]}
    assert told(excepter.reconcile(file(), ME)) == {}
    assert kinds(excepter) == {"by-hand": "unused", "x": "ended", "y": "ended"}


def test_applying_again_or_extending_accepts_no_other_exposure(house, excepter):
    put(house, is_sealed=False)
    excepter.reconcile(file(terms()), ME)
    finding = house.store.load(key()).findings[SEALED]
    house.store._findings[key()][SEALED] = replace(finding, evidence={"open": "to everyone"})
    excepter.reconcile(file(terms()), ME)
    assert kinds(excepter) == {"x": "reopened"}
    longer = terms(expires_at=START + timedelta(days=60))
    assert told(excepter.reconcile(file(longer), ME)) == {"changed": ["x"]}
    assert kinds(excepter) == {"x": "reopened"}
    # Another name is another decision, reviewed as such.
    excepter.reconcile(file(replace(longer, id="y")), ME)
    assert kinds(excepter) == {"x": "ended", "y": "used"}


def test_what_has_expired_may_stay_in_the_file_and_is_not_renewed(house, excepter):
    put(house, is_sealed=False)
    excepter.reconcile(file(terms()), ME)
    house.clock.tick(days=31)
    assert told(excepter.reconcile(file(terms()), ME)) == {"unchanged": ["x"]}
    assert kinds(excepter) == {"x": "expired"}
    with pytest.raises(BadInput, match="it expired"):
        excepter.reconcile(file(terms(reason="Reworded.")), ME)


def test_nothing_is_written_where_one_cannot_be_accepted(house, excepter):
    put(house, is_sealed=False)
    excepter.reconcile(file(terms()), ME)
    bad = terms(Scope(resource=key(), controls=(PRIVATE,)), "bad")
    good = terms(Scope(controls=(SEALED,)), "good")
    with pytest.raises(BadInput, match="does not fail"):
        excepter.reconcile(file(good, bad), ME)
    assert kinds(excepter) == {"x": "used"}


def test_code_and_hand_do_not_write_over_each_other(house, excepter):
    put(house, is_sealed=False)
    excepter.reconcile(file(terms()), ME)
    with pytest.raises(BadInput, match="kept as code"):
        excepter.end(ACCOUNT, "x", ME)
    excepter.add(ACCOUNT, terms(id="y"), ME)
    with pytest.raises(BadInput, match="made by hand"):
        excepter.reconcile(file(terms(), terms(id="y")), ME)


def test_a_race_is_lost_visibly_and_applying_again_makes_it_whole(house, excepter, monkeypatch):
    put(house, is_sealed=False, is_private=False)
    second = terms(Scope(resource=key(), controls=(PRIVATE,)), "y")
    real = house.store.put_exception

    def crash_on_y(exception, before):
        if exception.id == "y":
            raise StoreConflict("somebody else")
        real(exception, before)

    with monkeypatch.context() as patch:
        patch.setattr(house.store, "put_exception", crash_on_y)
        with pytest.raises(StoreConflict):
            excepter.reconcile(file(terms(), second), ME)
    assert told(excepter.reconcile(file(terms(), second), ME)) == {
        "added": ["y"],
        "unchanged": ["x"],
    }
