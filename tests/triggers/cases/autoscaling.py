"""Records of EC2 Auto Scaling's calls and what each may have changed."""

from tests.triggers.records import Case

GROUP = "AWS::AutoScaling::AutoScalingGroup"
CONFIGURATION = "AWS::AutoScaling::LaunchConfiguration"

CASES: list[Case] = [
    ("CreateAutoScalingGroup", {"autoScalingGroupName": "web"}, {}, [(GROUP, "web")]),
    ("SuspendProcesses", {"autoScalingGroupName": "team/web"}, {}, [(GROUP, "team/web")]),
    (
        "CreateOrUpdateTags",
        {
            "tags": [
                {
                    "resourceId": "web",
                    "resourceType": "auto-scaling-group",
                    "key": "owner",
                    "value": "shop",
                    "propagateAtLaunch": True,
                }
            ]
        },
        {},
        [(GROUP, "web")],
    ),
    (
        "CreateLaunchConfiguration",
        {"launchConfigurationName": "web-1", "imageId": "ami-1"},
        {},
        [(CONFIGURATION, "web-1")],
    ),
    ("SetDesiredCapacity", {"autoScalingGroupName": "web", "desiredCapacity": 3}, {}, []),
]
