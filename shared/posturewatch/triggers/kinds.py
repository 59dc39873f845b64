"""The kinds of resources that triggers name, and how records identify them; services by name."""

from __future__ import annotations

from posturewatch.domain.resource import GLOBAL
from posturewatch.domain.trigger import Kind

# --- accessanalyzer -------------------------------------------------------------------------------

ANALYZER = Kind(
    "AWS::AccessAnalyzer::Analyzer",
    "access analyzer",
    arn="arn:*:access-analyzer:{region}:{account}:analyzer/{id}",
)

# --- account --------------------------------------------------------------------------------------

ACCOUNT = Kind("AWS::::Account", "account", region=GLOBAL, id_is_account=True)
"""The account itself: its password policy, its root user, its account-wide switches."""

# --- acm ------------------------------------------------------------------------------------------

CERTIFICATE = Kind(
    "AWS::CertificateManager::Certificate",
    "certificate",
    arn="arn:*:acm:{region}:{account}:certificate/{uuid}",
    id="{arn}",
)

# --- amazonmq -------------------------------------------------------------------------------------

BROKER = Kind(
    "AWS::AmazonMQ::Broker",
    "message broker",
    arn="arn:*:mq:{region}:{account}:broker:{name}:{id}",
    prefix="b-",
)
"""Named by the id behind the name in its ARN."""

# --- apigateway -----------------------------------------------------------------------------------

DOMAIN_NAME = Kind(
    "AWS::ApiGateway::DomainName",
    "domain name of APIs",
    arn="arn:*:apigateway:{region}::/domainnames/{id}",
)
HTTP_API = Kind(
    "AWS::ApiGatewayV2::Api", "HTTP or WebSocket API", arn="arn:*:apigateway:{region}::/apis/{id}"
)
HTTP_STAGE = Kind(
    "AWS::ApiGatewayV2::Stage",
    "stage of an HTTP or WebSocket API",
    arn="arn:*:apigateway:{region}::/apis/{api}/stages/{stage}",
    id="{arn}",
)
REST_API = Kind(
    "AWS::ApiGateway::RestApi", "REST API", arn="arn:*:apigateway:{region}::/restapis/{id}"
)
REST_STAGE = Kind(
    "AWS::ApiGateway::Stage",
    "stage of a REST API",
    arn="arn:*:apigateway:{region}::/restapis/{api}/stages/{stage}",
    id="{arn}",
)
"""Their ARNs name no account."""

# --- appsync --------------------------------------------------------------------------------------

GRAPHQL_API = Kind(
    "AWS::AppSync::GraphQLApi", "GraphQL API", arn="arn:*:appsync:{region}:{account}:apis/{id}"
)

# --- athena ---------------------------------------------------------------------------------------

ATHENA_WORKGROUP = Kind(
    "AWS::Athena::WorkGroup",
    "Athena workgroup",
    arn="arn:*:athena:{region}:{account}:workgroup/{id}",
)

# --- autoscaling ----------------------------------------------------------------------------------

AUTO_SCALING_GROUP = Kind(
    "AWS::AutoScaling::AutoScalingGroup",
    "Auto Scaling group",
    arn="arn:*:autoscaling:{region}:{account}:autoScalingGroup:{uuid}:autoScalingGroupName/{path}",
    id="{path}",
)
LAUNCH_CONFIGURATION = Kind(
    "AWS::AutoScaling::LaunchConfiguration",
    "launch configuration",
    arn="arn:*:autoscaling:{region}:{account}:launchConfiguration:{uuid}"
    ":launchConfigurationName/{path}",
    id="{path}",
    tagged=False,
)
"""Both are named by their names, in which slashes are allowed."""

# --- backup ---------------------------------------------------------------------------------------

BACKUP_PLAN = Kind(
    "AWS::Backup::BackupPlan", "backup plan", arn="arn:*:backup:{region}:{account}:backup-plan:{id}"
)
BACKUP_VAULT = Kind(
    "AWS::Backup::BackupVault",
    "backup vault",
    arn="arn:*:backup:{region}:{account}:backup-vault:{id}",
)
RESTORE_TESTING_PLAN = Kind(
    "AWS::Backup::RestoreTestingPlan",
    "restore testing plan",
    arn="arn:*:backup:{region}:{account}:restore-testing-plan:{name}[-{suffix}]",
    id="{name}",
)
"""Its ARN ends with letters of AWS's own behind the name."""

# --- bedrock --------------------------------------------------------------------------------------

