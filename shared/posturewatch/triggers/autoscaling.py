"""Amazon EC2 Auto Scaling: groups and launch configurations."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import AUTO_SCALING_GROUP, LAUNCH_CONFIGURATION

_GROUP = "requestParameters.autoScalingGroupName"
_CONFIGURATION = "requestParameters.launchConfigurationName"
_TAGGED = "requestParameters.tags.resourceId"

TRIGGERS = (
    Trigger("CreateAutoScalingGroup", AUTO_SCALING_GROUP, _GROUP),
    Trigger("UpdateAutoScalingGroup", AUTO_SCALING_GROUP, _GROUP),
    Trigger("DeleteAutoScalingGroup", AUTO_SCALING_GROUP, _GROUP),
    Trigger("AttachLoadBalancerTargetGroups", AUTO_SCALING_GROUP, _GROUP),
    Trigger("AttachLoadBalancers", AUTO_SCALING_GROUP, _GROUP),
    Trigger("AttachTrafficSources", AUTO_SCALING_GROUP, _GROUP),
    Trigger("DetachLoadBalancerTargetGroups", AUTO_SCALING_GROUP, _GROUP),
    Trigger("DetachLoadBalancers", AUTO_SCALING_GROUP, _GROUP),
    Trigger("DetachTrafficSources", AUTO_SCALING_GROUP, _GROUP),
    Trigger("ResumeProcesses", AUTO_SCALING_GROUP, _GROUP),
    Trigger("SuspendProcesses", AUTO_SCALING_GROUP, _GROUP),
    # A refresh may come with another launch template or mixed instances policy.
    Trigger("StartInstanceRefresh", AUTO_SCALING_GROUP, _GROUP),
    Trigger("RollbackInstanceRefresh", AUTO_SCALING_GROUP, _GROUP),
    Trigger("CreateOrUpdateTags", AUTO_SCALING_GROUP, _TAGGED),
    Trigger("DeleteTags", AUTO_SCALING_GROUP, _TAGGED),
    Trigger("CreateLaunchConfiguration", LAUNCH_CONFIGURATION, _CONFIGURATION),
    Trigger("DeleteLaunchConfiguration", LAUNCH_CONFIGURATION, _CONFIGURATION),
)

IRRELEVANT = {
    "moves instances in and out of a group, which EC2's own calls tell of": """
        AttachInstances DetachInstances EnterStandby ExitStandby LaunchInstances SetInstanceHealth
        SetInstanceProtection TerminateInstanceInAutoScalingGroup
    """,
    "changes how many instances there are, which is not judged": """
        BatchDeleteScheduledAction BatchPutScheduledUpdateGroupAction DeletePolicy
        DeleteScheduledAction ExecutePolicy PutScalingPolicy PutScheduledUpdateGroupAction
        SetDesiredCapacity
    """,
    "changes hooks, warm pools, metrics or notifications of a group, which are not judged": """
        CompleteLifecycleAction DeleteLifecycleHook DeleteNotificationConfiguration DeleteWarmPool
        DisableMetricsCollection EnableMetricsCollection PutLifecycleHook
        PutNotificationConfiguration PutWarmPool RecordLifecycleActionHeartbeat
    """,
    "ends a refresh and changes nothing of the group": "CancelInstanceRefresh",
    "changes a default of the account that is not judged": "PutAccountSetting",
}

SERVICE = service_calls("autoscaling.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
