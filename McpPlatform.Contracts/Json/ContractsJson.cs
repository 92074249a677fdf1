using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Contracts.Json;

/// <summary>The one JSON context: camelCase, nothing without value written, required members required.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(PipelinePlan))]
[JsonSerializable(typeof(PlanAnswer))]
[JsonSerializable(typeof(ConnectorSpec))]
[JsonSerializable(typeof(IReadOnlyList<ConnectorSpec>))]
[JsonSerializable(typeof(CheckRequest))]
[JsonSerializable(typeof(CheckResult))]
[JsonSerializable(typeof(DiscoverRequest))]
[JsonSerializable(typeof(Catalog))]
[JsonSerializable(typeof(ReadRequest))]
[JsonSerializable(typeof(ReadResult))]
[JsonSerializable(typeof(WriteRequest))]
[JsonSerializable(typeof(WriteResult))]
[JsonSerializable(typeof(ConnectionInfo))]
[JsonSerializable(typeof(Page<ConnectionInfo>))]
[JsonSerializable(typeof(AddConnection))]
[JsonSerializable(typeof(PreviewRequest))]
[JsonSerializable(typeof(UpstreamInfo))]
[JsonSerializable(typeof(Page<UpstreamInfo>))]
[JsonSerializable(typeof(AddUpstream))]
[JsonSerializable(typeof(ChangeUpstream))]
[JsonSerializable(typeof(Page<FoundServer>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(ToolInfo))]
[JsonSerializable(typeof(Page<ToolInfo>))]
[JsonSerializable(typeof(ToolDetail))]
[JsonSerializable(typeof(DecideTool))]
[JsonSerializable(typeof(IReadOnlyList<DefinitionFinding>))]
[JsonSerializable(typeof(DetectedData))]
[JsonSerializable(typeof(AuditRecord))]
[JsonSerializable(typeof(Page<AuditRecord>))]
[JsonSerializable(typeof(AuditVerification))]
[JsonSerializable(typeof(StartConversation))]
[JsonSerializable(typeof(ContinueConversation))]
[JsonSerializable(typeof(ConversationInfo))]
[JsonSerializable(typeof(CheckPlan))]
[JsonSerializable(typeof(ApplyPlan))]
[JsonSerializable(typeof(PipelineInfo))]
[JsonSerializable(typeof(Page<PipelineInfo>))]
[JsonSerializable(typeof(ChangeSchedule))]
[JsonSerializable(typeof(RunInfo))]
[JsonSerializable(typeof(Page<RunInfo>))]
[JsonSerializable(typeof(RunProgress))]
[JsonSerializable(typeof(StartRun))]
[JsonSerializable(typeof(FixRun))]
[JsonSerializable(typeof(ApprovalInfo))]
[JsonSerializable(typeof(Page<ApprovalInfo>))]
[JsonSerializable(typeof(DecideApproval))]
[JsonSerializable(typeof(SecretInfo))]
[JsonSerializable(typeof(Page<SecretInfo>))]
[JsonSerializable(typeof(SetSecret))]
[JsonSerializable(typeof(KeyInfo))]
[JsonSerializable(typeof(Page<KeyInfo>))]
[JsonSerializable(typeof(CreateKey))]
[JsonSerializable(typeof(CreatedKey))]
[JsonSerializable(typeof(SignIn))]
[JsonSerializable(typeof(WhoAmI))]
[JsonSerializable(typeof(DatasetInfo))]
[JsonSerializable(typeof(Page<DatasetInfo>))]
[JsonSerializable(typeof(Page<SchemaVersionInfo>))]
[JsonSerializable(typeof(Rollback))]
[JsonSerializable(typeof(LineageInfo))]
[JsonSerializable(typeof(PlatformEvent))]
[JsonSerializable(typeof(Page<PlatformEvent>))]
[JsonSerializable(typeof(Page<ConversationInfo>))]
[JsonSerializable(typeof(WarehouseQuery))]
[JsonSerializable(typeof(QueryResult))]
[JsonSerializable(typeof(WarehouseInfo))]
[JsonSerializable(typeof(UploadedFile))]
[JsonSerializable(typeof(CreateSignInLink))]
[JsonSerializable(typeof(SignInLink))]
[JsonSerializable(typeof(PlatformProblem))]
[JsonSerializable(typeof(IReadOnlyList<ApprovalInfo>))]
[JsonSerializable(typeof(StreamName))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonNode))]
public sealed partial class ContractsJson : JsonSerializerContext;
