using System.Text.Json.Serialization;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Worker.Internal;

/// <summary>A planning turn.</summary>
/// <param name="ConversationId">The conversation; <see langword="null"/> begins one.</param>
/// <param name="Turn">What was said.</param>
internal sealed record PlanRequest(ContinueConversation Turn, Guid? ConversationId = null);

/// <summary>Puts an earlier version of a dataset back.</summary>
/// <param name="Id"><c>connection/target</c>.</param>
/// <param name="Version">The version; <see langword="null"/> for the newest.</param>
internal sealed record RollbackRequest(string Id, long? Version = null);

/// <summary>Bodies that only Gateway and Worker exchange.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, MaxDepth = 32)]
[JsonSerializable(typeof(PlanRequest))]
[JsonSerializable(typeof(RollbackRequest))]
[JsonSerializable(typeof(StreamName))]
internal sealed partial class InternalJson : JsonSerializerContext;
