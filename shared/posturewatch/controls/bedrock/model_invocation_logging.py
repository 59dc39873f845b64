"""Controls of AWS::Bedrock::ModelInvocationLogging."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.bedrock.model_invocation_logging import ModelInvocationLogging

_PUT = "`aws bedrock put-model-invocation-logging-configuration --region REGION --logging-config "


@control(
    "bedrock-model-invocation-logging-invocations-logged",
    title="Invocations of models should be logged in every region",
    severity=Severity.MEDIUM,
    remediation="Log them: " + _PUT + "s3Config={bucketName=NAME}`; where no model is meant to be "
    "used, deny `bedrock:*` in the organization and accept the risk.",
)
def invocations_logged(logging: ModelInvocationLogging) -> Verdict:
    """CloudTrail tells that a model was used; only this log tells what it was asked."""
    told = {"log_group": logging.log_group or None, "bucket": logging.bucket or None}
    if logging.is_on:
        return passed("Invocations are logged.", **told)
    return failed("Invocations are not logged.", **told)


@control(
    "bedrock-model-invocation-logging-text-logged",
    title="Logs of model invocations should hold the texts",
    severity=Severity.LOW,
    remediation="Add them: " + _PUT + "textDataDeliveryEnabled=true,…`.",
)
def text_logged(logging: ModelInvocationLogging) -> Verdict:
    """Without prompts and answers nobody finds out afterwards what was asked and given away."""
    if logging.is_on and logging.text:
        return passed("The log holds the texts.", text=True)
    return failed("No log holds the texts.", on=logging.is_on, text=logging.text)


@control(
    "bedrock-model-invocation-logging-large-data-kept",
    title="Logs of model invocations should keep what is too large for a log group",
    severity=Severity.LOW,
    remediation="Name a bucket: " + _PUT + "cloudWatchConfig={largeDataDeliveryS3Config="
    "{bucketName=NAME},…},…`.",
)
def large_data_kept(logging: ModelInvocationLogging) -> Verdict:
    """A log group takes 100 kilobytes of a call, so that long prompts and all images are lost."""
    if not logging.is_on:
        return failed("Invocations are not logged.", log_group=None, bucket=None)
    if logging.bucket or logging.large_bucket:
        kept = logging.bucket or logging.large_bucket
        return passed("A bucket keeps what is large.", bucket=kept)
    return failed("What is large is lost.", log_group=logging.log_group, bucket=None)
