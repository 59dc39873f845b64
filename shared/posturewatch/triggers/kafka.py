"""Amazon MSK: clusters. Records spell parameters in camel case.

Source: https://docs.aws.amazon.com/msk/latest/developerguide/logging-API-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import KAFKA_CLUSTER

_CLUSTER = "requestParameters.clusterArn"
_MADE = "responseElements.clusterArn"
_TAGGED = "requestParameters.resourceArn"

TRIGGERS = (
    Trigger("CreateCluster", KAFKA_CLUSTER, _MADE),
    Trigger("CreateClusterV2", KAFKA_CLUSTER, _MADE),
    Trigger("DeleteCluster", KAFKA_CLUSTER, (_CLUSTER, _MADE)),
    Trigger("UpdateConnectivity", KAFKA_CLUSTER, (_CLUSTER, _MADE)),
    Trigger("UpdateMonitoring", KAFKA_CLUSTER, (_CLUSTER, _MADE)),
    Trigger("UpdateSecurity", KAFKA_CLUSTER, (_CLUSTER, _MADE)),
    Trigger("TagResource", KAFKA_CLUSTER, _TAGGED, mixed=True),
    Trigger("UntagResource", KAFKA_CLUSTER, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "changes the size, the storage or the version of a cluster, which are not judged": """
        RebootBroker UpdateBrokerCount UpdateBrokerStorage UpdateBrokerType
        UpdateClusterConfiguration UpdateClusterKafkaVersion UpdateRebalancing UpdateStorage
    """,
    "changes who may use a cluster by policy or secret, which is not judged yet": """
        BatchAssociateScramSecret BatchDisassociateScramSecret DeleteClusterPolicy PutClusterPolicy
    """,
    "changes a configuration, a topic or a channel, which are not judged": """
        CreateChannel CreateConfiguration CreateTopic DeleteChannel DeleteConfiguration DeleteTopic
        UpdateChannel UpdateConfiguration UpdateTopic
    """,
    "changes how other networks or clusters are connected, which is not judged yet": """
        CreateReplicator CreateVpcConnection DeleteReplicator DeleteVpcConnection
        RejectClientVpcConnection UpdateReplicationInfo
    """,
}

SERVICE = service_calls("kafka.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
