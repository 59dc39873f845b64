"""Controls of AWS::RedshiftServerless::Namespace."""

import pytest

from posturewatch.controls.redshiftserverless import namespace as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.redshiftserverless.namespace import Namespace

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.own_key_used, Namespace(kms_key="arn:aws:kms:eu-west-1:123456789012:key/k"), PASSED),
    (controls.own_key_used, Namespace(kms_key="AWS_OWNED_KMS_KEY"), FAILED),
    (controls.admin_user_name_changed, Namespace(admin_user_name="keeper"), PASSED),
    (controls.admin_user_name_changed, Namespace(admin_user_name="admin"), FAILED),
    (controls.logs_exported, Namespace(log_exports=("connectionlog", "userlog")), PASSED),
    (controls.logs_exported, Namespace(log_exports=("useractivitylog",)), FAILED),
    (controls.admin_password_not_written, Namespace(), PASSED),
    (controls.admin_password_not_written, Namespace(admin_password_held="plain text"), FAILED),
    (controls.owner_tagged, Namespace(tags={"team": "payments"}), PASSED),
    (controls.owner_tagged, Namespace(tags={"Name": "shop"}), FAILED),
]


@pytest.mark.parametrize(("ask", "namespace", "status"), CASES)
def test_verdict(ask, namespace, status):
    assert ask(namespace).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.own_key_used, "kms_key"),
        (controls.admin_user_name_changed, "admin_user_name"),
        (controls.logs_exported, "log_exports"),
        (controls.admin_password_not_written, "admin_password_held"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(Namespace(unknown={hidden: "denied"}))
