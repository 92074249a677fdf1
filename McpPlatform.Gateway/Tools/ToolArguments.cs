using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Gateway.Tools;

/// <summary>Arguments of <c>plan_pipeline</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PlanPipelineArguments
{
    [Description("What should be moved from where to where, how and when, in plain words; at most 4,000 characters.")]
    public required string Words { get; init; }
}

/// <summary>Arguments of <c>answer_question</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AnswerQuestionArguments
{
    [Description("The conversationId of the answer that asked.")]
    public required Guid ConversationId { get; init; }

    [Description("Values by the field of each question, such as {\"destination.connection\": \"warehouse\"}.")]
    public IReadOnlyDictionary<string, string> Answers { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    [Description("More words, instead of answers or with them.")]
    public string? Words { get; init; }
}

/// <summary>Arguments of <c>run_pipeline</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RunPipelineArguments
{
    [Description("The plan as plan_pipeline returned it; give its planHash too. Leave out to run a pipeline that stands.")]
    public PipelinePlan? Plan { get; init; }

    [Description("Hash of the plan that a person has seen; refused when the plan is another.")]
    public string? PlanHash { get; init; }

    [Description("A pipeline that stands, instead of a plan.")]
    public Guid? PipelineId { get; init; }
}

/// <summary>Arguments of <c>get_run</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GetRunArguments
{
    [Description("The run.")]
    public required Guid RunId { get; init; }
}

/// <summary>Arguments of <c>list_pipelines</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ListPipelinesArguments
{
    [Description("The nextCursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("Most pipelines, 1 to 200; 50 when left out.")]
    public int? Limit { get; init; }
}

/// <summary>Arguments of <c>preview_stream</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PreviewStreamArguments
{
    [Description("The connection, such as warehouse.")]
    public required string Connection { get; init; }

    [Description("The table, or the file's path.")]
    public required string Stream { get; init; }

    [Description("The table's schema; leave out for files.")]
    public string? Namespace { get; init; }

    [Description("How many rows, 1 to 1000; 20 when left out.")]
    public int? Limit { get; init; }
}

/// <summary>Arguments of <c>query_lineage</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record QueryLineageArguments
{
    [Description("The dataset as CONNECTION/TARGET, such as warehouse/customers.")]
    public required string Dataset { get; init; }

    [Description("Only this column; all when left out.")]
    public string? Column { get; init; }
}

/// <summary>Result of <c>run_pipeline</c>.</summary>
internal sealed record RunPipelineResult
{
    [Description("started, or needs_approval while a person must decide first.")]
    public required RunPipelineStatus Status { get; init; }

    [Description("The run; follow it with get_run.")]
    public required RunInfo Run { get; init; }

    [Description("Decisions the run waits for. A person takes them in the workbench or with 'mcpp approve'.")]
    public required IReadOnlyList<ApprovalInfo> Approvals { get; init; }
}

/// <summary>How far <c>run_pipeline</c> came.</summary>
[JsonConverter(typeof(SnakeCaseEnum<RunPipelineStatus>))]
internal enum RunPipelineStatus
{
    /// <summary>The run is queued.</summary>
    Started,

    /// <summary>The run is queued and will wait for a person.</summary>
    NeedsApproval,
}

/// <summary>Arguments of <c>find_tools</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FindToolsArguments
{
    [Description("What the tool should do, in plain words, such as 'create an issue'.")]
    public required string Query { get; init; }

    [Description("Most tools to return, 1 to 50.")]
    public int Limit { get; init => field = value == 0 ? 10 : value; } = 10;

    [Description("Only tools of this server.")]
    public string? Server { get; init; }

    [Description("Only tools of servers with this tag.")]
    public string? Tag { get; init; }
}

/// <summary>Arguments of <c>call_tool</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CallToolArguments
{
    [Description("The name of the tool, as find_tools says it.")]
    public required string Name { get; init; }

    [Description("Its arguments, as its input schema wants them.")]
    public IReadOnlyDictionary<string, JsonElement>? Arguments { get; init; }
}

/// <summary>JSON of arguments and results that only tools have.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(PlanPipelineArguments))]
[JsonSerializable(typeof(AnswerQuestionArguments))]
[JsonSerializable(typeof(RunPipelineArguments))]
[JsonSerializable(typeof(GetRunArguments))]
[JsonSerializable(typeof(ListPipelinesArguments))]
[JsonSerializable(typeof(PreviewStreamArguments))]
[JsonSerializable(typeof(QueryLineageArguments))]
[JsonSerializable(typeof(FindToolsArguments))]
[JsonSerializable(typeof(FoundTools))]
[JsonSerializable(typeof(CallToolArguments))]
[JsonSerializable(typeof(RunPipelineResult))]
internal sealed partial class ToolJson : JsonSerializerContext;
