"""Controls of AWS::InspectorV2::RegionalScanning."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.inspectorv2.regional_scanning import RegionalScanning


@control(
    "inspectorv2-regional-scanning-instances-scanned",
    title="Inspector should search EC2 instances for vulnerabilities in every region",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws inspector2 enable --resource-types EC2 --region REGION`.",
)
def instances_scanned(region: RegionalScanning) -> Verdict:
    """A package that was safe when an instance started is not when its hole becomes known."""
    if region.searches_instances:
        return passed("Instances are searched.", ec2=True)
    return failed("Instances are not searched.", ec2=False)


@control(
    "inspectorv2-regional-scanning-images-scanned",
    title="Inspector should search container images for vulnerabilities in every region",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws inspector2 enable --resource-types ECR --region REGION`.",
)
def images_scanned(region: RegionalScanning) -> Verdict:
    """A search on push alone knows nothing of what is found in the image's packages afterwards."""
    if region.searches_images:
        return passed("Images are searched.", ecr=True)
    return failed("Images are not searched.", ecr=False)


@control(
    "inspectorv2-regional-scanning-functions-scanned",
    title="Inspector should search the packages of Lambda functions in every region",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws inspector2 enable --resource-types LAMBDA --region REGION`.",
)
def functions_scanned(region: RegionalScanning) -> Verdict:
    """AWS patches the runtime of a function, and never the packages that came with its code."""
    if region.searches_functions:
        return passed("The packages of functions are searched.", functions=True)
    return failed("The packages of functions are not searched.", functions=False)


@control(
    "inspectorv2-regional-scanning-function-code-scanned",
    title="Inspector should search the code of Lambda functions in every region",
    severity=Severity.LOW,
    remediation="Switch it on: `aws inspector2 enable --resource-types LAMBDA_CODE "
    "--region REGION`; it needs the search of packages.",
)
def function_code_scanned(region: RegionalScanning) -> Verdict:
    """Injections and leaked secrets stand in one's own code, and in no list of packages."""
    if region.searches_function_code:
        return passed("The code of functions is searched.", code=True)
    return failed("The code of functions is not searched.", code=False)
