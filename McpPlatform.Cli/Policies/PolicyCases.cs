using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace McpPlatform.Cli.Policies;

/// <summary>One case: what is asked, and what should be decided.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Expect"><c>allow</c> or <c>deny</c>.</param>
/// <param name="Rule">The rule that should decide; <see langword="null"/> for any.</param>
internal sealed record PolicyCase(string Name, ExplainPolicy Question, string Expect, string? Rule)
{
    public string Expected => Rule is null ? Expect : $"{Expect} by '{Rule}'";

    public bool IsMetBy(PolicyExplanation explanation) => (explanation.Allowed ? "allow" : "deny") == Expect && (Rule is null || Rule == explanation.Rule || explanation.DecidedBy.Contains(Rule));

    public static string Describe(PolicyExplanation explanation) => $"{(explanation.Allowed ? "allow" : "deny")} by '{explanation.Rule}'";
}

/// <summary>
/// Cases in YAML: <c>cases</c>, each with <c>name</c>, <c>principal</c>, <c>action</c>, <c>resource</c>, <c>context</c>, <c>expect</c> and <c>rule</c>;
/// and <c>policies</c>, files beside it that are asked too, each as the set it is called like.
/// </summary>
internal static class PolicyCases
{
    private const int MaxDepth = 16;
    private static readonly string[] Known = ["name", "principal", "action", "resource", "context", "expect", "rule"];

    /// <exception cref="CliException">It is no such file.</exception>
    public static async Task<IReadOnlyList<PolicyCase>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var root = Parse(path, await File.ReadAllTextAsync(path, cancellationToken));
        var drafts = new JsonObject();
        foreach (var file in root["policies"] as JsonArray ?? [])
        {
            var draft = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, (string)file!);
            drafts[Path.GetFileNameWithoutExtension(draft)] = await File.ReadAllTextAsync(draft, cancellationToken);
        }

        return root["cases"] is JsonArray { Count: > 0 } cases
            ? [.. cases.Select((c, at) => Case(path, at + 1, c as JsonObject, drafts))]
            : throw new CliException($"{path} has no 'cases'. Each names principal, action, resource and what to expect.");
    }

    private static PolicyCase Case(string path, int number, JsonObject? said, JsonObject drafts)
    {
        if (said is null || said.Any(m => !Known.Contains(m.Key)))
        {
            throw new CliException($"Case {number} of {path} is wrong: what a case has is {string.Join(", ", Known)}.");
        }

        try
        {
            var expect = (string?)said["expect"];
            if (expect is not ("allow" or "deny"))
            {
                throw new CliException($"Case {number} of {path} expects '{expect}'; it has to be allow or deny.");
            }

            var question = new JsonObject
            {
                ["principal"] = said["principal"]?.DeepClone(), ["action"] = said["action"]?.DeepClone(), ["resource"] = said["resource"]?.DeepClone(),
                ["context"] = said["context"]?.DeepClone(), ["drafts"] = drafts.DeepClone(),
            };
            return new PolicyCase(
                (string?)said["name"] ?? $"case {number}", question.Deserialize(ContractsJson.Default.ExplainPolicy)!, expect, (string?)said["rule"]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new CliException($"Case {number} of {path} is wrong at {(exception as JsonException)?.Path ?? "$"}: a value is missing or of the wrong kind.");
        }
    }

    private static JsonObject Parse(string path, string yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents is [{ RootNode: YamlMappingNode root }] ? (JsonObject)Convert(root, MaxDepth)! : throw new CliException($"{path} holds no cases.");
        }
        catch (YamlException exception)
        {
            throw new CliException($"{path} is no YAML at line {exception.Start.Line}, column {exception.Start.Column}.");
        }
    }

    private static JsonNode? Convert(YamlNode node, int depth) => (node, depth) switch
    {
        (_, 0) => throw new CliException($"The cases are nested deeper than {MaxDepth} levels."),
        (YamlMappingNode mapping, _) => new JsonObject(mapping.Children.Select(m => KeyValuePair.Create(((YamlScalarNode)m.Key).Value!, Convert(m.Value, depth - 1)))),
        (YamlSequenceNode sequence, _) => new JsonArray([.. sequence.Children.Select(item => Convert(item, depth - 1))]),
        (YamlScalarNode { Style: ScalarStyle.Plain } plain, _) => Plain(plain.Value!),
        (YamlScalarNode quoted, _) => JsonValue.Create(quoted.Value),
        _ => throw new CliException("The cases hold something that is neither a value, a list nor a mapping."),
    };

    private static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => true,
        "false" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => text,
    };
}
