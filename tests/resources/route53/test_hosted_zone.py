"""A hosted zone as live calls, Config items, a plan and a template tell of it."""

from moto import mock_aws

from posturewatch.domain.resource import GLOBAL
from posturewatch.resources.route53.hosted_zone import HostedZone
from tests.support.aws import ACCOUNT, Audited, found, from_config, recorded
from tests.support.planned import declared, plan, planned, refers, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item

ID = "Z1PA6795UKMFR9"
LOGS = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/route53/example.com"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k"
TAGS = [{"Key": "team", "Value": "web"}]
ZONE = {
    "Id": f"/hostedzone/{ID}",
    "Name": "example.com.",
    "CallerReference": "1",
    "Config": {"PrivateZone": False},
}
ZONE_ID = {"zone_id": "aws_route53_zone.z.zone_id"}
HOSTED_ZONE_ID = {"hosted_zone_id": "aws_route53_zone.z.zone_id"}
PLAN = plan(
    {
        "aws_route53_zone.z": {"name": "example.com.", "vpc": [], "tags": {"team": "web"}},
        "aws_route53_query_log.z": {"cloudwatch_log_group_arn": LOGS},
        "aws_route53_key_signing_key.z": {"name": "k", "status": "ACTIVE"},
        "aws_route53_hosted_zone_dnssec.z": {"signing_status": "SIGNING"},
    },
    **refers(
        {
            "aws_route53_query_log.z": ZONE_ID,
            "aws_route53_key_signing_key.z": HOSTED_ZONE_ID,
            "aws_route53_hosted_zone_dnssec.z": HOSTED_ZONE_ID,
        }
    ),
)
OF_ZONE = {"HostedZoneId": {"Ref": "Zone"}}
TEMPLATE = template(
    {
        "Zone": (
            "AWS::Route53::HostedZone",
            {
                "Name": "example.com.",
                "QueryLoggingConfig": {"CloudWatchLogsLogGroupArn": LOGS},
                "HostedZoneTags": TAGS,
            },
        ),
        "Key": (
            "AWS::Route53::KeySigningKey",
            {**OF_ZONE, "Name": "k", "Status": "ACTIVE", "KeyManagementServiceArn": KEY},
        ),
        "Signing": ("AWS::Route53::DNSSEC", OF_ZONE),
    }
)


def answering(zone: object = ZONE) -> Audited:
    aws = Audited()
    aws.answer("GetHostedZone", {"HostedZone": zone})
    aws.answer("ListHostedZones", {"HostedZones": [zone], "IsTruncated": False})
    aws.answer("ListTagsForResource", {"ResourceTagSet": {"ResourceId": ID, "Tags": TAGS}})
    logs = [{"Id": "p", "HostedZoneId": "Z2"}, {"Id": "q", "HostedZoneId": ID}]
    aws.answer("ListQueryLoggingConfigs", {"QueryLoggingConfigs": logs})
    keys = [{"Name": "k", "Status": "ACTIVE"}]
    aws.answer("GetDNSSEC", {"Status": {"ServeSignature": "SIGNING"}, "KeySigningKeys": keys})
    return aws


def test_all_sources_see_the_same_zone():
    aws = answering()
    live = aws.read(HostedZone, ID, GLOBAL)
    assert unknowns(live) == ["created_at"]
    assert live.arn == f"arn:aws:route53:::hostedzone/{ID}"
    assert (live.name, live.private, live.broken) == ("example.com.", False, ())
    (listed,) = aws.listed(HostedZone, GLOBAL)
    assert listed.key == live.key == aws.key(HostedZone, ID, GLOBAL)
    assert found(aws.source.read(HostedZone, listed.key, listed=listed)) == live
    others = [*planned(PLAN, HostedZone), *declared(TEMPLATE, HostedZone)]
    assert len(others) == 2
    for other in others:
        assert differences(live, other) == []
    config = from_config(
        HostedZone,
        item(
            HostedZone,
            {
                "Id": ID,
                "Name": "example.com.",
                "VPCs": [],
                "QueryLoggingConfig": {"CloudWatchLogsLogGroupArn": LOGS},
                "HostedZoneTags": TAGS,
            },
            resourceId=ID,
            tags={},
        ),
    )
    assert config.key == live.key
    assert differences(live, config) == ["keys", "signing"]


def test_a_private_zone_is_not_asked_for_what_it_cannot_have():
    aws = answering({**ZONE, "Config": {"PrivateZone": True}})
    aws.fail("GetDNSSEC", "InvalidArgument")
    live = aws.read(HostedZone, ID, GLOBAL)
    assert live.private
    assert unknowns(live) == ["created_at"]
    assert {name for _, name, _ in aws.requests} == {"GetHostedZone", "ListTagsForResource"}


def test_reads_that_fail():
    aws = answering()
    aws.fail("GetDNSSEC")
    aws.fail("ListQueryLoggingConfigs")
    live = aws.read(HostedZone, ID, GLOBAL)
    assert set(live.unknown) == {"created_at", "keys", "query_logging", "signing"}
    aws.fail("GetHostedZone", "NoSuchHostedZone")
    assert aws.is_gone(HostedZone, ID, GLOBAL)


def test_the_log_of_another_zone_is_not_its_own():
    aws = answering()
    logs = {"QueryLoggingConfigs": [{"Id": "p", "HostedZoneId": "Z2"}]}
    aws.answer("ListQueryLoggingConfigs", logs)
    assert aws.read(HostedZone, ID, GLOBAL).query_logging is False


def test_what_is_not_set():
    (zone,) = declared(template({"Z": ("AWS::Route53::HostedZone", {})}), HostedZone)
    assert (zone.signing, zone.keys, zone.query_logging) == ("NOT_SIGNING", (), False)
    (zone,) = planned(plan({"aws_route53_zone.z": {"vpc": [{"vpc_id": "vpc-1"}]}}), HostedZone)
    assert zone.private


def test_recorded_item(reference_data):
    told = recorded(reference_data, "items/rdk__AWS_R53_HostedZone.json")
    zone = from_config(HostedZone, told)
    assert zone.key.id == "Z017455410COBZEF0ABCD"
    assert zone.tags == {"cost_center": "payroll"}
    assert (zone.domain, zone.private, zone.query_logging) == ("testdomain.lab.", False, False)


def test_against_moto(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        route53 = aws.client("route53", "us-east-1")
        made = route53.create_hosted_zone(Name="example.com.", CallerReference="1")["HostedZone"]
        id_ = made["Id"].rpartition("/")[2]
        route53.change_tags_for_resource(ResourceType="hostedzone", ResourceId=id_, AddTags=TAGS)
        live = aws.read(HostedZone, id_, GLOBAL)
        assert (live.owner, live.signing, live.query_logging) == ("web", "NOT_SIGNING", False)
        (listed,) = aws.listed(HostedZone, GLOBAL)
        assert found(aws.source.read(HostedZone, listed.key, listed=listed)) == live
        aws.client("logs", "us-east-1").create_log_group(logGroupName="/aws/route53/example.com")
        route53.create_query_logging_config(HostedZoneId=id_, CloudWatchLogsLogGroupArn=f"{LOGS}:*")
        assert aws.read(HostedZone, id_, GLOBAL).query_logging
        route53.delete_hosted_zone(Id=id_)
        assert aws.is_gone(HostedZone, id_, GLOBAL)
