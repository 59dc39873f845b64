"""AWS::RDS::DBInstance from Config items and live reads."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.places import Unknown
from posturewatch.domain.reading import Gone
from posturewatch.resources.rds.db_instance import DBInstance
from posturewatch.resources.rds.master_user import MasterUser
from posturewatch.resources.rds.membership import Cluster
from posturewatch.sources.config import read_item
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, REGION, Audited, found, from_config, recorded
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

# Shortened from awslabs/aws-config-rdk (Apache-2.0), rdk/template/example_ci.
ITEM: dict[str, Any] = {
    "version": "1.2",
    "accountId": "264683526309",
    "configurationItemCaptureTime": "2016-10-20T23:42:01.525Z",
    "configurationItemStatus": "ResourceDiscovered",
    "arn": "arn:aws:rds:us-east-1:264683526309:db:myrdstest",
    "resourceType": "AWS::RDS::DBInstance",
    "resourceId": "db-HHTTSRD6HXUIKXPFPI6WFVZ4PA",
    "resourceName": "myrdstest",
    "awsRegion": "us-east-1",
    "resourceCreationTime": "2016-10-20T23:42:01.744Z",
    "tags": {"workload-type": "production"},
    "configuration": {
        "dBInstanceIdentifier": "myrdstest",
        "dBInstanceClass": "db.m3.xlarge",
        "engine": "mysql",
        "dBInstanceStatus": "creating",
        "masterUsername": "foo",
        "backupRetentionPeriod": 7,
        "vpcSecurityGroups": [{"vpcSecurityGroupId": "sg-e627199e", "status": "active"}],
        "dBSubnetGroup": {"dBSubnetGroupName": "default", "vpcId": "vpc-0990dc6d"},
        "multiAZ": True,
        "engineVersion": "5.6.27",
        "autoMinorVersionUpgrade": True,
        "publiclyAccessible": True,
        "storageEncrypted": True,
        "kmsKeyId": "arn:aws:kms:us-east-1:264683526309:key/e20f3a10-781f-4582-93d7-6dfe67cac827",
        "dbiResourceId": "db-HHTTSRD6HXUIKXPFPI6WFVZ4PA",
        "cACertificateIdentifier": "rds-ca-2015",
        "copyTagsToSnapshot": False,
        "monitoringInterval": 60,
    },
}
DUMP = {
    "arn": "arn:aws:rds:us-east-1:264683526309:db:myrdstest",
    "tags": {"workload-type": "production"},
    "created_at": "2016-10-20T23:42:01.744000+00:00",
    "engine": "mysql",
    "engine_version": "5.6.27",
    "cluster_id": "",
    "cluster": Cluster().dump(),
    "replica_of": "",
    "publicly_accessible": True,
    "storage_encrypted": True,
    "kms_key": "arn:aws:kms:us-east-1:264683526309:key/e20f3a10-781f-4582-93d7-6dfe67cac827",
    "backup_retention": 7,
    "multi_az": True,
    "deletion_protection": False,
    "auto_minor_version_upgrade": True,
    "master_user": {"name": "foo", "name_held": "", "password_held": "", "managed": False},
    "iam_authentication": False,
    "log_exports": [],
    "monitoring_interval": 60,
    "copy_tags": False,
    "ca_certificate": "rds-ca-2015",
    "network": {
        "security_groups": ["sg-e627199e"],
        "subnet_group": "default",
        "vpc": "vpc-0990dc6d",
        "port": 0,
    },
    "size": "db.m3.xlarge",
}


def changed(**configuration: Any) -> dict[str, Any]:
    """Return the item with another configuration; None takes a setting out."""
    merged = {**ITEM["configuration"], **configuration}
    return {**ITEM, "configuration": {k: v for k, v in merged.items() if v is not None}}


def test_config_item():
    instance = from_config(DBInstance, ITEM)
    assert instance.dump() == DUMP
    assert not instance.unknown
    assert str(instance.key) == "264683526309/us-east-1/AWS::RDS::DBInstance/myrdstest"


def test_recorded_config_item(reference_data):
    document = recorded(reference_data, "items/rdk__AWS_RDS_DBInstance.json")
    assert from_config(DBInstance, document) == from_config(DBInstance, ITEM)


def test_deletion_is_keyed_by_the_identifier_as_the_instance_was():
    gone = read_item(
        {**ITEM, "configuration": None, "configurationItemStatus": "ResourceDeleted"}, DBInstance
    )
    assert isinstance(gone, Gone)
    assert gone.key.id == "myrdstest"


def test_public_access_that_is_not_told_is_unknown():
    instance = from_config(DBInstance, changed(publiclyAccessible=None))
    assert set(instance.unknown) == {"publicly_accessible"}


def test_spelling_of_the_cluster_types():
    names = dict.fromkeys(("dBInstanceIdentifier", "dBInstanceClass", "dBSubnetGroup"))
    item = changed(
        **names,
        dbinstanceIdentifier="myrdstest",
        dbinstanceClass="db.m3.xlarge",
        dbsubnetGroup={"dbsubnetGroupName": "default", "vpcId": "vpc-0990dc6d"},
    )
    assert from_config(DBInstance, item) == from_config(DBInstance, ITEM)


@pytest.mark.parametrize(
    "name", ["iAMDatabaseAuthenticationEnabled", "iamdatabaseAuthenticationEnabled"]
)
def test_both_spellings_of_iam_authentication(name):
    assert from_config(DBInstance, changed(**{name: True})).iam_authentication


def test_time_of_creation_in_epoch_milliseconds():
    instance = from_config(DBInstance, changed(instanceCreateTime=1477007100000))
    assert instance.created_at.isoformat() == "2016-10-20T23:45:00+00:00"


@pytest.mark.parametrize("name", ["dBClusterIdentifier", "dbclusterIdentifier"])
def test_config_does_not_know_the_settings_of_a_member(name):
    instance = from_config(DBInstance, changed(**{name: "aurora-1"}))
    assert instance.cluster_id == "aurora-1"
    assert instance.unknown == {"cluster": "the document only refers to 'aurora-1'"}
    assert instance.storage_encrypted
    with pytest.raises(UnknownValue):
        _ = instance.settings.backup_retention


@pytest.fixture
def aws() -> Iterator[Audited]:
    with mock_aws():
        yield Audited()


def make(aws: Audited, id: str = "shop", **more: Any) -> None:
    arguments = {
        "DBInstanceIdentifier": id,
        "DBInstanceClass": "db.m7g.large",
        "Engine": "postgres",
        "MasterUsername": "keeper",
        "MasterUserPassword": "not-a-secret",
        "AllocatedStorage": 20,
        "PubliclyAccessible": False,
        "StorageEncrypted": True,
        "KmsKeyId": "arn:aws:kms:eu-west-1:123456789012:key/k",
        "BackupRetentionPeriod": 14,
        "MultiAZ": True,
        "DeletionProtection": False,
        "EnableIAMDatabaseAuthentication": True,
        "EnableCloudwatchLogsExports": ["postgresql", "upgrade"],
        "MonitoringInterval": 60,
        "MonitoringRoleArn": "arn:aws:iam::123456789012:role/monitoring",
        "CopyTagsToSnapshot": True,
        "VpcSecurityGroupIds": ["sg-0a1b2c3d"],
        "Tags": [{"Key": "team", "Value": "payments"}],
    }
    aws.client("rds").create_db_instance(**arguments, **more)


def make_member(aws: Audited) -> None:
    rds = aws.client("rds")
    rds.create_db_cluster(
        DBClusterIdentifier="aurora-1",
        Engine="aurora-mysql",
        MasterUsername="keeper",
        MasterUserPassword="not-a-secret",
        BackupRetentionPeriod=9,
        DeletionProtection=True,
        StorageEncrypted=True,
        EnableCloudwatchLogsExports=["audit"],
        CopyTagsToSnapshot=True,
    )
    rds.create_db_instance(
        DBInstanceIdentifier="writer",
        DBClusterIdentifier="aurora-1",
        DBInstanceClass="db.r7g.large",
        Engine="aurora-mysql",
        PubliclyAccessible=False,
    )


def test_live_read(aws):
    make(aws)
    instance = aws.read(DBInstance, "shop")
    assert instance.dump() == {
        "arn": "arn:aws:rds:eu-west-1:123456789012:db:shop",
        "tags": {"team": "payments"},
        "created_at": instance.created_at.isoformat(),
        "engine": "postgres",
        "engine_version": instance.engine_version,
        "cluster_id": "",
        "cluster": Cluster().dump(),
        "replica_of": "",
        "publicly_accessible": False,
        "storage_encrypted": True,
        "kms_key": "arn:aws:kms:eu-west-1:123456789012:key/k",
        "backup_retention": 14,
        "multi_az": True,
        "deletion_protection": False,
        "auto_minor_version_upgrade": True,
        "master_user": {"name": "keeper", "name_held": "", "password_held": "", "managed": False},
        "iam_authentication": True,
        "log_exports": ["postgresql", "upgrade"],
        "monitoring_interval": 60,
        "copy_tags": True,
        "ca_certificate": "rds-ca-default",
        "network": {
            "security_groups": ["sg-0a1b2c3d"],
            "subnet_group": "",
            "vpc": "",
            "port": 5432,
        },
        "size": "db.m7g.large",
    }
    assert not instance.unknown
    assert aws.source.calls == {"rds:DescribeDBInstances": 1}


def test_config_item_of_the_same_instance(aws):
    make(aws)
    live = aws.read(DBInstance, "shop")
    item = {
        "version": "1.3",
        "accountId": ACCOUNT,
        "configurationItemCaptureTime": "2026-11-20T10:00:00.000Z",
        "configurationItemStatus": "OK",
        "arn": live.arn,
        "resourceType": "AWS::RDS::DBInstance",
        "resourceId": "db-M5ENSHXFPU6XHZ4G4ZEI5QIO2U",
        "resourceName": "shop",
        "awsRegion": REGION,
        "tags": {"team": "payments"},
        "configuration": {
            "dBInstanceIdentifier": "shop",
            "dBInstanceClass": "db.m7g.large",
            "engine": "postgres",
            "engineVersion": live.engine_version,
            "instanceCreateTime": live.created_at.isoformat(),
            "masterUsername": "keeper",
            "backupRetentionPeriod": 14,
            "vpcSecurityGroups": [{"vpcSecurityGroupId": "sg-0a1b2c3d", "status": "active"}],
            "multiAZ": True,
            "autoMinorVersionUpgrade": True,
            "publiclyAccessible": False,
            "storageEncrypted": True,
            "kmsKeyId": "arn:aws:kms:eu-west-1:123456789012:key/k",
            "endpoint": {"address": "shop.rds.amazonaws.com", "port": 5432},
            "cACertificateIdentifier": "rds-ca-default",
            "copyTagsToSnapshot": True,
            "monitoringInterval": 60,
            "iAMDatabaseAuthenticationEnabled": True,
            "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
            "deletionProtection": False,
        },
    }
    assert from_config(DBInstance, item) == live


def test_live_read_of_a_member_asks_its_cluster(aws):
    make_member(aws)
    instance = aws.read(DBInstance, "writer")
    assert instance.cluster_id == "aurora-1"
    assert instance.storage_encrypted
    assert instance.settings == instance.cluster
    assert instance.cluster.dump() == {
        "backup_retention": 9,
        "multi_az": False,
        "deletion_protection": True,
        "iam_authentication": False,
        "copy_tags": True,
        "log_exports": ["audit"],
    }
    assert aws.source.calls == {"rds:DescribeDBInstances": 1, "rds:DescribeDBClusters": 1}
    assert ("eu-west-1", "DescribeDBClusters", "aurora-1") in [
        (region, operation, sent.get("DBClusterIdentifier"))
        for region, operation, sent in aws.requests
    ]


def test_live_read_of_a_replica(aws):
    make(aws)
    aws.client("rds").create_db_instance_read_replica(
        DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="shop"
    )
    assert aws.read(DBInstance, "copy").replica_of == "shop"


def test_gone_after_deletion(aws):
    make(aws)
    aws.client("rds").delete_db_instance(DBInstanceIdentifier="shop", SkipFinalSnapshot=True)
    assert aws.is_gone(DBInstance, "shop")


@pytest.mark.parametrize("code", ["AccessDenied", "Throttling", "InternalFailure"])
def test_failed_identity_call_is_unknown(aws, code):
    make(aws)
    aws.fail("DescribeDBInstances", code)
    assert aws.outcome(DBInstance, "shop") == Unknown(f"{code} on DescribeDBInstances")
    assert aws.source.calls == {"rds:DescribeDBInstances": 1}


@pytest.mark.parametrize("code", ["AccessDenied", "Throttling", "DBClusterNotFoundFault"])
def test_failed_read_of_the_cluster_hides_its_settings_only(aws, code):
    make_member(aws)
    aws.fail("DescribeDBClusters", code)
    instance = aws.read(DBInstance, "writer")
    assert instance.unknown == {"cluster": f"{code} on DescribeDBClusters"}


def test_identifier_in_another_case_is_the_same_instance(aws):
    make(aws)
    aws.answer("DescribeDBInstances", aws.client("rds").describe_db_instances())
    assert aws.read(DBInstance, "Shop").key.id == "shop"


def test_listing_carries_all(aws):
    make(aws)
    make_member(aws)
    listed = {entry.key.id: entry for entry in aws.listed(DBInstance)}
    assert set(listed) == {"shop", "writer"}
    before = dict(aws.source.calls)
    for name, entry in listed.items():
        outcome = aws.source.read(DBInstance, entry.key, listed=entry)
        assert found(outcome) == aws.read(DBInstance, name)
    assert before == {"rds:DescribeDBInstances": 1}
    assert aws.source.calls == {"rds:DescribeDBInstances": 3, "rds:DescribeDBClusters": 2}


def test_failed_listing_is_unknown(aws):
    aws.fail("DescribeDBInstances")
    assert isinstance(aws.source.list(DBInstance, ACCOUNT, REGION), Unknown)


def test_operations():
    assert operations_of(DBInstance) == {
        ("rds", "DescribeDBInstances"),
        ("rds", "DescribeDBClusters"),
    }


@pytest.mark.parametrize(
    ("name", "is_default"),
    [
        ("admin", True),
        ("Admin", True),
        ("postgres", True),
        ("root", True),
        ("keeper", False),
        ("", False),
    ],
)
def test_default_user_name(name, is_default):
    assert MasterUser(name=name).has_default_name is is_default


# --- plans and templates --------------------------------------------------------------------------

PLAN = {
    "engine": "postgres",
    "instance_class": "db.m7g.large",
    "username": "keeper",
    "password": "not-a-secret",
    "publicly_accessible": False,
    "storage_encrypted": True,
    "kms_key_id": "arn:aws:kms:eu-west-1:123456789012:key/k",
    "backup_retention_period": 14,
    "multi_az": True,
    "auto_minor_version_upgrade": True,
    "iam_database_authentication_enabled": True,
    "enabled_cloudwatch_logs_exports": ["postgresql", "upgrade"],
    "monitoring_interval": 60,
    "copy_tags_to_snapshot": True,
    "ca_cert_identifier": "rds-ca-default",
    "port": 5432,
    "vpc_security_group_ids": ["sg-0a1b2c3d"],
    "tags_all": {"team": "payments"},
}
TEMPLATE = {
    "Engine": "postgres",
    "DBInstanceClass": "db.m7g.large",
    "MasterUsername": "keeper",
    "MasterUserPassword": "not-a-secret",
    "PubliclyAccessible": False,
    "StorageEncrypted": True,
    "KmsKeyId": "arn:aws:kms:eu-west-1:123456789012:key/k",
    "BackupRetentionPeriod": 14,
    "MultiAZ": True,
    "EnableIAMDatabaseAuthentication": True,
    "EnableCloudwatchLogsExports": ["postgresql", "upgrade"],
    "MonitoringInterval": 60,
    "CopyTagsToSnapshot": True,
    "CACertificateIdentifier": "rds-ca-default",
    "Port": 5432,
    "VPCSecurityGroups": ["sg-0a1b2c3d"],
    "Tags": [{"Key": "team", "Value": "payments"}],
}
HELD_IN_FILES = ["master_user.name_held", "master_user.password_held"]


def test_plan_and_template_agree_with_the_live_instance(aws):
    make(aws)
    live = aws.read(DBInstance, "shop")
    (of_plan,) = planned(plan({"aws_db_instance.shop": PLAN}), DBInstance)
    (of_template,) = declared(template({"Shop": ("AWS::RDS::DBInstance", TEMPLATE)}), DBInstance)
    assert disagreements(of_plan, of_template) == ["arn"]
    assert disagreements(live, of_plan) == ["arn", "engine_version", *HELD_IN_FILES]
    assert unknowns(of_plan) == unknowns(of_template) == ["created_at", "network.vpc"]
    assert "not-a-secret" not in str(of_plan.dump()) + str(of_template.dump())


def test_what_plans_leave_out():
    (of_plan,) = planned(plan({"aws_db_instance.x": {"engine": "mysql"}}), DBInstance)
    (of_template,) = declared(
        template({"X": ("AWS::RDS::DBInstance", {"Engine": "mysql"})}), DBInstance
    )
    assert (of_plan.backup_retention, of_template.backup_retention) == (0, 1)
    assert of_template.auto_minor_version_upgrade
    assert not of_plan.storage_encrypted
    # It depends on the VPC.
    assert not of_template.knows("publicly_accessible")


def test_what_another_resource_decides_is_unknown():
    (member,) = planned(
        plan({"aws_rds_cluster_instance.x": {"engine": "mysql", "cluster_identifier": "c"}}),
        DBInstance,
    )
    (replica,) = declared(
        template({"X": ("AWS::RDS::DBInstance", {"SourceDBInstanceIdentifier": "shop"})}),
        DBInstance,
    )
    assert not member.knows("cluster")
    assert not member.knows("storage_encrypted")
    assert not replica.knows("storage_encrypted")


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"SourceDBInstanceIdentifier": "shop"}, 0),
        ({"SourceDBClusterIdentifier": {"Ref": "Cluster"}}, 0),
        ({"SourceDBInstanceIdentifier": "shop", "BackupRetentionPeriod": "7"}, 7),
    ],
)
def test_a_replica_has_no_backups_but_those_it_asks_for(properties, expected):
    (replica,) = declared(template({"X": ("AWS::RDS::DBInstance", properties)}), DBInstance)
    assert replica.backup_retention == expected
    (of_plan,) = planned(plan({"aws_db_instance.x": {"replicate_source_db": "shop"}}), DBInstance)
    assert of_plan.backup_retention == 0


def test_whether_there_is_a_source_may_be_for_who_deploys():
    written = {"SourceDBInstanceIdentifier": {"Ref": "Source"}}
    document = template(
        {"X": ("AWS::RDS::DBInstance", written)}, Parameters={"Source": {"Type": "String"}}
    )
    (found,) = declared(document, DBInstance)
    assert not found.knows("backup_retention")


@pytest.mark.parametrize(
    ("parameter", "held"),
    [
        ({"NoEcho": True}, "hidden parameter"),
        ({"NoEcho": "true"}, "hidden parameter"),
        ({}, "shown parameter"),
        ({"NoEcho": True, "Default": "foobarbaz"}, "plain text"),
    ],
)
def test_password_given_by_a_parameter(parameter, held):
    (instance,) = declared(
        template(
            {"X": ("AWS::RDS::DBInstance", {"MasterUserPassword": {"Ref": "Word"}})},
            Parameters={"Word": {"Type": "String", **parameter}},
        ),
        DBInstance,
    )
    assert instance.master_user.password_held == held


def test_password_of_a_dynamic_reference():
    word = "{{resolve:secretsmanager:shop:SecretString:username}}"
    (instance,) = declared(
        template(
            {"X": ("AWS::RDS::DBInstance", {"MasterUserPassword": word, "MasterUsername": word})}
        ),
        DBInstance,
    )
    assert instance.master_user.password_held == "dynamic reference"
    assert not instance.master_user.knows("name")
