"""AWS::Bedrock::Guardrail."""

from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape

HARMS: Final = ("HATE", "INSULTS", "MISCONDUCT", "SEXUAL", "VIOLENCE")
"""The kinds of harmful content that a guardrail can tell."""

PROMPT_ATTACK: Final = "PROMPT_ATTACK"


class ContentFilter(Shape):
    """What is done about one kind of content."""

    kind: Annotated[
        str, At(config="Type", describe="type", terraform="type", cloudformation="Type")
    ] = ""
    """The kind: one of `HARMS`, or `PROMPT_ATTACK`."""

    input_strength: Annotated[
        str,
        At(
            config="InputStrength",
            describe="inputStrength",
            terraform="input_strength",
            cloudformation="InputStrength",
        ),
    ] = "NONE"
    """How sharply prompts are looked at: `NONE`, `LOW`, `MEDIUM` or `HIGH`."""

    output_strength: Annotated[
        str,
        At(
            config="OutputStrength",
            describe="outputStrength",
            terraform="output_strength",
            cloudformation="OutputStrength",
        ),
    ] = "NONE"
    """How sharply answers are looked at."""

    input_action: Annotated[
        str,
        At(
            config="InputAction",
            describe="inputAction",
            terraform="input_action",
            cloudformation="InputAction",
        ),
    ] = "BLOCK"
    """What is done with prompts: `BLOCK`, or `NONE` where they are only counted."""

    output_action: Annotated[
        str,
        At(
            config="OutputAction",
            describe="outputAction",
            terraform="output_action",
            cloudformation="OutputAction",
        ),
    ] = "BLOCK"
    """What is done with answers."""

    input_enabled: Annotated[
        Toggle,
        At(
            config="InputEnabled",
            describe="inputEnabled",
            terraform="input_enabled",
            cloudformation="InputEnabled",
        ),
    ] = True
    """Whether prompts are looked at at all."""

    output_enabled: Annotated[
        Toggle,
        At(
            config="OutputEnabled",
            describe="outputEnabled",
            terraform="output_enabled",
            cloudformation="OutputEnabled",
        ),
    ] = True
    """Whether answers are looked at at all."""

    @property
    def blocks_prompts(self) -> bool:
        """Whether such prompts do not reach the model."""
        return self.input_enabled and self.input_strength != "NONE" and self.input_action == "BLOCK"

    @property
    def blocks_answers(self) -> bool:
        """Whether such answers do not reach the user."""
        return (
            self.output_enabled and self.output_strength != "NONE" and self.output_action == "BLOCK"
        )


class InformationFilter(Shape):
    """What is done about one kind of sensitive information, or what an expression matches."""

    action: Annotated[
        str,
        At(
            config=("OutputAction", "Action"),
            describe=("outputAction", "action"),
            terraform=("output_action", "action"),
            cloudformation=("OutputAction", "Action"),
        ),
    ] = "NONE"
    """What is done with it in answers: `BLOCK`, `ANONYMIZE`, or `NONE` where it is only counted."""

    enabled: Annotated[
        Toggle,
        At(
            config="OutputEnabled",
            describe="outputEnabled",
            terraform="output_enabled",
            cloudformation="OutputEnabled",
        ),
    ] = True
    """Whether answers are looked at at all."""


class Guardrail(
    Resource,
    of="AWS::Bedrock::Guardrail",
    arn="arn:{partition}:bedrock:{region}:{account}:guardrail/{id}",
    config_id=(".GuardrailId", "resourceId"),
    calls=Calls(
        service="bedrock",
        # Without a version it answers about the draft, from which the next version will be made.
        identity="GetGuardrail",
        gone=("ResourceNotFoundException",),
        gone_if={".status": ("DELETING",)},
        bind={
            "guardrailIdentifier": "id",
            "resourceARN": "arn:{partition}:bedrock:{region}:{account}:guardrail/{id}",
        },
        listed="ListGuardrails.guardrails[]",
        list_id="id",
    ),
    planned=Planned(
        terraform=("aws_bedrock_guardrail",), terraform_name=("guardrail_id", "guardrail_arn")
    ),
):
    """What stands between users and models, and looks at what goes either way."""

    arn: Annotated[
        str,
        At(config=("ARN", "arn"), describe=".guardrailArn", terraform=UNSET, cloudformation=UNSET),
    ] = ""
    """The guardrail's ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The guardrail's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".createdAt")] = None
    """When it was made."""

    content: Annotated[
        tuple[ContentFilter, ...],
        At(
            config=".ContentPolicyConfig.FiltersConfig",
            describe=".contentPolicy.filters",
            terraform="content_policy_config[0].filters_config",
            cloudformation="ContentPolicyConfig.FiltersConfig",
        ),
    ] = ()
    """What is done about harmful content and attacks by prompts."""

    information: Annotated[
        tuple[InformationFilter, ...],
        At(
            config=Joined(
                ".SensitiveInformationPolicyConfig.PiiEntitiesConfig",
                ".SensitiveInformationPolicyConfig.RegexesConfig",
            ),
            describe=Joined(
                ".sensitiveInformationPolicy.piiEntities", ".sensitiveInformationPolicy.regexes"
            ),
            terraform=Joined(
                "sensitive_information_policy_config[0].pii_entities_config",
                "sensitive_information_policy_config[0].regexes_config",
            ),
            cloudformation=Joined(
                "SensitiveInformationPolicyConfig.PiiEntitiesConfig",
                "SensitiveInformationPolicyConfig.RegexesConfig",
            ),
        ),
    ] = ()
    """What is done about sensitive information."""

    kms_key: Annotated[
        str,
        At(
            config=".KmsKeyArn",
            describe=".kmsKeyArn",
            terraform="kms_key_arn",
            cloudformation="KmsKeyArn",
        ),
    ] = ""
    """The account's own key for it; empty where AWS's own encrypts it."""

    @property
    def blocks_prompt_attacks(self) -> bool:
        """Whether prompts that try to talk the model out of its rules do not reach it."""
        return any(each.kind == PROMPT_ATTACK and each.blocks_prompts for each in self.content)

    @property
    def unblocked_harms(self) -> tuple[str, ...]:
        """The kinds of harmful content that pass in one direction at least."""
        blocked = {each.kind for each in self.content if each.blocks_prompts}
        blocked &= {each.kind for each in self.content if each.blocks_answers}
        return tuple(kind for kind in HARMS if kind not in blocked)

    @property
    def hides_information(self) -> bool:
        """Whether some kind of sensitive information does not reach users."""
        return any(each.enabled and each.action != "NONE" for each in self.information)
