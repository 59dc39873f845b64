"""Records of AWS Systems Manager's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

PARAMETER = "AWS::SSM::Parameter"
DOCUMENT = "AWS::SSM::Document"
SHARING = (
    f"arn:aws:ssm:{REGION}:{ACCOUNT}:servicesetting/ssm/documents/console/public-sharing-permission"
)

CASES: list[Case] = [
    ("PutParameter", {"name": "/prod/db/password"}, {}, [(PARAMETER, "/prod/db/password")]),
    ("PutParameter", {"name": "plain"}, {}, [(PARAMETER, "plain")]),
    ("DeleteParameter", {"name": "plain"}, {}, [(PARAMETER, "plain")]),
    (
        "DeleteParameters",
        {"names": ["/a", "b"]},
        {},
        [(PARAMETER, "/a"), (PARAMETER, "b")],
    ),
    (
        "AddTagsToResource",
        {"resourceType": "Parameter", "resourceId": "/a/b"},
        {},
        [(PARAMETER, "/a/b")],
    ),
    (
        "RemoveTagsFromResource",
        {"resourceType": "Document", "resourceId": "restart"},
        {},
        [(DOCUMENT, "restart")],
    ),
    ("AddTagsToResource", {"resourceType": "PatchBaseline", "resourceId": "pb-1"}, {}, []),
    ("AddTagsToResource", None, {}, [(PARAMETER, None), (DOCUMENT, None)]),
    ("CreateDocument", {"name": "restart"}, {}, [(DOCUMENT, "restart")]),
    (
        "ModifyDocumentPermission",
        {"name": f"arn:aws:ssm:{REGION}:{ACCOUNT}:document/restart", "accountIdsToAdd": ["all"]},
        {},
        [(DOCUMENT, "restart")],
    ),
    ("UpdateServiceSetting", {"settingId": SHARING}, {}, [(DOCUMENT, None)]),
    (
        "ResetServiceSetting",
        {"settingId": SHARING.partition("servicesetting")[2]},
        {},
        [(DOCUMENT, None)],
    ),
    ("UpdateServiceSetting", {"settingId": "/ssm/parameter-store/default-parameter-tier"}, {}, []),
    ("LabelParameterVersion", {"name": "plain"}, {}, []),
    ("SendCommand", {"documentName": "restart"}, {}, []),
]
