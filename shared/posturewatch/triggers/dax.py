"""DynamoDB Accelerator: clusters of caches in front of tables."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import DAX_CLUSTER

_CLUSTER = "requestParameters.clusterName"
_ARN = "requestParameters.resourceName"

TRIGGERS = (
    Trigger("CreateCluster", DAX_CLUSTER, _CLUSTER),
    Trigger("DecreaseReplicationFactor", DAX_CLUSTER, _CLUSTER),
    Trigger("DeleteCluster", DAX_CLUSTER, _CLUSTER),
    Trigger("IncreaseReplicationFactor", DAX_CLUSTER, _CLUSTER),
    Trigger("TagResource", DAX_CLUSTER, _ARN),
    Trigger("UntagResource", DAX_CLUSTER, _ARN),
    Trigger("UpdateCluster", DAX_CLUSTER, _CLUSTER),
)

IRRELEVANT = {
    "changes parameters or subnets that clusters share, which are not judged": """
        CreateParameterGroup CreateSubnetGroup DeleteParameterGroup DeleteSubnetGroup
        UpdateParameterGroup UpdateSubnetGroup
    """,
    "restarts a node and leaves the settings as they are": "RebootNode",
}

SERVICE = service_calls("dax.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
