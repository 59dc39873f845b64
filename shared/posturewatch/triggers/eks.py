"""Amazon EKS: clusters.

Source: https://docs.aws.amazon.com/eks/latest/userguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import EKS_CLUSTER

_NAME = "requestParameters.name"
_TAGGED = "requestParameters.resourceArn"

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
)

IRRELEVANT = {
    "changes who may enter a cluster, which is not judged yet": """
        AssociateAccessPolicy AssociateIdentityProviderConfig CreateAccessEntry
        CreatePodIdentityAssociation DeleteAccessEntry DeletePodIdentityAssociation
        DisassociateAccessPolicy DisassociateIdentityProviderConfig UpdateAccessEntry
        UpdatePodIdentityAssociation
    """,
    "changes nodes, add-ons or capabilities of a cluster, which are not judged yet": """
        CreateAddon CreateCapability CreateFargateProfile CreateNodegroup DeleteAddon
        DeleteCapability DeleteFargateProfile DeleteNodegroup UpdateAddon UpdateCapability
        UpdateNodegroupConfig UpdateNodegroupVersion
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
