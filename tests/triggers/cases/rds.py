"""Records of Amazon RDS's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, HIDDEN, REGION, Case

DB = "AWS::RDS::DBInstance"
SNAPSHOT = "AWS::RDS::DBSnapshot"

CLUSTER = "AWS::RDS::DBCluster"
DOCDB = "AWS::DocDB::DBCluster"
NEPTUNE = "AWS::Neptune::DBCluster"
CLUSTER_SNAPSHOT = "AWS::RDS::DBClusterSnapshot"
EVENTS = "AWS::RDS::EventSubscription"

CASES: list[Case] = [
    (
        "ModifyDBInstance",
        {"dBInstanceIdentifier": "Prod", "newDBInstanceIdentifier": "Prod2"},
        {},
        [(DB, "prod"), (DB, "prod2")],
    ),
    (
        "DeleteDBInstance",
        {"dBInstanceIdentifier": "prod", "finalDBSnapshotIdentifier": "Last"},
        {},
        [(DB, "prod"), (SNAPSHOT, "last")],
    ),
    (
        "DeleteDBInstance",
        {"dBInstanceIdentifier": "writer"},
        {"responseElements": {"dBClusterIdentifier": "c", "engine": "aurora-mysql"}},
        [(DB, "writer"), (CLUSTER, "c")],
    ),
    (
        "AddTagsToResource",
        {"resourceName": f"arn:aws:rds:us-west-2:{ACCOUNT}:snapshot:rds:prod-2026-01-01"},
        {},
        [(SNAPSHOT, "rds:prod-2026-01-01", "us-west-2")],
    ),
    (
        "AddTagsToResource",
        {"resourceName": f"arn:aws:rds:eu-west-1:{ACCOUNT}:cluster:C"},
        {},
        [(CLUSTER, "c"), (DOCDB, "c"), (NEPTUNE, "c")],
    ),
    ("AddTagsToResource", {"resourceName": f"arn:aws:rds:x:{ACCOUNT}:subgrp:c"}, {}, []),
    (
        "CreateDBCluster",
        {"dBClusterIdentifier": "c", "engine": "aurora-mysql"},
        {},
        [(CLUSTER, "c")],
    ),
    (
        "CreateDBCluster",
        {"dBClusterIdentifier": "c", "engine": "mysql", "dBClusterInstanceClass": "db.m6gd.large"},
        {},
        [(CLUSTER, "c"), (DB, None)],
    ),
    ("CreateDBCluster", {"dBClusterIdentifier": "d", "engine": "docdb"}, {}, [(DOCDB, "d")]),
    (
        "CreateDBCluster",
        HIDDEN,
        {},
        [(CLUSTER, None), (DOCDB, None), (NEPTUNE, None), (DB, None)],
    ),
    (
        "ModifyDBCluster",
        {"dBClusterIdentifier": "c"},
        {"responseElements": {"engine": "neptune"}},
        [(NEPTUNE, "c"), (DB, None)],
    ),
    (
        "DeleteDBCluster",
        {"dBClusterIdentifier": "c", "finalDBSnapshotIdentifier": "Last"},
        {"responseElements": {"engine": "aurora-mysql"}},
        [(CLUSTER, "c"), (CLUSTER_SNAPSHOT, "last"), (DB, None)],
    ),
    (
        "ModifyDBClusterSnapshotAttribute",
        {"dBClusterSnapshotIdentifier": "S", "attributeName": "restore", "valuesToAdd": ["all"]},
        {},
        [(CLUSTER_SNAPSHOT, "s")],
    ),
    (
        "ModifyEventSubscription",
        {"subscriptionName": "told", "enabled": False},
        {},
        [(EVENTS, "told")],
    ),
    (
        "ModifyDBParameterGroup",
        {"dBParameterGroupName": "Web", "parameters": [{"parameterName": "log_connections"}]},
        {},
        [("AWS::RDS::DBParameterGroup", "web")],
    ),
    (
        "CopyDBParameterGroup",
        {
            "sourceDBParameterGroupIdentifier": "web",
            "targetDBParameterGroupIdentifier": "copy",
        },
        {},
        [("AWS::RDS::DBParameterGroup", "copy")],
    ),
    (
        "ResetDBClusterParameterGroup",
        {"dBClusterParameterGroupName": "aurora", "resetAllParameters": True},
        {},
        [("AWS::RDS::DBClusterParameterGroup", "aurora")],
    ),
    (
        "AddTagsToResource",
        {"resourceName": f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster-pg:aurora"},
        {},
        [("AWS::RDS::DBClusterParameterGroup", "aurora")],
    ),
    (
        "RemoveTagsFromResource",
        {"resourceName": f"arn:aws:rds:{REGION}:{ACCOUNT}:pg:web"},
        {},
        [("AWS::RDS::DBParameterGroup", "web")],
    ),
]
