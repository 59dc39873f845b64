"""AWS::RDS::DBParameterGroup and DBClusterParameterGroup as each source tells of them."""

import pytest
from moto import mock_aws

from posturewatch.resources.rds.db_cluster_parameter_group import DBClusterParameterGroup
from posturewatch.resources.rds.db_parameter_group import DBParameterGroup
from tests.support.aws import ACCOUNT, REGION, Audited
from tests.support.snapshots import unknowns
from tests.support.sources import differences, of_plan, of_template, read_live

TAGS = [{"Key": "team", "Value": "data"}]
BOTH = pytest.mark.parametrize("cls", [DBParameterGroup, DBClusterParameterGroup])


def parameter(name, source, value=None):
    told = {"ParameterName": name, "Source": source, "IsModifiable": True}
    return told if value is None else {**told, "ParameterValue": value}


PARAMETERS = [
    parameter("log_connections", "user", "1"),
    parameter("rds.force_ssl", "user", "0"),
    parameter("work_mem", "user", "65536"),
    parameter("log_disconnections", "engine-default"),
    parameter("ssl_min_protocol_version", "system", "TLSv1.2"),
    parameter("shared_buffers", "system", "{DBInstanceClassMemory/32768}"),
]


def answers(cls, parameters=PARAMETERS):
    name = cls.__name__
    group = {f"{name}Name": "web", "DBParameterGroupFamily": "postgres16"}
    return {
        f"Describe{name}s": {f"{name}s": [group]},
        f"Describe{name.removesuffix('Group')}s": {"Parameters": parameters},
        "ListTagsForResource": {"TagList": TAGS},
    }


@BOTH
def test_the_sources_tell_the_same(cls):
    live = read_live(cls, "web", answers(cls))
    assert unknowns(live) == ["created_at"]
    assert live.chosen == {"log_connections": "1", "rds.force_ssl": "0"}
    assert live.defaults == {"ssl_min_protocol_version": "tlsv1.2"}
    assert not live.parameters.requires_tls
    assert live.parameters.unlogged == ("log_disconnections",)
    plan = {
        "name": "web",
        "family": "postgres16",
        "parameter": [
            {"name": "log_connections", "value": "1", "apply_method": "immediate"},
            {"name": "rds.force_ssl", "value": "0", "apply_method": "immediate"},
        ],
        "tags_all": {"team": "data"},
    }
    # A plan does not tell what AWS sets.
    assert differences(live, of_plan(cls, plan)) == ["defaults"]
    template = {
        "Family": "postgres16",
        "Parameters": {"log_connections": 1, "rds.force_ssl": "0", "work_mem": "65536"},
        "Tags": TAGS,
    }
    assert differences(live, of_template(cls, template)) == ["defaults"]


@BOTH
def test_without_parameters_and_what_is_not_known(cls):
    aws = Audited()
    for operation, answer in answers(cls, parameters=[]).items():
        aws.answer(operation, answer)
    empty = aws.read(cls, "web")
    assert (empty.chosen, empty.defaults) == ({}, {})
    assert empty.parameters.requires_tls
    aws.fail(f"Describe{cls.__name__.removesuffix('Group')}s")
    assert unknowns(aws.read(cls, "web")) == ["chosen", "created_at", "defaults"]
    aws.fail(f"Describe{cls.__name__}s", "DBParameterGroupNotFound")
    assert aws.is_gone(cls, "web")


@BOTH
def test_live_in_an_emulator(cls, monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        rds = aws.client("rds")
        family = {"DBParameterGroupFamily": "postgres16", "Description": "x", "Tags": TAGS}
        told = [{"ParameterName": "rds.force_ssl", "ParameterValue": "1", "Source": "user"}]
        if cls is DBParameterGroup:
            rds.create_db_parameter_group(DBParameterGroupName="web", **family)
            rds.modify_db_parameter_group(DBParameterGroupName="web", Parameters=told)
        else:
            rds.create_db_cluster_parameter_group(DBClusterParameterGroupName="web", **family)
            rds.modify_db_cluster_parameter_group(
                DBClusterParameterGroupName="web", Parameters=told
            )
        (listed,) = [x for x in aws.listed(cls) if x.key.id == "web"]
        live = aws.read(cls, "web")
        assert aws.source.read(cls, listed.key, listed=listed).resource == live
        assert live.chosen == {"rds.force_ssl": "1"}
        assert live.owner == "data"
        assert f":{REGION}:{ACCOUNT}:" in live.arn
        assert aws.is_gone(cls, "none")
