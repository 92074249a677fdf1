using System.Text.Json.Serialization;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Connectors.Hosting.Links;

/// <summary>What a link stands for: the whole request, so that whoever serves it needs no memory of the call that answered it.</summary>
/// <param name="Connector">Name of the connector.</param>
/// <param name="ExpiresAt">When it expires.</param>
/// <param name="Read">The request of a link that is read.</param>
/// <param name="Write">The request of a link that is written.</param>
internal sealed record LinkDescriptor(string Connector, DateTimeOffset ExpiresAt, ReadRequest? Read, WriteRequest? Write);

/// <summary>Descriptors as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 32)]
[JsonSerializable(typeof(LinkDescriptor))]
[JsonSerializable(typeof(ToolFailure))]
internal sealed partial class HostingJson : JsonSerializerContext;
