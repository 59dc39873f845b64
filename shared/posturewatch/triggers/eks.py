"""Amazon EKS: clusters, their node groups, and who may enter them.

Source: https://docs.aws.amazon.com/eks/latest/userguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import EVERY, Trigger, service_calls
from posturewatch.triggers.kinds import ACCESS_ENTRY, EKS_CLUSTER, NODEGROUP

_NAME = "requestParameters.name"
_TAGGED = "requestParameters.resourceArn"
_ENTRY = tuple(
    f"{{requestParameters.{cluster}}}/{{requestParameters.principalArn}}"
    for cluster in ("name", "clusterName")
)
_NODES = tuple(
    f"{{requestParameters.{cluster}}}/{{requestParameters.nodegroupName}}"
    for cluster in ("name", "clusterName")
)
_MADE = "{responseElements.nodegroup.clusterName}/{responseElements.nodegroup.nodegroupName}"

TRIGGERS = (
    # Records take over the names of the parts of its path.
    Trigger("AssociateEncryptionConfig", EKS_CLUSTER, (_NAME, "requestParameters.clusterName")),
    Trigger("CreateCluster", EKS_CLUSTER, (_NAME, "responseElements.cluster.name")),
    Trigger("DeleteCluster", EKS_CLUSTER, (_NAME, "responseElements.cluster.name")),
    Trigger("TagResource", EKS_CLUSTER, _TAGGED, mixed=True),
    Trigger("UntagResource", EKS_CLUSTER, _TAGGED, mixed=True),
    Trigger("UpdateClusterConfig", EKS_CLUSTER, _NAME),
    Trigger("UpdateClusterVersion", EKS_CLUSTER, _NAME),
    # Whether an update went through shows only in the cluster.
    Trigger("CancelUpdate", EKS_CLUSTER, _NAME),
    Trigger("CreateNodegroup", NODEGROUP, (*_NODES, _MADE)),
    Trigger("DeleteNodegroup", NODEGROUP, (*_NODES, _MADE)),
    Trigger("UpdateNodegroupConfig", NODEGROUP, _NODES),
    Trigger("UpdateNodegroupVersion", NODEGROUP, _NODES),
    Trigger("TagResource", NODEGROUP, _TAGGED, mixed=True),
    Trigger("UntagResource", NODEGROUP, _TAGGED, mixed=True),
    Trigger("AssociateAccessPolicy", ACCESS_ENTRY, _ENTRY),
    Trigger("CreateAccessEntry", ACCESS_ENTRY, _ENTRY),
    Trigger("DeleteAccessEntry", ACCESS_ENTRY, _ENTRY),
    Trigger("DisassociateAccessPolicy", ACCESS_ENTRY, _ENTRY),
    Trigger("UpdateAccessEntry", ACCESS_ENTRY, _ENTRY),
    Trigger("TagResource", ACCESS_ENTRY, _TAGGED, mixed=True),
    Trigger("UntagResource", ACCESS_ENTRY, _TAGGED, mixed=True),
    # Entries come and go with their cluster, and with its way to tell who may enter.
    Trigger("CreateCluster", ACCESS_ENTRY, EVERY),
    Trigger("DeleteCluster", ACCESS_ENTRY, EVERY),
    Trigger("UpdateClusterConfig", ACCESS_ENTRY, EVERY),
)

IRRELEVANT = {
    "changes whom a cluster trusts or what its pods may do, which are not judged yet": """
        AssociateIdentityProviderConfig CreatePodIdentityAssociation DeletePodIdentityAssociation
        DisassociateIdentityProviderConfig UpdatePodIdentityAssociation
    """,
    "changes profiles, add-ons or capabilities of a cluster, which are not judged yet": """
        CreateAddon CreateCapability CreateFargateProfile DeleteAddon DeleteCapability
        DeleteFargateProfile UpdateAddon UpdateCapability
    """,
    "changes the certificate authority of a cluster, which is not judged": """
        ActivateCertificateAuthority CreateCertificateAuthority DeleteCertificateAuthority
    """,
    "shows a cluster that AWS does not run": "DeregisterCluster RegisterCluster",
    "buys support for clusters elsewhere": """
        CreateEksAnywhereSubscription DeleteEksAnywhereSubscription UpdateEksAnywhereSubscription
    """,
    "looks for insights and changes nothing": "StartInsightsRefresh",
}

SERVICE = service_calls("eks.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