GUARDRAIL = Kind(
    "AWS::Bedrock::Guardrail", "guardrail", arn="arn:*:bedrock:{region}:{account}:guardrail/{id}"
)
INVOCATION_LOGGING = Kind(
    "AWS::Bedrock::ModelInvocationLogging",
    "log of model invocations",
    id_is_account=True,
    tagged=False,
)
"""The setting of one region of the account, whose id is the account's."""

# --- cloudfront -----------------------------------------------------------------------------------

DISTRIBUTION = Kind(
    "AWS::CloudFront::Distribution",
    "distribution",
    region=GLOBAL,
    arn="arn:*:cloudfront::{account}:distribution/{id}",
)

# --- cloudtrail -----------------------------------------------------------------------------------

TRAIL = Kind("AWS::CloudTrail::Trail", "trail", arn="arn:*:cloudtrail:{region}:*:trail/{id}")
"""Named by trail name; its region is its home region, which only its ARN tells. An organization's
trail is seen in its members too, under an ARN with the management account."""

# --- cloudwatch -----------------------------------------------------------------------------------

ACCOUNT_ALARMS = Kind(
    "AWS::CloudWatch::AccountAlarms",
    "account's set of alarms",
    region=GLOBAL,
    id_is_account=True,
    tagged=False,
)
"""Of which calls somebody is told: the metric filters on trails, their alarms and their topics."""
ALARM = Kind(
    "AWS::CloudWatch::Alarm",
    "alarm",
    arn="arn:*:cloudwatch:{region}:{account}:alarm:{path}",
    id="{path}",
)
"""Named by name, in which slashes are allowed."""

# --- codebuild ------------------------------------------------------------------------------------

BUILD_PROJECT = Kind(
    "AWS::CodeBuild::Project",
    "build project",
    arn="arn:*:codebuild:{region}:{account}:project/{id}",
)

# --- cognito-identity -----------------------------------------------------------------------------

IDENTITY_POOL = Kind(
    "AWS::Cognito::IdentityPool",
    "identity pool",
    arn="arn:*:cognito-identity:{region}:{account}:identitypool/{id}",
)

# --- cognito-idp ----------------------------------------------------------------------------------

USER_POOL = Kind(
    "AWS::Cognito::UserPool",
    "user pool",
    arn="arn:*:cognito-idp:{region}:{account}:userpool/{id}",
)

# --- config ---------------------------------------------------------------------------------------

CONFIGURATION_RECORDER = Kind(
    "AWS::Config::ConfigurationRecorder",
    "region's configuration recorder",
    id_is_account=True,
    tagged=False,
)
"""What AWS Config records in one region of the account, whose id is the account's."""

# --- dax ------------------------------------------------------------------------------------------

DAX_CLUSTER = Kind(
    "AWS::DAX::Cluster", "DAX cluster", arn="arn:*:dax:{region}:{account}:cache/{id}", folded=True
)

# --- dms ------------------------------------------------------------------------------------------

REPLICATION_INSTANCE = Kind(
    "AWS::DMS::ReplicationInstance",
    "replication instance",
    arn="arn:*:dms:{region}:{account}:rep:{name}",
    id="{arn}",
)

# --- docdb ----------------------------------------------------------------------------------------

DOCDB_CLUSTER = Kind(
    "AWS::DocDB::DBCluster",
    "DocumentDB cluster",
    arn="arn:*:rds:{region}:{account}:cluster:{id}",
    folded=True,
)

# --- dynamodb -------------------------------------------------------------------------------------

TABLE = Kind(
    "AWS::DynamoDB::Table", "table", arn="arn:*:dynamodb:{region}:{account}:table/{id}[/*]"
)

# --- ec2 ------------------------------------------------------------------------------------------

