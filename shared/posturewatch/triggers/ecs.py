"""Amazon ECS: clusters and task definitions.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import ECS_CLUSTER, TASK_DEFINITION

_FAMILY = ("responseElements.taskDefinition.family", "requestParameters.family")
# A request may name a revision without its ARN: `web:3`.
_REVISION = (
    "responseElements.taskDefinition.family",
    "responseElements.taskDefinition.taskDefinitionArn",
)
_TAGGED = "requestParameters.resourceArn"
# A request may name a cluster by its name or its ARN, or not at all: then it is `default`.
_CLUSTER = "responseElements.cluster.clusterArn"

TRIGGERS = (
    Trigger("CreateCluster", ECS_CLUSTER, _CLUSTER),
    Trigger("DeleteCluster", ECS_CLUSTER, _CLUSTER),
    Trigger("UpdateCluster", ECS_CLUSTER, _CLUSTER),
    Trigger("UpdateClusterSettings", ECS_CLUSTER, _CLUSTER),
    Trigger("TagResource", ECS_CLUSTER, _TAGGED, mixed=True),
    Trigger("UntagResource", ECS_CLUSTER, _TAGGED, mixed=True),
    Trigger("RegisterTaskDefinition", TASK_DEFINITION, _FAMILY),
    # With the latest revision gone, the one before it counts.
    Trigger("DeregisterTaskDefinition", TASK_DEFINITION, _REVISION),
    Trigger("DeleteTaskDefinitions", TASK_DEFINITION, "responseElements.taskDefinitions.family"),
    Trigger("TagResource", TASK_DEFINITION, _TAGGED, mixed=True),
    Trigger("UntagResource", TASK_DEFINITION, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "runs, stops or moves tasks, and changes no definition": """
        ContinueServiceDeployment ExecuteCommand RunTask StartTask StopServiceDeployment StopTask
        UpdateTaskProtection
    """,
    "changes a service or daemon, which are not judged yet, or what a cluster runs on": """
        AssociateGatewayWithCluster CreateCapacityProvider CreateDaemon
        CreateExpressGatewayService CreateGateway CreateService CreateTaskSet
        DeleteCapacityProvider DeleteDaemon DeleteDaemonTaskDefinition
        DeleteExpressGatewayService DeleteGateway DeleteService DeleteTaskSet
        DisassociateGatewayFromCluster PutClusterCapacityProviders RegisterDaemonTaskDefinition
        UpdateCapacityProvider UpdateDaemon UpdateExpressGatewayService UpdateGateway
        UpdateService UpdateServicePrimaryTaskSet UpdateTaskSet
    """,
    "changes a container instance, which is judged as an EC2 instance": """
        DeleteAttributes DeregisterContainerInstance PutAttributes RegisterContainerInstance
        UpdateContainerAgent UpdateContainerInstancesState
    """,
    "changes a default of the account that is not judged yet": """
        DeleteAccountSetting PutAccountSetting PutAccountSettingDefault
    """,
    "is what an agent reports of its tasks": """
        SubmitAttachmentStateChanges SubmitContainerStateChange SubmitTaskStateChange
    """,
}

SERVICE = service_calls(
    "ecs.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="DiscoverPollEndpoint",
)
