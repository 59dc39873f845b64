"""Every control is asked, and none can make the others silent."""

from posturewatch.domain.verdict import Status
from posturewatch.usecases.judge import judge
from tests.support.house import CONTROLS, make_control, widget


def test_each_control_answers_for_itself():
    verdicts = judge(widget(is_private=False, label="?"), CONTROLS)
    assert {name: v.status for name, v in verdicts.items()} == {
        "test-widget-sealed": Status.PASSED,
        "test-widget-private": Status.FAILED,
        "test-widget-labelled": Status.WARNING,
    }


def test_no_controls_no_verdicts():
    assert judge(widget(), ()) == {}


def test_endless_recursion_is_a_crash_like_any_other():
    def endless(resource):
        return endless(resource)

    (verdict,) = judge(widget(), [make_control("test-widget-endless", ask=endless)]).values()
    assert verdict.status is Status.NOT_AVAILABLE
    assert verdict.reason == "The control crashed: RecursionError."
