"""Filter patterns of CloudWatch Logs, judged by what they select."""

import time

import pytest

from posturewatch.domain.filter_pattern import selects

RECORD = {
    "eventName": "StopLogging",
    "eventSource": "cloudtrail.amazonaws.com",
    "errorCode": "Client.UnauthorizedOperation",
    "sourceIPAddress": "203.0.113.7",
    "readOnly": False,
    "requestParameters": None,
    "bytes": 1200,
    "userIdentity": {"type": "Root", "sessionContext": {"attributes": {"mfa": "false"}}},
    "resources": [{"type": "trail"}, {"type": "bucket"}],
}


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.eventName = "StopLogging" }',
        "{$.eventName=StopLogging}",
        '{ ($.eventName = "StopLogging") }',
        '  { $.eventName = "Stop*" } ',
        "{ $.eventName = *Logging }",
        '{ $.errorCode = "*UnauthorizedOperation" }',
        '{ ($.eventName = CreateTrail) || ($.eventName = "StopLogging") }',
        '{ $.eventName = "StopLogging" && $.userIdentity.type = "Root" }',
        # && binds closer than ||.
        '{ $.eventName = "StopLogging" || $.eventName = "x" && $.eventName = "y" }',
        '{ ($.eventName = x || $.eventName = StopLogging) && ($.eventSource != "s3") }',
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS }',
        "{ $.userIdentity.sessionContext EXISTS }",
        "{ $.requestParameters IS NULL }",
        "{ $.readOnly IS FALSE }",
        "{ $.readOnly = false }",
        "{ $.bytes > 1000 && $.bytes <= 1200 && $.bytes != 7 }",
        '{ $.resources[1].type = "bucket" }',
        '{ $.resources[*].type = "bucket" }',
        "{ $.sourceIPAddress = 203.0.113.* }",
        "{ $.eventName = %^StopL|^StartL% }",
        "{ $.eventName = %Logging% }",
        "{ $.eventName != %^Get% }",
        "StopLogging",
        '"StopLogging" Root',
        "?DeleteTrail ?StopLogging",
        "Root -DeleteTrail",
        "%Stop[A-Z]%",
        "",
    ],
)
def test_selected(pattern):
    assert selects(pattern)(RECORD) is True


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.eventName = "stoplogging" }',
        '{ $.eventName = "Stop" }',
        '{ $.eventName != "StopLogging" }',
        '{ $.eventName = "StopLogging" && $.userIdentity.type = "IAMUser" }',
        '{ ($.eventName = "StopLogging" || $.eventName = "x") && $.eventName = "y" }',
        # What is not there is neither like anything nor unlike it.
        '{ $.errorMessage = "*" }',
        '{ $.errorMessage != "x" }',
        "{ $.userIdentity.type NOT EXISTS }",
        "{ $.userIdentity.invokedBy EXISTS }",
        "{ $.readOnly IS TRUE }",
        "{ $.readOnly IS NULL }",
        "{ $.eventName IS NULL }",
        "{ $.bytes < 1000 }",
        "{ $.eventName > 7 }",
        '{ $.resources[2].type = "bucket" }',
        '{ $.eventName[0] = "S" }',
        '{ $.userIdentity = "Root" }',
        "{ $.eventName = %^Logging% }",
        "DeleteTrail",
        "?DeleteTrail ?CreateTrail",
        "Root -StopLogging",
        "StopLogging DeleteTrail",
    ],
)
def test_not_selected(pattern):
    assert selects(pattern)(RECORD) is False


@pytest.mark.parametrize(
    "pattern",
    [
        "[ip, user, ...]",
        "{",
        "{ }",
        "{ $.eventName }",
        "{ $.eventName = }",
        '{ $.eventName = "x" ',
        '{ $.eventName = "x" } }',
        '{ ($.eventName = "x" }',
        '{ $.eventName = "x" && }',
        '{ $.eventName ! "x" }',
        '{ eventName = "x" }',
        '{ $..eventName = "x" }',
        "{ $.eventName NOT NULL }",
        "{ $.eventName IS MAYBE }",
        '{ $.eventName > "x" }',
        "{ $.eventName > %x% }",
        "{ $.eventName = %[% }",
        "{ $.eventName = %(Stop|Start)% }",
        "?one two",
        'one "two',
        "one & two",
        "{ " + "(" * 200 + "$.a = b" + ")" * 200 + " }",
        "x" * 1025,
    ],
)
def test_what_is_not_understood_is_not_guessed(pattern):
    with pytest.raises(ValueError):
        selects(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.eventName = %" + "a*" * 400 + "b% }",
        "{ $.eventName = %" + "a+" * 30 + "b% }",
        '{ $.eventName = "' + "*a" * 200 + '" }',
        "%" + "[a-z]{1,9}" * 50 + "%",
        "%a.*b.*c%",
    ],
)
def test_a_pattern_cannot_hold_up_a_sweep(pattern):
    start = time.monotonic()
    with pytest.raises(ValueError, match="so many"):
        selects(pattern)
    assert time.monotonic() - start < 1
