"""Amazon SageMaker: notebook instances.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import NOTEBOOK_INSTANCE

_NAME = "requestParameters.notebookInstanceName"
_TAGGED = "requestParameters.resourceArn"

TRIGGERS = (
    Trigger("CreateNotebookInstance", NOTEBOOK_INSTANCE, _NAME),
    Trigger("DeleteNotebookInstance", NOTEBOOK_INSTANCE, _NAME),
    # Settings are changed while it is stopped, and some hold from the next start on.
    Trigger("StartNotebookInstance", NOTEBOOK_INSTANCE, _NAME),
    Trigger("StopNotebookInstance", NOTEBOOK_INSTANCE, _NAME),
    Trigger("UpdateNotebookInstance", NOTEBOOK_INSTANCE, _NAME),
    Trigger("AddTags", NOTEBOOK_INSTANCE, _TAGGED, mixed=True),
    Trigger("DeleteTags", NOTEBOOK_INSTANCE, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "runs, stops or opens something and changes no setting of it": """
        BatchAddClusterNodes BatchDeleteClusterNodes BatchRebootClusterNodes
        BatchReplaceClusterNodes CreateHubContentPresignedUrls CreatePartnerAppPresignedUrl
        CreatePresignedDomainUrl CreatePresignedMlflowAppUrl
        CreatePresignedMlflowTrackingServerUrl CreatePresignedNotebookInstanceUrl
        ExtendTrainingPlan RetryPipelineExecution SendPipelineExecutionStepFailure
        SendPipelineExecutionStepSuccess StartClusterHealthCheck StartEdgeDeploymentStage
        StartInferenceExperiment StartMlflowTrackingServer StartMonitoringSchedule
        StartPipelineExecution StartSession StopAIBenchmarkJob StopAIRecommendationJob
        StopAutoMLJob StopCompilationJob StopEdgeDeploymentStage StopEdgePackagingJob
        StopHyperParameterTuningJob StopInferenceExperiment StopInferenceRecommendationsJob
        StopJob StopLabelingJob StopMlflowTrackingServer StopMonitoringSchedule
        StopOptimizationJob StopPipelineExecution StopProcessingJob StopTrainingJob
        StopTrainingSession StopTransformJob
    """,
    "changes models, jobs, domains or what belongs to them, which are not judged yet": """
        AddAssociation AssociateTrialComponent AttachClusterNodeNetworkInterface
        AttachClusterNodeVolume CreateAIBenchmarkJob CreateAIRecommendationJob
        CreateAIWorkloadConfig CreateAction CreateAlgorithm CreateApp CreateAppImageConfig
        CreateArtifact CreateAutoMLJob CreateAutoMLJobV2 CreateCluster
        CreateClusterExtension CreateClusterSchedulerConfig CreateCodeRepository
        CreateCompilationJob CreateComputeQuota CreateContext CreateDataQualityJobDefinition
        CreateDeviceFleet CreateDomain CreateEdgeDeploymentPlan CreateEdgeDeploymentStage
        CreateEdgePackagingJob CreateEndpoint CreateEndpointConfig CreateExperiment
        CreateFeatureGroup CreateFlowDefinition CreateHub CreateHubContentReference
        CreateHumanTaskUi CreateHyperParameterTuningJob CreateImage CreateImageVersion
        CreateInferenceComponent CreateInferenceExperiment CreateInferenceRecommendationsJob
        CreateInferenceRouter CreateJob CreateLabelingJob CreateMlflowApp
        CreateMlflowTrackingServer CreateModel CreateModelBiasJobDefinition CreateModelCard
        CreateModelCardExportJob CreateModelExplainabilityJobDefinition CreateModelPackage
        CreateModelPackageGroup CreateModelQualityJobDefinition CreateMonitoringSchedule
        CreateNotebookInstanceLifecycleConfig CreateOptimizationJob CreatePartnerApp
        CreatePipeline CreateProcessingJob CreateProject CreateSpace
        CreateStudioLifecycleConfig CreateTrainingJob CreateTrainingPlan
        CreateTrainingSession CreateTransformJob CreateTrial CreateTrialComponent
        CreateUserProfile CreateWorkforce CreateWorkteam DeleteAIBenchmarkJob
        DeleteAIRecommendationJob DeleteAIWorkloadConfig DeleteAction DeleteAlgorithm
        DeleteApp DeleteAppImageConfig DeleteArtifact DeleteAssociation DeleteCluster
        DeleteClusterExtension DeleteClusterSchedulerConfig DeleteCodeRepository
        DeleteCompilationJob DeleteComputeQuota DeleteContext DeleteDataQualityJobDefinition
        DeleteDeviceFleet DeleteDomain DeleteEdgeDeploymentPlan DeleteEdgeDeploymentStage
        DeleteEndpoint DeleteEndpointConfig DeleteEndpointPolicy DeleteExperiment
        DeleteFeatureGroup DeleteFlowDefinition DeleteHub DeleteHubContent
        DeleteHubContentReference DeleteHumanTaskUi DeleteHyperParameterTuningJob
        DeleteImage DeleteImageVersion DeleteInferenceComponent DeleteInferenceExperiment
        DeleteInferenceRouter DeleteJob DeleteMlflowApp DeleteMlflowTrackingServer
        DeleteModel DeleteModelBiasJobDefinition DeleteModelCard
        DeleteModelExplainabilityJobDefinition DeleteModelPackage DeleteModelPackageGroup
        DeleteModelPackageGroupPolicy DeleteModelQualityJobDefinition
        DeleteMonitoringSchedule DeleteNotebookInstanceLifecycleConfig DeleteOptimizationJob
        DeletePartnerApp DeletePipeline DeleteProcessingJob DeleteProject DeleteSpace
        DeleteStudioLifecycleConfig DeleteTrainingJob DeleteTrainingSession DeleteTrial
        DeleteTrialComponent DeleteUserProfile DeleteWorkforce DeleteWorkteam
        DeregisterDevices DetachClusterNodeVolume DisableSagemakerServicecatalogPortfolio
        DisassociateTrialComponent EnableSagemakerServicecatalogPortfolio ImportHubContent
        PutEndpointPolicy PutModelPackageGroupPolicy RegisterDevices UpdateAction
        UpdateAppImageConfig UpdateArtifact UpdateCluster UpdateClusterExtension
        UpdateClusterSchedulerConfig UpdateClusterSoftware UpdateCodeRepository
        UpdateComputeQuota UpdateContext UpdateDeviceFleet UpdateDevices UpdateDomain
        UpdateEndpoint UpdateEndpointWeightsAndCapacities UpdateExperiment
        UpdateFeatureGroup UpdateFeatureMetadata UpdateHub UpdateHubContent
        UpdateHubContentReference UpdateImage UpdateImageVersion UpdateInferenceComponent
        UpdateInferenceComponentRuntimeConfig UpdateInferenceExperiment
        UpdateInferenceRouter UpdateMlflowApp UpdateMlflowTrackingServer UpdateModelCard
        UpdateModelPackage UpdateMonitoringAlert UpdateMonitoringSchedule
        UpdateNotebookInstanceLifecycleConfig UpdatePartnerApp UpdatePipeline
        UpdatePipelineExecution UpdatePipelineVersion UpdateProject UpdateSpace
        UpdateTrainingJob UpdateTrial UpdateTrialComponent UpdateUserProfile UpdateWorkforce
        UpdateWorkteam
    """,
}

SERVICE = service_calls(
    "sagemaker.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="BatchDescribeModelPackage QueryLineage RenderUiTemplate Search "
    "SearchTrainingPlanOfferings",
)
