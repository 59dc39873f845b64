"""Controls of AWS::EC2::TransitGateway."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.transit_gateway import TransitGateway


@control(
    "ec2-transit-gateway-attachments-accepted-by-hand",
    title="Transit gateways should not accept attachments by themselves",
    severity=Severity.HIGH,
    remediation="Turn it off: `aws ec2 modify-transit-gateway --options "
    "AutoAcceptSharedAttachments=disable`.",
)
def attachments_accepted_by_hand(gateway: TransitGateway) -> Verdict:
    """Whoever the gateway is shared with can join the network unseen, and so can their intruder."""
    if not gateway.accepts_by_itself:
        return passed("Somebody has to accept an attachment.", automatic=False)
    return failed("Attachments of other accounts are accepted unseen.", automatic=True)


@control(
    "ec2-transit-gateway-attachments-associated-by-hand",
    title="Transit gateways should not give new attachments the default routes",
    severity=Severity.LOW,
    remediation="Turn it off and associate each attachment with a table for its purpose: "
    "`aws ec2 modify-transit-gateway --options DefaultRouteTableAssociation=disable`.",
)
def attachments_associated_by_hand(gateway: TransitGateway) -> Verdict:
    """A new network reaches all others at once, before anybody decided which ones it should."""
    if not gateway.associates_by_default:
        return passed("New attachments have no routes.", automatic=False)
    return failed("New attachments use the default route table.", automatic=True)


@control(
    "ec2-transit-gateway-routes-spread-by-hand",
    title="Transit gateways should not announce new attachments to all others",
    severity=Severity.LOW,
    remediation="Turn it off and let attachments propagate where they are needed: "
    "`aws ec2 modify-transit-gateway --options DefaultRouteTablePropagation=disable`.",
)
def routes_spread_by_hand(gateway: TransitGateway) -> Verdict:
    """A new network can be reached from all others at once, production from a test among them."""
    if not gateway.propagates_by_default:
        return passed("New attachments are not announced.", automatic=False)
    return failed("Routes to new attachments appear by themselves.", automatic=True)


@control(
    "ec2-transit-gateway-owner-tagged",
    title="Transit gateways should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag the gateway with `owner` or `team`: `aws ec2 create-tags`.",
)
def owner_tagged(gateway: TransitGateway) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    if gateway.owner:
        return passed("A tag names the owner.", owner=gateway.owner)
    return failed("No tag names the owner.", tags=sorted(gateway.tags))
