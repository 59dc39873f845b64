"""Amazon ECS: clusters, services and task definitions.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import EVERY, Trigger, service_calls
from posturewatch.triggers.kinds import ECS_CLUSTER, ECS_SERVICE, TASK_DEFINITION

_FAMILY = ("responseElements.taskDefinition.family", "requestParameters.family")
# A request may name a revision without its ARN: `web:3`.
_REVISION = (
    "responseElements.taskDefinition.family",
    "responseElements.taskDefinition.taskDefinitionArn",
)
_TAGGED = "requestParameters.resourceArn"
# A request may name a cluster by its name or its ARN, or not at all: then it is `default`.
_CLUSTER = "responseElements.cluster.clusterArn"
_SERVICE = "responseElements.service.serviceArn"
_OWN = "arn:{partition}:ecs:{region}:{account}:service/{requestParameters.cluster}/"
_NEW_SERVICE = (_SERVICE, _OWN + "{requestParameters.serviceName}")
_NAMED_SERVICE = (_SERVICE, _OWN + "{requestParameters.service}", "requestParameters.service")
_SET = (
    "responseElements.taskSet.serviceArn",
    _OWN + "{requestParameters.service}",
    "requestParameters.service",
)
_EXPRESS = ("requestParameters.serviceArn", _SERVICE)

TRIGGERS = (
    Trigger("CreateCluster", ECS_CLUSTER, _CLUSTER),
    Trigger("DeleteCluster", ECS_CLUSTER, _CLUSTER),
    Trigger("UpdateCluster", ECS_CLUSTER, _CLUSTER),
    Trigger("UpdateClusterSettings", ECS_CLUSTER, _CLUSTER),
    Trigger("TagResource", ECS_CLUSTER, _TAGGED, mixed=True),
    Trigger("UntagResource", ECS_CLUSTER, _TAGGED, mixed=True),
    Trigger("CreateService", ECS_SERVICE, _NEW_SERVICE),
    Trigger("DeleteService", ECS_SERVICE, _NAMED_SERVICE),
    Trigger("UpdateService", ECS_SERVICE, _NAMED_SERVICE),
    # Each set of tasks has a network of its own.
    Trigger("CreateTaskSet", ECS_SERVICE, _SET),
    Trigger("DeleteTaskSet", ECS_SERVICE, _SET),
    Trigger("UpdateServicePrimaryTaskSet", ECS_SERVICE, _SET),
    Trigger("UpdateTaskSet", ECS_SERVICE, _SET),
    Trigger("CreateExpressGatewayService", ECS_SERVICE, _SERVICE),
    Trigger("DeleteExpressGatewayService", ECS_SERVICE, _EXPRESS),
    Trigger("UpdateExpressGatewayService", ECS_SERVICE, _EXPRESS),
    Trigger("TagResource", ECS_SERVICE, _TAGGED, mixed=True),
    Trigger("UntagResource", ECS_SERVICE, _TAGGED, mixed=True),
    # A cluster tells whether commands in the containers of its services are logged.
    Trigger("UpdateCluster", ECS_SERVICE, EVERY),
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
    "changes a daemon or a gateway, which are not judged yet, or what a cluster runs on": """
        AssociateGatewayWithCluster CreateCapacityProvider CreateDaemon CreateGateway
        DeleteCapacityProvider DeleteDaemon DeleteDaemonTaskDefinition DeleteGateway
        DisassociateGatewayFromCluster PutClusterCapacityProviders RegisterDaemonTaskDefinition
        UpdateCapacityProvider UpdateDaemon UpdateGateway
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
