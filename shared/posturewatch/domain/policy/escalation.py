"""Known ways in which a principal can give itself more rights than it has.

Each row of `PATHS` is one way: the actions that it takes together and, where a role is passed, the
service that receives it. To add a way, add a row; if one of its actions works on a kind of resource
that exists already (a role, a policy, a function), name the kind in `_TARGETS`, which also has the
actions of which `PolicyDocument.unconfined` is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from posturewatch.domain.answer import Answer


@dataclass(frozen=True, slots=True)
class Escalation:
    """A way to more rights that a policy opens.

    Attributes:
        name: What identifies the way; stable.
        actions: The actions that it takes, all of them allowed.
        certainty: ``YES`` if all are allowed without a condition on every resource of the kind that
            they work on (at least in one account), ``MAYBE`` if only under conditions or on some.
    """

    name: str
    actions: tuple[str, ...]
    certainty: Answer


@dataclass(frozen=True, slots=True)
class Path:
    """One way, as a row of the table.

    Attributes:
        actions: The actions that it takes together.
        receiver: The service to which a role is passed, for ``iam:PassedToService``.
        broad_only: Ordinary where granted on named resources; reported for all resources only.
    """

    actions: tuple[str, ...]
    receiver: str | None = None
    broad_only: bool = False

    @property
    def name(self) -> str:
        """The actions, joined: what identifies the way."""
        return "+".join(self.actions)


def _passing(receiver: str, *actions: str) -> Path:
    return Path(("iam:PassRole", *actions), f"{receiver}.amazonaws.com")


# Any of these alone rewrites the caller's own rights through IAM itself.
DIRECT = (
    Path(("iam:CreatePolicyVersion",)),
    Path(("iam:SetDefaultPolicyVersion",)),
    Path(("iam:AttachUserPolicy",)),
    Path(("iam:AttachGroupPolicy",)),
    Path(("iam:AttachRolePolicy",)),
    Path(("iam:PutUserPolicy",)),
    Path(("iam:PutGroupPolicy",)),
    Path(("iam:PutRolePolicy",)),
    Path(("iam:AddUserToGroup",)),
    Path(("iam:CreateAccessKey",)),
    Path(("iam:CreateLoginProfile",)),
    Path(("iam:UpdateLoginProfile",)),
)

PATHS = (
    *DIRECT,
    Path(("iam:UpdateAssumeRolePolicy", "sts:AssumeRole")),
    Path(("sts:AssumeRole",), broad_only=True),
    _passing("ec2", "ec2:RunInstances"),
    _passing("ec2", "ec2:RequestSpotInstances"),
    _passing("ec2", "ec2:AssociateIamInstanceProfile"),
    _passing("ec2", "autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"),
    _passing("lambda", "lambda:CreateFunction", "lambda:InvokeFunction"),
    _passing("lambda", "lambda:CreateFunction", "lambda:AddPermission"),
    _passing("lambda", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
    _passing("glue", "glue:CreateDevEndpoint"),
    _passing("glue", "glue:CreateJob", "glue:StartJobRun"),
    _passing("glue", "glue:CreateJob", "glue:CreateTrigger"),
    _passing("glue", "glue:UpdateJob", "glue:StartJobRun"),
    _passing("glue", "glue:CreateSession", "glue:RunStatement"),
    _passing("cloudformation", "cloudformation:CreateStack"),
    _passing("cloudformation", "cloudformation:UpdateStack"),
    _passing("cloudformation", "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
    _passing(
        "datapipeline",
        "datapipeline:CreatePipeline",
        "datapipeline:PutPipelineDefinition",
        "datapipeline:ActivatePipeline",
    ),
    _passing(
        "sagemaker",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:CreatePresignedNotebookInstanceUrl",
    ),
    _passing("sagemaker", "sagemaker:CreateProcessingJob"),
    _passing("sagemaker", "sagemaker:CreateTrainingJob"),
    _passing("codestar", "codestar:CreateProject"),
    _passing("codebuild", "codebuild:CreateProject", "codebuild:StartBuild"),
    _passing("codebuild", "codebuild:UpdateProject", "codebuild:StartBuild"),
    _passing("ecs-tasks", "ecs:RunTask"),
    _passing("ecs-tasks", "ecs:RegisterTaskDefinition", "ecs:StartTask"),
    _passing("ecs-tasks", "ecs:RegisterTaskDefinition", "ecs:CreateService"),
    _passing("ecs-tasks", "ecs:RegisterTaskDefinition", "ecs:UpdateService"),
    _passing("elasticmapreduce", "elasticmapreduce:RunJobFlow"),
    _passing("scheduler", "scheduler:CreateSchedule"),
    _passing("ssm", "ssm:StartAutomationExecution"),
    _passing("states", "states:CreateStateMachine", "states:StartExecution"),
    _passing("tasks.apprunner", "apprunner:CreateService"),
    Path(("codebuild:StartBuild",), broad_only=True),
    Path(("ec2-instance-connect:SendSSHPublicKey",)),
    Path(("ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances")),
    Path(("ecs:ExecuteCommand",)),
    Path(("glue:UpdateDevEndpoint",)),
    Path(("lambda:UpdateFunctionCode",)),
    Path(("lambda:UpdateFunctionConfiguration",), broad_only=True),
    Path(("sagemaker:CreatePresignedNotebookInstanceUrl",)),
    Path(("ssm:SendCommand",)),
    Path(("ssm:StartSession",)),
)

_TARGETS = {
    "iam:PassRole": ("iam", "role/"),
    "kms:Decrypt": ("kms", "key/"),
    "kms:ReEncryptFrom": ("kms", "key/"),
    "iam:CreatePolicyVersion": ("iam", "policy/"),
    "iam:SetDefaultPolicyVersion": ("iam", "policy/"),
    "iam:AttachUserPolicy": ("iam", "user/"),
    "iam:PutUserPolicy": ("iam", "user/"),
    "iam:CreateAccessKey": ("iam", "user/"),
    "iam:CreateLoginProfile": ("iam", "user/"),
    "iam:UpdateLoginProfile": ("iam", "user/"),
    "iam:AttachGroupPolicy": ("iam", "group/"),
    "iam:PutGroupPolicy": ("iam", "group/"),
    "iam:AddUserToGroup": ("iam", "group/"),
    "iam:AttachRolePolicy": ("iam", "role/"),
    "iam:PutRolePolicy": ("iam", "role/"),
    "iam:UpdateAssumeRolePolicy": ("iam", "role/"),
    "sts:AssumeRole": ("iam", "role/"),
    "lambda:AddPermission": ("lambda", "function:"),
    "lambda:CreateFunction": ("lambda", "function:"),
    "lambda:InvokeFunction": ("lambda", "function:"),
    "lambda:UpdateFunctionCode": ("lambda", "function:"),
    "lambda:UpdateFunctionConfiguration": ("lambda", "function:"),
    "ssm:SendCommand": ("ec2", "instance/"),
    "ssm:StartSession": ("ec2", "instance/"),
    "ec2-instance-connect:SendSSHPublicKey": ("ec2", "instance/"),
}

# New credentials for oneself are no new rights; AWS documents policies that allow just that.
HARMLESS_ON_ONESELF = frozenset(
    {"iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"}
)


def target_of(action: str) -> tuple[str, str]:
    """Return the service and the kind of resource that an action of the table works on.

    Both are parts of an ARN; the kind is empty where any resource of the service will do.
    """
    return _TARGETS.get(action) or (action.partition(":")[0], "")
