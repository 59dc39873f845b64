"""Who hears of what, and what is wrong with a file that does not say it well."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.bootstrap import WEBHOOK_CHANNEL, merged_routing, routing_file
from posturewatch.domain.control import Severity
from posturewatch.domain.errors import BadInput
from posturewatch.domain.routing import Matter, Route, Routing, joined

FILE = """
version = 1
triage = ["platform"]
security = ["security"]
default = ["everything"]

[destinations.everything]
sns = "$TOPIC"

[destinations.security]
slack = "C0SECURITY"

[destinations.platform]
slack = "#platform"

[destinations.payments]
slack = "C0PAYMENTS"
quiet = { from = "20:00", to = "07:00", zone = "Europe/Berlin", days = ["sat", "sun"] }

[[routes]]
name = "payments"
to = ["payments"]
team = ["payments", "payments-*"]
severity = "HIGH"
environment = ["prod*"]

[[routes]]
name = "databases"
to = ["platform"]
control = ["rds-*"]
account = ["111111111111"]
kind = ["regression"]

[[routes]]
name = "the card"
to = ["everything"]
standard = ["foundation/no_public_databases"]

[[routes]]
name = "rest of payments"
to = ["payments"]
team = ["payments"]
digest = true
last = true

[[routes]]
name = "never for payments"
to = ["security"]
team = ["*"]
severity = "MEDIUM"
"""
TOPIC = "arn:aws:sns:eu-west-1:111111111111:alerts"
ROUTING = Routing.parse(tomllib.loads(FILE), deployed={"sns": TOPIC})
OWNED = Matter("111111111111", Severity.MEDIUM, frozenset({"s3-bucket-versioning"}), "payments")


def heard(matter: Matter, routing: Routing = ROUTING) -> dict[str, str]:
    return {
        h.destination: "+".join(h.why) + (" (digest)" if h.digest else "")
        for h in routing.hear(matter)
    }


@pytest.mark.parametrize(
    ("matter", "expected"),
    [
        (OWNED, {"payments": "rest of payments (digest)"}),
        (
            replace(OWNED, severity=Severity.HIGH, environment="Production"),
            {"payments": "payments+rest of payments", "security": "security"},
        ),
        (replace(OWNED, team="payments-eu", severity=Severity.LOW), {"everything": "default"}),
        (replace(OWNED, team=""), {"platform": "triage"}),
        (
            replace(OWNED, team="data", controls=frozenset({"rds-db-instance-private"})),
            {"platform": "databases", "security": "never for payments"},
        ),
        (
            replace(
                OWNED, team="data", severity=Severity.LOW, kind="improvement",
                controls=frozenset({"rds-x"}),
            ),
            {"everything": "default"},
        ),
        (
            replace(
                OWNED, team="data", severity=Severity.LOW,
                standards=frozenset({"foundation", "foundation/no_public_databases"}),
            ),
            {"everything": "the card"},
        ),
        (Matter("1", Severity.INFORMATIONAL, kind="baseline"), {"everything": "default"}),
        (
            replace(OWNED, team="", severity=Severity.CRITICAL),
            {"platform": "triage", "security": "security"},
        ),
    ],
)  # fmt: skip
def test_who_hears(matter, expected):
    assert heard(matter) == expected


def test_the_file_of_the_house_tells_everything_to_what_is_deployed():
    both = merged_routing(routing_file(), {}, TOPIC, WEBHOOK_CHANNEL)
    assert heard(OWNED, both) == {"sns": "everything", "slack": "everything"}
    assert heard(OWNED, merged_routing(routing_file(), {}, TOPIC, "")) == {"sns": "everything"}
    assert heard(OWNED, merged_routing(routing_file(), {}, "", "")) == {}


def test_documents_of_the_table_come_on_top_and_a_bad_one_is_left_out(caplog):
    own = {"destinations": {"blue": {"slack": "C0BLUE"}}, "routes": [{"name": "b", "to": ["blue"]}]}
    quieter = {"routes": [{"name": "everything", "to": ["sns"]}]}
    bad = {"routes": [{"name": "bad", "to": ["nowhere"]}]}
    table = {"a": own, "b": bad, "c": quieter}
    assert heard(OWNED, merged_routing(routing_file(), table, TOPIC, "C0DEFAULT")) == {
        "sns": "everything",
        "blue": "b",
    }
    assert "there is no destination 'nowhere'" in caplog.text
    assert "'b'" in caplog.text


severities = st.sampled_from(list(Severity))
names = st.sampled_from(["", "payments", "data", "prod", "rds-db-instance-private"])
matters = st.builds(
    Matter,
    st.just("111111111111"),
    severities,
    st.frozensets(names.filter(bool), min_size=1),
    names,
    names,
    kind=st.sampled_from(["regression", "improvement"]),
)
routes = st.builds(
    Route,
    st.uuids().map(str),
    st.lists(st.sampled_from(list(ROUTING.places)), min_size=1).map(tuple),
    severities,
    teams=st.lists(names.filter(bool), max_size=2).map(tuple),
    controls=st.lists(names.filter(bool), max_size=2).map(tuple),
    digest=st.booleans(),
    last=st.booleans(),
)


@given(matters, st.lists(routes, max_size=4), st.booleans())
def test_nothing_is_heard_by_nobody(matter, some, has_default):
    routing = replace(ROUTING, routes=tuple(some))
    if not has_default:
        routing = replace(routing, default=(), triage=(), security=())
    told = routing.hear(matter)
    assert told
    assert len({h.destination for h in told}) == len(told)
    graver = replace(matter, severity=Severity.CRITICAL)
    assert not has_default or "security" in {h.destination for h in routing.hear(graver)}
    if has_default and not matter.team and not any(r.last for r in some):
        assert "platform" in {h.destination for h in told}


def berlin(text: str) -> datetime:
    quiet = ROUTING.places["payments"].quiet
    assert quiet is not None
    return datetime.fromisoformat(text).replace(tzinfo=quiet.zone)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-03-05 12:00", None),
        ("2026-03-05 20:00", "2026-03-06 07:00"),
        ("2026-03-06 06:59", "2026-03-06 07:00"),
        ("2026-03-06 07:00", None),
        ("2026-03-06 23:00", "2026-03-09 07:00"),
        ("2026-03-28 12:00", "2026-03-30 07:00"),
    ],
)
def test_quiet_hours_end(at, until):
    quiet = ROUTING.places["payments"].quiet
    expected = berlin(until).astimezone(UTC) if until else None
    assert quiet.until(berlin(at), Severity.HIGH) == expected
    assert quiet.until(berlin(at), Severity.CRITICAL) is None


def test_a_place_that_is_always_quiet_is_told_within_the_fortnight():
    told = {
        "from": "00:00",
        "to": "00:00",
        "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    }
    document = {"destinations": {"x": {"slack": "C0X", "quiet": told}}}
    quiet = Routing.parse(document).places["x"].quiet
    now = datetime(2026, 3, 1, tzinfo=UTC)
    until = quiet.until(now, Severity.LOW)
    assert now < until <= now + timedelta(days=17)


GOOD: dict[str, Any] = {"destinations": {"x": {"slack": "C0X"}}, "routes": []}


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"version": 2}, "routing.toml: version 2 is not known. Write version = 1."),
        ({"rutes": []}, "rutes is not known here. Known: version, destinations"),
        ({"destinations": []}, "destinations is not a set of tables. Begin each with a line"),
        ({"destinations": {"X Y": {"slack": "C0X"}}}, "'X Y': its name is not one"),
        ({"destinations": {"x": {}}}, "destination 'x': one address is needed, found none"),
        ({"destinations": {"x": {"sns": TOPIC, "slack": "C0X"}}}, "found sns and slack"),
        ({"destinations": {"x": {"slack": "posture alerts"}}}, "slack = 'posture alerts' is not"),
        ({"destinations": {"x": {"sns": "alerts"}}}, "Write the ARN of a topic"),
        ({"destinations": {"x": {"slack": "C0X", "quiet": "yes"}}}, "quiet: it is not a table"),
        (
            {"destinations": {"x": {"slack": "C0X", "quiet": {"from": "8pm"}}}},
            "is not a time of day",
        ),
        (
            {"destinations": {"x": {"slack": "C0X", "quiet": {"zone": "Berlin"}}}},
            "'Berlin' is not a time zone",
        ),
        ({"destinations": {"x": {"slack": "C0X", "quiet": {"days": ["sun", "x"]}}}}, "x is no day"),
        (
            {"destinations": {"x": {"slack": "C0X"}, "y": {"slack": "C0X"}}},
            "x and y have the same address, and would be told twice",
        ),
        ({**GOOD, "routes": {}}, "routes is not a list of tables"),
        ({**GOOD, "routes": [{"name": "r"}]}, "route 'r': to is missing"),
        ({**GOOD, "routes": [{"name": "r", "to": []}]}, "route 'r', to: [] is not a list of texts"),
        ({**GOOD, "routes": [{"to": ["y"]}]}, "there is no destination 'y'. Known: x. Add [dest"),
        ({**GOOD, "routes": [{"to": "x", "severity": "BAD"}]}, "'BAD' is no severity. Severities"),
        ({**GOOD, "routes": [{"to": "x", "digest": "yes"}]}, "digest = 'yes' is neither true nor"),
        ({**GOOD, "routes": [{"to": "x", "kind": "news"}]}, "news is no kind of news"),
        ({**GOOD, "routes": [{"to": "x", "team": [1]}]}, "[1] is not a list of texts"),
        ({**GOOD, "routes": [{"to": "x", "colour": 1}]}, "colour is not known here. Known: name"),
        ({**GOOD, "routes": [{"name": "r", "to": "x"}] * 2}, "routes have the same name: r"),
        ({**GOOD, "triage": ["y"]}, "routing.toml, triage: there is no destination 'y'"),
    ],
)
def test_a_bad_document_says_what_where_and_what_to_do(document, says):
    with pytest.raises(BadInput) as raised:
        Routing.parse(document)
    assert says in str(raised.value)
    assert raised.value.remedy


def test_joining_replaces_by_name():
    first = {"destinations": {"x": {"slack": "C0X"}}, "routes": [{"name": "r", "to": ["x"]}]}
    second = {
        "destinations": {"x": {"slack": "C0Y"}},
        "routes": [{"name": "r", "to": ["x"], "last": True}],
    }
    both = Routing.parse(joined({"a": first, "b": second}))
    assert both.places["x"].address == "C0Y"
    assert [r.last for r in both.routes] == [True]
