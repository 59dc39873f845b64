"""Records of OpenSearch Service's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

DOMAIN = "AWS::OpenSearchService::Domain"

CASES: list[Case] = [
    ("UpdateDomainConfig", {"domainName": "logs"}, {}, [(DOMAIN, "logs")]),
    ("CreateElasticsearchDomain", {"domainName": "logs"}, {}, [(DOMAIN, "logs")]),
    (
        "AddTags",
        {"aRN": f"arn:aws:es:eu-west-1:{ACCOUNT}:domain/logs", "tagList": []},
        {},
        [(DOMAIN, "logs")],
    ),
    ("AddTags", {"aRN": f"arn:aws:opensearch:eu-west-1:{ACCOUNT}:application/a"}, {}, []),
    ("CreatePackage", {"packageName": "p"}, {}, []),
]
