"""Exceptions as code: what the file may say, and what is told of mistakes."""

import tomllib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.errors import BadInput
from posturewatch.domain.exception import Scope
from posturewatch.domain.exception_file import FIELDS, ExceptionFile
from posturewatch.domain.resource import ResourceKey

ACCOUNT = "123456789012"
BUCKET = ResourceKey(ACCOUNT, "eu-west-1", "AWS::S3::Bucket", "site")
CONTROL = "s3-bucket-public-access-blocked"
GOOD = {
    "id": '"site"',
    "reason": '"The public web site."',
    "requested_by": '"ada"',
    "approved_by": '"grace"',
    "expires": "2026-12-31",
    "finding": f'"{BUCKET}/{CONTROL}"',
}


def written(head: str = f'account = "{ACCOUNT}"', **changes: str | None) -> str:
    lines = {**GOOD, **changes}
    body = "\n".join(f"{name} = {value}" for name, value in lines.items() if value is not None)
    return f"{head}\n\n[[exception]]\n{body}\n"


def parsed(text: str) -> ExceptionFile:
    return ExceptionFile.parse(tomllib.loads(text))


def test_a_whole_file():
    (terms,) = parsed(written()).terms
    assert terms.scope == Scope(resource=BUCKET, controls=(CONTROL,))
    assert terms.expires_at == datetime(2027, 1, 1, tzinfo=UTC)
    assert (terms.id, terms.requested_by, terms.approved_by) == ("site", "ada", "grace")
    assert terms.evidence is None
    assert parsed(f'account = "{ACCOUNT}"').terms == ()


@pytest.mark.parametrize(
    ("changes", "scope"),
    [
        ({"resource": f'"{BUCKET}"'}, Scope(resource=BUCKET)),
        (
            {"resource": f'"{BUCKET}"', "controls": f'["{CONTROL}"]'},
            Scope(resource=BUCKET, controls=(CONTROL,)),
        ),
        ({"control": f'"{CONTROL}"'}, Scope(controls=(CONTROL,))),
        (
            {"tag": '"stage=a=b"', "controls": f'["{CONTROL}"]'},
            Scope(controls=(CONTROL,), tag=("stage", "a=b")),
        ),
    ],
)
def test_the_other_scopes(changes, scope):
    assert parsed(written(finding=None, **changes)).terms[0].scope == scope


@pytest.mark.parametrize(
    ("expires", "at"),
    [
        ("2026-12-31T12:00:00Z", datetime(2026, 12, 31, 12, tzinfo=UTC)),
        ("2026-12-31T12:00:00+02:00", datetime(2026, 12, 31, 10, tzinfo=UTC)),
        ('"2026-12-31"', datetime(2027, 1, 1, tzinfo=UTC)),
        ('"2026-12-31T12:00:00Z"', datetime(2026, 12, 31, 12, tzinfo=UTC)),
    ],
)
def test_expiries(expires, at):
    assert parsed(written(expires=expires)).terms[0].expires_at == at


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the account is missing"),
        ('account = "12"', "has not 12 digits"),
        ("account = 123456789012", "has not 12 digits"),
        (f'account = "{ACCOUNT}"\nexceptions = []', "Is exception meant?"),
        (f'account = "{ACCOUNT}"\n[exception]\nid = "x"', r"Begin each with a line \[\[exception"),
        (written(id=None), "exception 1: id is missing"),
        (written(reason=None), "exception 'site': reason is missing"),
        (written(reason="7"), "reason is not a text. Put it in quotes"),
        (written(approved_by=None), "approved_by is missing"),
        (written(approved_by='"Ada"'), "Another person has to approve it"),
        (written(expires=None), "expires is missing"),
        (written(expires="7"), "7 is not a date"),
        (written(expires='"soon"'), "Write a date"),
        (written(expires="2026-12-31T12:00:00"), "has no time zone"),
        (written(expires="9999-12-31"), "Write a date"),
        (written(expiry="2026-12-31"), "Is expires meant?"),
        (written(finding=None), "one scope is needed, found none"),
        (written(control=f'"{CONTROL}"'), "found finding and control"),
        (written(controls=f'["{CONTROL}"]'), "controls does not go with finding"),
        (written(finding='"site"'), "ACCOUNT/REGION/TYPE/ID"),
        (written(finding=f'"{BUCKET}/Nonsense!"'), "is not a control's id"),
        (written(finding=f'"9{str(BUCKET)[1:]}/{CONTROL}"'), f"not in {ACCOUNT}"),
        (written(finding=None, resource=f'"{BUCKET}"', controls="[]"), "leave it out for all"),
        (written(finding=None, tag='"stage"', controls=f'["{CONTROL}"]'), "NAME=VALUE"),
        (written(finding=None, tag='"stage=dev"'), "a tag needs the controls"),
        (written(finding=None, tag='"s=d"', controls=f'"{CONTROL}"'), "controls is not a list"),
        (written(evidence='"abc"'), "evidence is not a table"),
        (written() + written(head=""), "ids stand twice: site"),
    ],
)
def test_what_is_told_of_mistakes(text, told):
    with pytest.raises(BadInput, match=told) as raised:
        parsed(text)
    assert str(raised.value).startswith("exceptions.toml")


plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40) | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@given(
    st.dictionaries(st.sampled_from(FIELDS), plain_values),
    st.sampled_from([{}, dict.fromkeys(FIELDS[:4], "x")]),
)
def test_any_document_is_understood_or_refused(entry, base):
    whole = {"expires": "2026-12-31", "control": CONTROL, **base, **entry}
    with suppress(BadInput):
        ExceptionFile.parse({"account": ACCOUNT, "exception": [whole]})


def test_the_example_of_the_docs_is_a_file():
    page = (Path(__file__).parents[2] / "docs" / "exceptions.md").read_text("utf-8")
    text = page.partition("```toml\n")[2].partition("```")[0]
    assert [terms.id for terms in parsed(text).terms] == ["public-website", "sandbox-volumes"]
