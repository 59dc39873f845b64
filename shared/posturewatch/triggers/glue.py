"""AWS Glue: jobs and the Data Catalog.

Source: https://docs.aws.amazon.com/glue/latest/dg/monitor-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import EVERY, Trigger, service_calls
from posturewatch.triggers.kinds import DATA_CATALOG, GLUE_JOB

_JOB = "requestParameters.jobName"
_TAGGED = "requestParameters.resourceArn"

TRIGGERS = (
    Trigger("CreateJob", GLUE_JOB, "requestParameters.name"),
    Trigger("DeleteJob", GLUE_JOB, _JOB),
    Trigger("UpdateJob", GLUE_JOB, _JOB),
    Trigger("UpdateJobFromSourceControl", GLUE_JOB, _JOB),
    # Jobs name it; it tells of none.
    Trigger("CreateSecurityConfiguration", GLUE_JOB, EVERY),
    Trigger("DeleteSecurityConfiguration", GLUE_JOB, EVERY),
    Trigger("TagResource", GLUE_JOB, _TAGGED, mixed=True),
    Trigger("UntagResource", GLUE_JOB, _TAGGED, mixed=True),
    Trigger("DeleteResourcePolicy", DATA_CATALOG),
    Trigger("PutDataCatalogEncryptionSettings", DATA_CATALOG),
    Trigger("PutResourcePolicy", DATA_CATALOG),
)

IRRELEVANT = {
    "changes what the catalog holds, which is not judged yet": """
        BatchCreatePartition BatchDeleteConnection BatchDeletePartition BatchDeleteTable
        BatchDeleteTableVersion BatchUpdatePartition CreateCatalog CreateConnection CreateDatabase
        CreatePartition CreatePartitionIndex CreateTable CreateTableOptimizer
        CreateUserDefinedFunction DeleteCatalog DeleteColumnStatisticsForPartition
        DeleteColumnStatisticsForTable DeleteConnection DeleteConnectionType DeleteDatabase
        DeletePartition DeletePartitionIndex DeleteTable DeleteTableOptimizer DeleteTableVersion
        DeleteUserDefinedFunction ImportCatalogToGlue PutDataCatalogExportConfiguration
        RegisterConnectionType UpdateCatalog UpdateColumnStatisticsForPartition
        UpdateColumnStatisticsForTable UpdateConnection UpdateDatabase UpdatePartition UpdateTable
        UpdateTableOptimizer UpdateUserDefinedFunction
    """,
    "changes words, forms or assets that describe data": """
        AssociateGlossaryTerms CreateGlossary CreateGlossaryTerm DeleteAsset DeleteAssetType
        DeleteAttachment DeleteFormType DeleteGlossary DeleteGlossaryTerm DisassociateGlossaryTerms
        PutAsset PutAssetType PutAttachment PutFormType UpdateAsset UpdateGlossary
        UpdateGlossaryTerm
    """,
    "changes schemas of streams": """
        CreateRegistry CreateSchema DeleteRegistry DeleteSchema DeleteSchemaVersions
        PutSchemaVersionMetadata RegisterSchemaVersion RemoveSchemaVersionMetadata UpdateRegistry
        UpdateSchema
    """,
    "changes what runs beside jobs, which is not judged yet": """
        CreateBlueprint CreateClassifier CreateColumnStatisticsTaskSettings CreateCrawler
        CreateCustomEntityType CreateDevEndpoint CreateMLTransform CreateSession CreateTrigger
        CreateWorkflow DeleteBlueprint DeleteClassifier DeleteColumnStatisticsTaskSettings
        DeleteCrawler DeleteCustomEntityType DeleteDevEndpoint DeleteMLTransform DeleteSession
        DeleteTrigger DeleteWorkflow UpdateBlueprint UpdateClassifier
        UpdateColumnStatisticsTaskSettings UpdateCrawler UpdateCrawlerSchedule UpdateDevEndpoint
        UpdateMLTransform UpdateTrigger UpdateWorkflow
    """,
    "changes how the quality of data is measured": """
        BatchPutDataQualityStatisticAnnotation CreateDataQualityEvaluationConfig
        CreateDataQualityRuleset DeleteDataQualityEvaluationConfig DeleteDataQualityRuleset
        PublishDataQualityResultV2 PutDataQualityProfileAnnotation
        UpdateDataQualityEvaluationConfig UpdateDataQualityRuleset
    """,
    "changes integrations, identities or profiles, which are not judged yet": """
        CreateGlueIdentityCenterConfiguration CreateIntegration CreateIntegrationResourceProperty
        CreateIntegrationTableProperties CreateUsageProfile DeleteGlueIdentityCenterConfiguration
        DeleteIntegration DeleteIntegrationResourceProperty DeleteIntegrationTableProperties
        DeleteUsageProfile ModifyIntegration UpdateGlueIdentityCenterConfiguration
        UpdateIntegrationResourceProperty UpdateIntegrationTableProperties UpdateUsageProfile
    """,
    "runs or stops something and changes no setting": """
        BatchStopJobRun CancelDataQualityRuleRecommendationRun
        CancelDataQualityRulesetEvaluationRun CancelMLTaskRun CancelStatement CreateScript
        PutWorkflowRunProperties ResetJobBookmark ResumeWorkflowRun RunStatement StartBlueprintRun
        StartColumnStatisticsTaskRun StartColumnStatisticsTaskRunSchedule StartCrawler
        StartCrawlerSchedule StartDataQualityRuleRecommendationRun
        StartDataQualityRulesetEvaluationRun StartExportLabelsTaskRun StartImportLabelsTaskRun
        StartJobRun StartJobUpgradeAnalysis StartMLEvaluationTaskRun
        StartMLLabelingSetGenerationTaskRun StartMaterializedViewRefreshTaskRun StartTrigger
        StartWorkflowRun StopColumnStatisticsTaskRun StopColumnStatisticsTaskRunSchedule
        StopCrawler StopCrawlerSchedule StopJobUpgradeAnalysis StopMaterializedViewRefreshTaskRun
        StopSession StopTrigger StopWorkflowRun TestConnection UpdateSourceControlFromJob
    """,
}

SERVICE = service_calls(
    "glue.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="CheckSchemaVersionValidity",
)
