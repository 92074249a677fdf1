using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpPlatform.Guard.Policy;

/// <summary>What the engine found in a text of policies.</summary>
/// <param name="Problems">What is wrong; empty when nothing is.</param>
/// <param name="Policies">The policies, as far as they could be read.</param>
internal sealed record CheckedText(IReadOnlyList<TextProblem> Problems, IReadOnlyList<ParsedPolicy> Policies);

/// <summary>Something wrong with a text of policies.</summary>
/// <param name="Message">What.</param>
/// <param name="Start">Where, in bytes.</param>
internal sealed record TextProblem(string Message, int Start);

/// <summary>One policy of a text.</summary>
/// <param name="Start">Where it begins, in bytes.</param>
/// <param name="Json">Cedar's JSON form.</param>
internal sealed record ParsedPolicy(int Start, JsonElement Json);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EngineAnswer[]))]
[JsonSerializable(typeof(CheckedText))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class PolicyJson : JsonSerializerContext;
