"""AWS::RedshiftServerless::Workgroup as each source tells of it."""

from posturewatch.resources.redshiftserverless.workgroup import Workgroup
from tests.support.aws import Audited
from tests.support.sources import differences, of_plan, of_template, read_live

WORKGROUP = {
    "workgroupName": "sales",
    "workgroupArn": "arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/0a1b",
    "namespaceName": "sales",
    "publiclyAccessible": False,
    "enhancedVpcRouting": True,
    "securityGroupIds": ["sg-1"],
    "configParameters": [
        {"parameterKey": "auto_mv", "parameterValue": "true"},
        {"parameterKey": "require_ssl", "parameterValue": "true"},
    ],
    "creationDate": 1_790_000_000,
}
TAGS = {"tags": [{"key": "team", "value": "payments"}]}


def test_three_sources_tell_the_same():
    live = read_live(
        Workgroup,
        "sales",
        {
            "GetWorkgroup": {"workgroup": WORKGROUP},
            "ListWorkgroups": {"workgroups": [WORKGROUP]},
            "ListTagsForResource": TAGS,
        },
    )
    assert not live.unknown
    assert live.arn.endswith("workgroup/0a1b")
    plan = {
        "namespace_name": "sales",
        "enhanced_vpc_routing": True,
        "security_group_ids": ["sg-1"],
        "config_parameter": [{"parameter_key": "require_ssl", "parameter_value": "true"}],
        "tags_all": {"team": "payments"},
    }
    assert differences(live, of_plan(Workgroup, plan)) == []
    template = {
        "NamespaceName": "sales",
        "EnhancedVpcRouting": True,
        "SecurityGroupIds": ["sg-1"],
        "ConfigParameters": [{"ParameterKey": "require_ssl", "ParameterValue": "true"}],
        "Tags": [{"Key": "team", "Value": "payments"}],
    }
    assert differences(live, of_template(Workgroup, template)) == []


def test_a_plan_that_does_not_say_whether_tls_is_required_is_unknown():
    assert not of_plan(Workgroup, {"namespace_name": "sales"}).knows("require_ssl")


def test_gone():
    aws = Audited()
    aws.fail("GetWorkgroup", "ResourceNotFoundException")
    assert aws.is_gone(Workgroup, "sales")