EIP = Kind(
    "AWS::EC2::EIP",
    "elastic IP address",
    arn="arn:*:ec2:{region}:{account}:elastic-ip/{id}",
    prefix="eipalloc-",
)
FLOW_LOG = Kind(
    "AWS::EC2::FlowLog",
    "flow log",
    arn="arn:*:ec2:{region}:{account}:vpc-flow-log/{id}",
    prefix="fl-",
)
IMAGE = Kind(
    "AWS::EC2::Image", "machine image", arn="arn:*:ec2:{region}:*:image/{id}", prefix="ami-"
)
INSTANCE = Kind(
    "AWS::EC2::Instance", "instance", arn="arn:*:ec2:{region}:{account}:instance/{id}", prefix="i-"
)
LAUNCH_TEMPLATE = Kind(
    "AWS::EC2::LaunchTemplate",
    "launch template",
    arn="arn:*:ec2:{region}:{account}:launch-template/{id}",
    prefix="lt-",
)
NETWORK_ACL = Kind(
    "AWS::EC2::NetworkAcl",
    "network ACL",
    arn="arn:*:ec2:{region}:{account}:network-acl/{id}",
    prefix="acl-",
)
NETWORK_INTERFACE = Kind(
    "AWS::EC2::NetworkInterface",
    "network interface",
    arn="arn:*:ec2:{region}:{account}:network-interface/{id}",
    prefix="eni-",
)
PEERING = Kind(
    "AWS::EC2::VPCPeeringConnection",
    "VPC peering connection",
    arn="arn:*:ec2:{region}:{account}:vpc-peering-connection/{id}",
    prefix="pcx-",
)
REGIONAL_DEFAULTS = Kind(
    "AWS::EC2::RegionalDefaults", "set of regional defaults", id_is_account=True, tagged=False
)
"""The switches of EC2 in one region of the account, whose id is the account's."""
ROUTE_TABLE = Kind(
    "AWS::EC2::RouteTable",
    "route table",
    arn="arn:*:ec2:{region}:{account}:route-table/{id}",
    prefix="rtb-",
)
SECURITY_GROUP = Kind(
    "AWS::EC2::SecurityGroup",
    "security group",
    arn="arn:*:ec2:{region}:{account}:security-group/{id}",
    prefix="sg-",
)
SNAPSHOT = Kind(
    "AWS::EC2::Snapshot", "snapshot", arn="arn:*:ec2:{region}:*:snapshot/{id}", prefix="snap-"
)
SUBNET = Kind(
    "AWS::EC2::Subnet", "subnet", arn="arn:*:ec2:{region}:{account}:subnet/{id}", prefix="subnet-"
)
TRANSIT_GATEWAY = Kind(
    "AWS::EC2::TransitGateway",
    "transit gateway",
    arn="arn:*:ec2:{region}:{account}:transit-gateway/{id}",
    prefix="tgw-0",
)
"""Its attachments and route tables have ids that begin with `tgw-` too, and never with a zero."""
VOLUME = Kind(
    "AWS::EC2::Volume", "volume", arn="arn:*:ec2:{region}:{account}:volume/{id}", prefix="vol-"
)
VPC = Kind("AWS::EC2::VPC", "VPC", arn="arn:*:ec2:{region}:{account}:vpc/{id}", prefix="vpc-")
VPC_ENDPOINT = Kind(
    "AWS::EC2::VPCEndpoint",
    "VPC endpoint",
    arn="arn:*:ec2:{region}:{account}:vpc-endpoint/{id}",
    prefix="vpce-",
)
VPN_CONNECTION = Kind(
    "AWS::EC2::VPNConnection",
    "VPN connection",
    arn="arn:*:ec2:{region}:{account}:vpn-connection/{id}",
    prefix="vpn-",
)

# --- ecr ------------------------------------------------------------------------------------------

REPOSITORY = Kind(
    "AWS::ECR::Repository",
    "repository",
    arn="arn:*:ecr:{region}:{account}:repository/{path}",
    id="{path}",
)

# --- ecs ------------------------------------------------------------------------------------------

ECS_CLUSTER = Kind(
    "AWS::ECS::Cluster",
    "ECS cluster",
    arn="arn:*:ecs:{region}:{account}:cluster/{name}",
    id="{arn}",
)
ECS_SERVICE = Kind(
    "AWS::ECS::Service",
    "ECS service",
    arn="arn:*:ecs:{region}:{account}:service/{cluster}/{name}",
    id="{arn}",
)
TASK_DEFINITION = Kind(
    "AWS::ECS::TaskDefinition",
    "task definition",
    arn="arn:*:ecs:{region}:{account}:task-definition/{family}:{revision}",
    id="{family}",
)
"""Named by its family, of which the latest active revision counts."""

# --- eks ------------------------------------------------------------------------------------------

ACCESS_ENTRY = Kind(
    "AWS::EKS::AccessEntry",
    "EKS access entry",
    arn="arn:{partition}:eks:{region}:{account}:access-entry/{cluster}/{kind}/{owner}/{path}/{end}",
    id="{cluster}/arn:{partition}:iam::{owner}:{kind}/{path}",
)
EKS_CLUSTER = Kind(
    "AWS::EKS::Cluster", "EKS cluster", arn="arn:*:eks:{region}:{account}:cluster/{id}"
)
NODEGROUP = Kind(
    "AWS::EKS::Nodegroup",
    "EKS node group",
    arn="arn:*:eks:{region}:{account}:nodegroup/{cluster}/{name}/{end}",
    id="{cluster}/{name}",
)
"""What belongs to a cluster is named by it and by its own name, or by the principal's ARN."""

