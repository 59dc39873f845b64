"""AWS AppSync: GraphQL APIs.

Source: https://docs.aws.amazon.com/appsync/latest/devguide/cloudtrail-logging.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import GRAPHQL_API

_API = "requestParameters.apiId"
_TAGGED = "requestParameters.resourceArn"

TRIGGERS = (
    Trigger("CreateGraphqlApi", GRAPHQL_API, "responseElements.graphqlApi.apiId"),
    Trigger("DeleteGraphqlApi", GRAPHQL_API, _API),
    Trigger("UpdateGraphqlApi", GRAPHQL_API, _API),
    Trigger("CreateApiCache", GRAPHQL_API, _API),
    Trigger("DeleteApiCache", GRAPHQL_API, _API),
    Trigger("UpdateApiCache", GRAPHQL_API, _API),
    Trigger("TagResource", GRAPHQL_API, _TAGGED, mixed=True),
    Trigger("UntagResource", GRAPHQL_API, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "changes what an API answers and how, which is not judged": """
        AssociateMergedGraphqlApi AssociateSourceGraphqlApi CreateDataSource CreateFunction
        CreateResolver CreateType DeleteDataSource DeleteFunction DeleteResolver DeleteType
        DisassociateMergedGraphqlApi DisassociateSourceGraphqlApi PutGraphqlApiEnvironmentVariables
        StartSchemaCreation StartSchemaMerge UpdateDataSource UpdateFunction UpdateResolver
        UpdateSourceApiAssociation UpdateType
    """,
    "changes a key, which is judged by whether an API takes keys": """
        CreateApiKey DeleteApiKey UpdateApiKey
    """,
    "changes a domain name or an API of events, which are not judged yet": """
        AssociateApi CreateApi CreateChannelNamespace CreateDomainName DeleteApi
        DeleteChannelNamespace DeleteDomainName DisassociateApi UpdateApi UpdateChannelNamespace
        UpdateDomainName
    """,
    "empties a cache, tries something out or looks at a database, and changes no setting": """
        EvaluateCode EvaluateMappingTemplate FlushApiCache StartDataSourceIntrospection
    """,
}

SERVICE = service_calls("appsync.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
