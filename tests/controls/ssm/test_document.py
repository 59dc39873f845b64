"""Verdicts of the controls of documents of Systems Manager."""

import pytest

from posturewatch.controls.ssm import document as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ssm.document import Document

PASSED, FAILED = Status.PASSED, Status.FAILED
CASES = [
    (controls.not_public, Document(), PASSED),
    (controls.not_public, Document(shared_with=("210987654321",)), PASSED),
    (controls.not_public, Document(shared_with=("all",)), FAILED),
    (controls.public_sharing_blocked, Document(public_sharing=False), PASSED),
    (controls.public_sharing_blocked, Document(), FAILED),
    (controls.sharing_confined, Document(), PASSED),
    (controls.sharing_confined, Document(shared_with=("210987654321",)), FAILED),
    (controls.no_plain_secrets, Document(), PASSED),
    (controls.no_plain_secrets, Document(has_secret=True), FAILED),
    (controls.sessions_logged, Document(kind="Session", session_bucket="logs"), PASSED),
    (controls.sessions_logged, Document(kind="Session", session_log_group="/ssm"), PASSED),
    (controls.sessions_logged, Document(kind="Command"), PASSED),
    (controls.sessions_logged, Document(kind="Session"), FAILED),
    (controls.sessions_encrypted, Document(kind="Session", session_key="alias/ssm"), PASSED),
    (controls.sessions_encrypted, Document(kind="Command"), PASSED),
    (controls.sessions_encrypted, Document(kind="Session"), FAILED),
    (controls.owner_tagged, Document(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Document(), FAILED),
]


@pytest.mark.parametrize(("control", "document", "expected"), CASES)
def test_verdict(control, document, expected):
    assert control(document).status is expected


def test_what_was_not_read_is_not_passed():
    unread = dict.fromkeys(("shared_with", "public_sharing", "has_secret"), "AccessDenied")
    for control in (
        controls.not_public,
        controls.public_sharing_blocked,
        controls.no_plain_secrets,
    ):
        with pytest.raises(UnknownValue):
            control(Document(unknown=unread))