# --- elasticache ----------------------------------------------------------------------------------

CACHE_CLUSTER = Kind(
    "AWS::ElastiCache::CacheCluster",
    "cache cluster",
    arn="arn:*:elasticache:{region}:{account}:cluster:{id}",
    folded=True,
)
REPLICATION_GROUP = Kind(
    "AWS::ElastiCache::ReplicationGroup",
    "replication group",
    arn="arn:*:elasticache:{region}:{account}:replicationgroup:{id}",
    folded=True,
)

# --- elasticfilesystem ----------------------------------------------------------------------------

FILE_SYSTEM = Kind(
    "AWS::EFS::FileSystem",
    "file system",
    arn="arn:*:elasticfilesystem:{region}:{account}:file-system/{id}",
    prefix="fs-",
)

# --- elasticloadbalancing -------------------------------------------------------------------------

CLASSIC_LOAD_BALANCER = Kind(
    "AWS::ElasticLoadBalancing::LoadBalancer",
    "Classic Load Balancer",
    arn="arn:*:elasticloadbalancing:{region}:{account}:loadbalancer/{id}",
)
LOAD_BALANCER = Kind(
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "load balancer",
    arn="arn:*:elasticloadbalancing:{region}:{account}:loadbalancer/{kind}/{name}/{suffix}",
    id="{arn}",
)
TARGET_GROUP = Kind(
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "target group",
    arn="arn:*:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{suffix}",
    id="{arn}",
)

# --- elasticmapreduce -----------------------------------------------------------------------------

EMR_CONFIGURATION = Kind(
    "AWS::EMR::SecurityConfiguration", "EMR security configuration", tagged=False
)

# --- es -------------------------------------------------------------------------------------------

DOMAIN = Kind(
    "AWS::OpenSearchService::Domain", "search domain", arn="arn:*:es:{region}:{account}:domain/{id}"
)

# --- events ---------------------------------------------------------------------------------------

EVENT_BUS = Kind(
    "AWS::Events::EventBus",
    "event bus",
    arn="arn:*:events:{region}:{account}:event-bus/{path}",
    id="{path}",
)
"""Named by name, which holds slashes where the bus is a partner's."""

# --- fsx ------------------------------------------------------------------------------------------

FSX_FILE_SYSTEM = Kind(
    "AWS::FSx::FileSystem",
    "FSx file system",
    arn="arn:*:fsx:{region}:{account}:file-system/{id}",
)

# --- glue -----------------------------------------------------------------------------------------

DATA_CATALOG = Kind(
    "AWS::Glue::DataCatalogEncryptionSettings", "data catalog", id_is_account=True, tagged=False
)
"""The catalog of one region of the account, whose id is the account's."""
GLUE_JOB = Kind("AWS::Glue::Job", "Glue job", arn="arn:*:glue:{region}:{account}:job/{id}")

# --- guardduty ------------------------------------------------------------------------------------

DETECTOR = Kind("AWS::GuardDuty::Detector", "region's detector", id_is_account=True, tagged=False)
"""What GuardDuty watches in one region of the account, whose id is the account's."""

# --- firehose -------------------------------------------------------------------------------------

DELIVERY_STREAM = Kind(
    "AWS::KinesisFirehose::DeliveryStream",
    "delivery stream",
    arn="arn:*:firehose:{region}:{account}:deliverystream/{id}",
)

# --- iam ------------------------------------------------------------------------------------------

GROUP = Kind("AWS::IAM::Group", "group", region=GLOBAL)
INSTANCE_PROFILE = Kind("AWS::IAM::InstanceProfile", "instance profile", region=GLOBAL)
OIDC_PROVIDER = Kind(
    "AWS::IAM::OIDCProvider",
    "OpenID Connect provider",
    region=GLOBAL,
    arn="arn:*:iam::{account}:oidc-provider/*",
    id="{arn}",
)
"""Named by ARN, whose end is the issuer, path included."""
POLICY = Kind(
    "AWS::IAM::ManagedPolicy",
    "customer managed policy",
    region=GLOBAL,
    arn="arn:*:iam::{account}:policy/*",
    id="{arn}",
)
"""Named by ARN. The policies of AWS itself have `aws` for an account: nobody's resource."""
ROLE = Kind("AWS::IAM::Role", "role", region=GLOBAL)
SAML_PROVIDER = Kind(
    "AWS::IAM::SAMLProvider",
    "SAML provider",
    region=GLOBAL,
    arn="arn:*:iam::{account}:saml-provider/{id}",
    id="{arn}",
)
SERVER_CERTIFICATE = Kind("AWS::IAM::ServerCertificate", "server certificate", region=GLOBAL)
USER = Kind("AWS::IAM::User", "user", region=GLOBAL)
"""Named by user name, which no two users of an account share whatever their paths."""

