"""Records of Amazon RDS's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, HIDDEN, Case

DB = "AWS::RDS::DBInstance"
SNAPSHOT = "AWS::RDS::DBSnapshot"

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
        "AddTagsToResource",
        {"resourceName": f"arn:aws:rds:us-west-2:{ACCOUNT}:snapshot:rds:prod-2026-01-01"},
        {},
        [(SNAPSHOT, "rds:prod-2026-01-01", "us-west-2")],
    ),
    ("AddTagsToResource", {"resourceName": f"arn:aws:rds:x:{ACCOUNT}:cluster:c"}, {}, []),
    ("CreateDBCluster", {"dBClusterIdentifier": "c", "engine": "aurora-mysql"}, {}, []),
    ("CreateDBCluster", {"dBClusterInstanceClass": "db.m6gd.large"}, {}, [(DB, None)]),
    ("CreateDBCluster", HIDDEN, {}, [(DB, None)]),
    ("ModifyDBCluster", {"dBClusterIdentifier": "c"}, {}, [(DB, None)]),
]
