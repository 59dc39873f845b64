"""Forms of ARNs and ids, taken apart."""

import pytest

from posturewatch.domain.forms import parts_of

STAGE = "arn:*:apigateway:{region}::/restapis/{api}/stages/{stage}"

CASES = [
    (
        STAGE,
        "arn:aws:apigateway:eu-west-1::/restapis/a/stages/$default",
        ("eu-west-1", "a", "$default"),
    ),
    (STAGE, "arn:aws:apigateway:eu-west-1::/restapis/a/stages/b/c", None),
    (STAGE, "arn:aws:apigateway:eu-west-1:123456789012:/restapis/a/stages/b", None),
    ("[/hostedzone/]{id}", "/hostedzone/Z1", ("Z1",)),
    ("[/hostedzone/]{id}", "Z1", ("Z1",)),
    ("[/hostedzone/]{id}", "/change/C1", None),
    ("{path}", "a/b", ("a/b",)),
    ("{path}", "a:b", None),
    ("{name}", "a/b", None),
    ("{name}", "", None),
]


@pytest.mark.parametrize(("form", "text", "parts"), CASES)
def test_parts(form, text, parts):
    found = parts_of(form, text)
    assert (None if found is None else tuple(found.values())) == parts