# --- inspector2 -----------------------------------------------------------------------------------

REGIONAL_SCANNING = Kind(
    "AWS::InspectorV2::RegionalScanning",
    "region's search for vulnerabilities",
    id_is_account=True,
    tagged=False,
)
"""What Inspector searches in one region of the account, whose id is the account's."""

# --- kafka ----------------------------------------------------------------------------------------

KAFKA_CLUSTER = Kind(
    "AWS::MSK::Cluster",
    "Kafka cluster",
    arn="arn:*:kafka:{region}:{account}:cluster/{name}/{suffix}",
    id="{arn}",
)

# --- kendra ---------------------------------------------------------------------------------------

KENDRA_INDEX = Kind(
    "AWS::Kendra::Index", "Kendra index", arn="arn:*:kendra:{region}:{account}:index/{id}"
)

# --- kinesis --------------------------------------------------------------------------------------

STREAM = Kind("AWS::Kinesis::Stream", "stream", arn="arn:*:kinesis:{region}:{account}:stream/{id}")

# --- kms ------------------------------------------------------------------------------------------

KEY = Kind("AWS::KMS::Key", "key", arn="arn:*:kms:{region}:{account}:key/{id}")

# --- lambda ---------------------------------------------------------------------------------------

FUNCTION = Kind(
    "AWS::Lambda::Function",
    "function",
    arn="arn:*:lambda:{region}:{account}:function:{name}[:{qualifier}]",
    id="{name}",
)
LAYER_VERSION = Kind(
    "AWS::Lambda::LayerVersion",
    "layer version",
    arn="arn:*:lambda:{region}:{account}:layer:{name}:{version}",
    id="{arn}",
    tagged=False,
)

# --- logs -----------------------------------------------------------------------------------------

LOG_GROUP = Kind(
    "AWS::Logs::LogGroup",
    "log group",
    arn="arn:*:logs:{region}:{account}:log-group:{path}[:*]",
    id="{path}",
)

# --- macie2 ---------------------------------------------------------------------------------------

MACIE_SESSION = Kind(
    "AWS::Macie::Session", "region's session of Macie", id_is_account=True, tagged=False
)
"""What Macie searches in one region of the account, whose id is the account's."""

# --- neptune --------------------------------------------------------------------------------------

NEPTUNE_CLUSTER = Kind(
    "AWS::Neptune::DBCluster",
    "Neptune cluster",
    arn="arn:*:rds:{region}:{account}:cluster:{id}",
    folded=True,
)

# --- organizations --------------------------------------------------------------------------------

ORGANIZATION = Kind(
    "AWS::Organizations::Organization",
    "organization",
    region=GLOBAL,
    id_is_account=True,
    tagged=False,
)
"""The organization as the account sees it, whose id is the account's."""

# --- rds ------------------------------------------------------------------------------------------

DB_CLUSTER = Kind(
    "AWS::RDS::DBCluster",
    "database cluster",
    arn="arn:*:rds:{region}:{account}:cluster:{id}",
    folded=True,
)
DB_CLUSTER_PARAMETERS = Kind(
    "AWS::RDS::DBClusterParameterGroup",
    "parameter group of database clusters",
    arn="arn:*:rds:{region}:{account}:cluster-pg:{id}",
    folded=True,
)
DB_CLUSTER_SNAPSHOT = Kind(
    "AWS::RDS::DBClusterSnapshot",
    "database cluster snapshot",
    arn="arn:*:rds:{region}:{account}:cluster-snapshot:{id}",
    folded=True,
)
DB_EVENTS = Kind(
    "AWS::RDS::EventSubscription",
    "subscription to database events",
    arn="arn:*:rds:{region}:{account}:es:{id}",
)
DB_INSTANCE = Kind(
    "AWS::RDS::DBInstance",
    "database instance",
    arn="arn:*:rds:{region}:{account}:db:{id}",
    folded=True,
)
DB_PARAMETERS = Kind(
    "AWS::RDS::DBParameterGroup",
    "parameter group of database instances",
    arn="arn:*:rds:{region}:{account}:pg:{id}",
    folded=True,
)
DB_SNAPSHOT = Kind(
    "AWS::RDS::DBSnapshot",
    "database snapshot",
    arn="arn:*:rds:{region}:{account}:snapshot:{id}",
    folded=True,
)

