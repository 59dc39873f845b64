"""Controls of AWS::Bedrock::Guardrail."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.bedrock.guardrail import Guardrail

_UPDATE = "`aws bedrock update-guardrail --guardrail-identifier ID "


@control(
    "bedrock-guardrail-prompt-attacks-blocked",
    title="Guardrails should block attacks by prompts",
    severity=Severity.MEDIUM,
    remediation="Block them: " + _UPDATE + "--content-policy-config "
    "filtersConfig=[{type=PROMPT_ATTACK,inputStrength=HIGH,outputStrength=NONE},…]`, then make a "
    "version.",
)
def prompt_attacks_blocked(guardrail: Guardrail) -> Verdict:
    """A text can talk a model out of its rules, and have it use tools and data for strangers."""
    if guardrail.blocks_prompt_attacks:
        return passed("Attacks by prompts are blocked.", blocked=True)
    return failed("Attacks by prompts reach the model.", blocked=False)


@control(
    "bedrock-guardrail-sensitive-information-filtered",
    title="Guardrails should block or mask sensitive information",
    severity=Severity.MEDIUM,
    remediation="Mask it: " + _UPDATE + "--sensitive-information-policy-config "
    "piiEntitiesConfig=[{type=EMAIL,action=ANONYMIZE},…]`, then make a version.",
)
def sensitive_information_filtered(guardrail: Guardrail) -> Verdict:
    """Models repeat what they were given: addresses, numbers and keys of other people among it."""
    count = len(guardrail.information)
    if guardrail.hides_information:
        return passed("Sensitive information is blocked or masked.", filters=count)
    return failed("Sensitive information reaches users.", filters=count)


@control(
    "bedrock-guardrail-harmful-content-blocked",
    title="Guardrails should block every kind of harmful content",
    severity=Severity.LOW,
    remediation="Block it: " + _UPDATE + "--content-policy-config "
    "filtersConfig=[{type=HATE,inputStrength=MEDIUM,outputStrength=MEDIUM},…]`, then make a "
    "version.",
)
def harmful_content_blocked(guardrail: Guardrail) -> Verdict:
    """What a model says in your name is read as yours, and so is what it lets itself be told."""
    missing = guardrail.unblocked_harms
    if not missing:
        return passed("Every kind of harmful content is blocked.", unblocked=[])
    return failed("Some kinds of harmful content pass.", unblocked=missing)


@control(
    "bedrock-guardrail-own-key-used",
    title="Guardrails should be encrypted with a key of one's own",
    severity=Severity.LOW,
    remediation="Name one: " + _UPDATE + "--kms-key-id KEY`.",
)
def own_key_used(guardrail: Guardrail) -> Verdict:
    """Who may read what it looks for, and so how to get past it, is then for you to say."""
    if guardrail.kms_key:
        return passed("A key of its own encrypts it.", kms_key=guardrail.kms_key)
    return failed("A key of AWS's encrypts it.", kms_key=None)


@control(
    "bedrock-guardrail-owner-tagged",
    title="Guardrails should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws bedrock tag-resource --tags key=team,value=NAME`.",
)
def owner_tagged(guardrail: Guardrail) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if guardrail.owner:
        return passed("A tag names the owner.", owner=guardrail.owner)
    return failed("No tag names the owner.", owner=None)
