"""AWS::RedshiftServerless::Namespace as each source tells of it."""

from posturewatch.resources.redshiftserverless.namespace import Namespace
from tests.support.aws import Audited
from tests.support.sources import differences, of_plan, of_template, read_live

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
NAMESPACE = {
    "namespaceName": "sales",
    "namespaceArn": "arn:aws:redshift-serverless:eu-west-1:123456789012:namespace/0a1b",
    "adminUsername": "keeper",
    "kmsKeyId": KEY,
    "logExports": ["userlog", "connectionlog"],
    "creationDate": 1_790_000_000,
}


def test_three_sources_tell_the_same():
    live = read_live(
        Namespace,
        "sales",
        {
            "GetNamespace": {"namespace": NAMESPACE},
            "ListNamespaces": {"namespaces": [NAMESPACE]},
            "ListTagsForResource": {"tags": [{"key": "team", "value": "payments"}]},
        },
    )
    assert not live.unknown
    assert live.has_own_key
    plan = {
        "admin_username": "keeper",
        "admin_user_password": "not-a-secret",
        "kms_key_id": KEY,
        "log_exports": ["userlog", "connectionlog"],
        "tags_all": {"team": "payments"},
    }
    of_password = of_plan(Namespace, plan)
    assert differences(live, of_password) == ["admin_password_held"]
    assert "not-a-secret" not in str(of_password.dump())
    template = {
        "AdminUsername": "keeper",
        "ManageAdminPassword": True,
        "KmsKeyId": KEY,
        "LogExports": ["userlog", "connectionlog"],
        "Tags": [{"Key": "team", "Value": "payments"}],
    }
    assert differences(live, of_template(Namespace, template)) == []


def test_gone():
    aws = Audited()
    aws.fail("GetNamespace", "ResourceNotFoundException")
    assert aws.is_gone(Namespace, "sales")
