"""AWS::Cognito::UserPool."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Present, Toggle
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape


class PasswordRules(Shape):
    """What a password must be like. What is left out of rules that are written is not asked for."""

    length: Annotated[
        int,
        At(
            config="MinimumLength",
            describe="MinimumLength",
            terraform="minimum_length",
            cloudformation="MinimumLength",
        ),
    ] = 8
    """How many characters it has at least."""

    upper_case: Annotated[
        Toggle,
        At(
            config="RequireUppercase",
            describe="RequireUppercase",
            terraform="require_uppercase",
            cloudformation="RequireUppercase",
        ),
    ] = False
    """Whether it needs a capital letter."""

    lower_case: Annotated[
        Toggle,
        At(
            config="RequireLowercase",
            describe="RequireLowercase",
            terraform="require_lowercase",
            cloudformation="RequireLowercase",
        ),
    ] = False
    """Whether it needs a small letter."""

    numbers: Annotated[
        Toggle,
        At(
            config="RequireNumbers",
            describe="RequireNumbers",
            terraform="require_numbers",
            cloudformation="RequireNumbers",
        ),
    ] = False
    """Whether it needs a digit."""

    symbols: Annotated[
        Toggle,
        At(
            config="RequireSymbols",
            describe="RequireSymbols",
            terraform="require_symbols",
            cloudformation="RequireSymbols",
        ),
    ] = False
    """Whether it needs a sign."""

    temporary_days: Annotated[
        int,
        At(
            config="TemporaryPasswordValidityDays",
            describe="TemporaryPasswordValidityDays",
            terraform="temporary_password_validity_days",
            cloudformation="TemporaryPasswordValidityDays",
        ),
    ] = 7
    """For how many days a password that an administrator gave can be used."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The kinds of characters that a password may lack."""
        kinds = ("lower_case", "numbers", "symbols", "upper_case")
        return tuple(each for each in kinds if not getattr(self, each))


DEFAULT_RULES = PasswordRules(upper_case=True, lower_case=True, numbers=True, symbols=True)
"""What Cognito asks of passwords where no rules are written."""


class Recovery(Shape):
    """A way to get back into an account."""

    name: Annotated[
        str, At(config="Name", describe="Name", terraform="name", cloudformation="Name")
    ] = ""
    """`verified_email`, `verified_phone_number` or `admin_only`."""

    priority: Annotated[
        int,
        At(
            config="Priority",
            describe="Priority",
            terraform="priority",
            cloudformation="Priority",
        ),
    ] = 1
    """The lower, the earlier it is used."""


class UserPool(
    Resource,
    of="AWS::Cognito::UserPool",
    arn="arn:{partition}:cognito-idp:{region}:{account}:userpool/{id}",
    calls=Calls(
        service="cognito-idp",
        identity="DescribeUserPool.UserPool",
        gone=("ResourceNotFoundException",),
        bind={"UserPoolId": "id"},
        listed="ListUserPools.UserPools[]",
        list_id="Id",
    ),
    planned=Planned(terraform=("aws_cognito_user_pool",), terraform_name=("id", "arn")),
):
    """A directory of the users of an application, and how they sign in."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".UserPoolTags",
            terraform=("tags_all", "tags"),
            cloudformation="UserPoolTags",
        ),
    ] = MappingProxyType({})
    """The user pool's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreationDate")] = (
        None
    )
    """When it was made."""

    mfa: Annotated[
        str,
        At(
            config=".MfaConfiguration",
            describe=".MfaConfiguration",
            terraform="mfa_configuration",
            cloudformation="MfaConfiguration",
        ),
    ] = "OFF"
    """Whether a second factor is asked for: `ON`, `OPTIONAL` where users may choose, or `OFF`."""

    passwords: Annotated[
        PasswordRules,
        At(
            config=".Policies.PasswordPolicy",
            describe=".Policies.PasswordPolicy",
            terraform="password_policy[0]",
            cloudformation="Policies.PasswordPolicy",
            always=True,
            new=DEFAULT_RULES,
        ),
    ] = DEFAULT_RULES
    """What a password must be like."""

    protection: Annotated[
        str,
        At(
            config=".UserPoolAddOns.AdvancedSecurityMode",
            describe=".UserPoolAddOns.AdvancedSecurityMode",
            terraform="user_pool_add_ons[0].advanced_security_mode",
            cloudformation="UserPoolAddOns.AdvancedSecurityMode",
        ),
    ] = "OFF"
    """What threat protection does when users sign in: `ENFORCED`, only `AUDIT`, or `OFF`."""

    custom_protection: Annotated[
        str,
        At(
            config=".UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode",
            describe=".UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode",
            terraform="user_pool_add_ons[0].advanced_security_additional_flows[0].custom_auth_mode",
            cloudformation="UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode",
        ),
    ] = "OFF"
    """The same for challenges of one's own: `ENFORCED`, `AUDIT` or `OFF`."""

    own_challenges: Annotated[
        Present,
        At(
            config=".LambdaConfig.DefineAuthChallenge",
            describe=".LambdaConfig.DefineAuthChallenge",
            terraform="lambda_config[0].define_auth_challenge",
            cloudformation="LambdaConfig.DefineAuthChallenge",
        ),
    ] = False
    """Whether a function of one's own decides how users prove who they are."""

    deletion_protection: Annotated[
        Toggle,
        At(
            config=".DeletionProtection",
            describe=".DeletionProtection",
            terraform="deletion_protection",
            cloudformation="DeletionProtection",
        ),
    ] = False
    """Whether it cannot be deleted."""

    invited_only: Annotated[
        Toggle,
        At(
            config=".AdminCreateUserConfig.AllowAdminCreateUserOnly",
            describe=".AdminCreateUserConfig.AllowAdminCreateUserOnly",
            terraform="admin_create_user_config[0].allow_admin_create_user_only",
            cloudformation="AdminCreateUserConfig.AllowAdminCreateUserOnly",
        ),
    ] = False
    """Whether only administrators make users, so that nobody signs up by themselves."""

    recoveries: Annotated[
        tuple[Recovery, ...],
        At(
            config=".AccountRecoverySetting.RecoveryMechanisms",
            describe=".AccountRecoverySetting.RecoveryMechanisms",
            terraform="account_recovery_setting[0].recovery_mechanism",
            cloudformation="AccountRecoverySetting.RecoveryMechanisms",
        ),
    ] = ()
    """The ways back into an account that was written down; without any, Cognito sends a text
    message first.
    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html"""

    @property
    def first_recovery(self) -> str:
        """The way back into an account that is tried first."""
        if not self.recoveries:
            return "verified_phone_number"
        return min(self.recoveries, key=lambda each: each.priority).name