# --- redshift -------------------------------------------------------------------------------------

REDSHIFT_CLUSTER = Kind(
    "AWS::Redshift::Cluster",
    "Redshift cluster",
    arn="arn:*:redshift:{region}:{account}:cluster:{id}",
    folded=True,
)

# --- redshift-serverless --------------------------------------------------------------------------

WORKGROUP = Kind("AWS::RedshiftServerless::Workgroup", "workgroup", folded=True, tagged=False)
NAMESPACE = Kind("AWS::RedshiftServerless::Namespace", "namespace", folded=True, tagged=False)
"""Named by name; their ARNs hold an id of their own, from which the name does not follow."""

# --- route53 --------------------------------------------------------------------------------------

HOSTED_ZONE = Kind(
    "AWS::Route53::HostedZone",
    "hosted zone",
    region=GLOBAL,
    arn="arn:*:route53:::hostedzone/{id}",
)

# --- s3 -------------------------------------------------------------------------------------------

ACCESS_POINT = Kind(
    "AWS::S3::AccessPoint",
    "access point of S3",
    arn="arn:*:s3:{region}:{account}:accesspoint/{id}",
)
BUCKET = Kind("AWS::S3::Bucket", "bucket", listed=GLOBAL, arn="arn:*:s3:::{id}", owner_aside=True)
"""Named by bucket name; one listing tells the buckets of all regions."""

# --- sagemaker ------------------------------------------------------------------------------------

NOTEBOOK_INSTANCE = Kind(
    "AWS::SageMaker::NotebookInstance",
    "notebook instance",
    arn="arn:*:sagemaker:{region}:{account}:notebook-instance/{id}",
)

# --- secretsmanager -------------------------------------------------------------------------------

SECRET = Kind(
    "AWS::SecretsManager::Secret",
    "secret",
    arn="arn:*:secretsmanager:{region}:{account}:secret:{path}",
    id="{arn}",
)
"""Named by ARN: the six letters at its end, which a name lacks, tell a new one from an old one."""

# --- securityhub ----------------------------------------------------------------------------------

HUB = Kind("AWS::SecurityHub::Hub", "region's hub", id_is_account=True, tagged=False)
"""Security Hub in one region of the account, whose id is the account's."""

# --- sns ------------------------------------------------------------------------------------------

TOPIC = Kind("AWS::SNS::Topic", "topic", arn="arn:*:sns:{region}:{account}:{name}", id="{arn}")

# --- sqs ------------------------------------------------------------------------------------------

QUEUE = Kind(
    "AWS::SQS::Queue",
    "queue",
    arn="arn:*:sqs:{region}:{account}:{name}",
    id="https://sqs.{region}.amazonaws.com/{account}/{name}",
)
"""Named by URL."""

# --- ssm ------------------------------------------------------------------------------------------

DOCUMENT = Kind(
    "AWS::SSM::Document",
    "document of Systems Manager",
    arn="arn:*:ssm:{region}:{account}:document/{id}",
)
PARAMETER = Kind("AWS::SSM::Parameter", "parameter", id="{path}")
"""Named by its name; its ARN does not tell whether that begins with a slash."""

# --- states ---------------------------------------------------------------------------------------

STATE_MACHINE = Kind(
    "AWS::StepFunctions::StateMachine",
    "state machine",
    arn="arn:*:states:{region}:{account}:stateMachine:{name}",
    id="{arn}",
)

# --- transfer -------------------------------------------------------------------------------------

TRANSFER_SERVER = Kind(
    "AWS::Transfer::Server",
    "transfer server",
    arn="arn:*:transfer:{region}:{account}:server/{id}",
    prefix="s-",
)

# --- wafv2 ----------------------------------------------------------------------------------------

WEB_ACL = Kind(
    "AWS::WAFv2::WebACL",
    "web ACL",
    arn="arn:*:wafv2:{region}:{account}:{scope}/webacl/{name}/{uuid}",
    id="{arn}",
)

KINDS = tuple(kind for kind in list(globals().values()) if isinstance(kind, Kind))
