using System.Text.Json.Serialization;
using McpPlatform.Core.Identity;

namespace McpPlatform.Store.Database;

/// <summary>JSON of what only the store writes and reads; all else uses the JSON context of the contracts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Principal))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class StoreJson : JsonSerializerContext;
