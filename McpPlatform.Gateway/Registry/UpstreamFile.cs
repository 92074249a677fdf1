using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace McpPlatform.Gateway.Registry;

/// <summary>A definition of an upstream in YAML: the same members as in the HTTP API. Without a name it is called like its file.</summary>
internal static class UpstreamFile
{
    public const int MaxBytes = 65_536;
    private const int MaxDepth = 8;

    /// <param name="fileName">Name of the file.</param>
    /// <param name="yaml">What it says.</param>
    /// <exception cref="InvalidInputException">It is no definition of an upstream.</exception>
    public static AddUpstream Read(string fileName, string yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
            {
                throw new InvalidInputException("It must hold one document whose members describe an upstream, such as 'url: https://tools.example.com/mcp'.");
            }

            var json = (JsonObject)Convert(root, MaxDepth)!;
            json["name"] ??= Path.GetFileNameWithoutExtension(fileName);
            RequireKnown(json, ContractsJson.Default.AddUpstream, "$");
            RequireKnown(json["program"] as JsonObject, ContractsJson.Default.UpstreamProgram, "$.program");
            RequireKnown(json["tokenExchange"] as JsonObject, ContractsJson.Default.UpstreamTokenExchange, "$.tokenExchange");
            return json.Deserialize(ContractsJson.Default.AddUpstream)!;
        }
        catch (YamlException exception)
        {
            throw new InvalidInputException($"It is no YAML at line {exception.Start.Line}, column {exception.Start.Column}.");
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException($"It is not acceptable at {exception.Path ?? "$"}: a value is missing, unknown, or of the wrong kind.");
        }
    }

    private static JsonNode? Convert(YamlNode node, int depth) => (node, depth) switch
    {
        // A few lines of anchors can stand for gigabytes.
        ({ Anchor.IsEmpty: false }, _) => throw new InvalidInputException("It uses anchors, which are not allowed here. Write the values out."),
        (_, 0) => throw new InvalidInputException($"It is nested deeper than {MaxDepth} levels."),
        (YamlMappingNode mapping, _) => new JsonObject(mapping.Children.Select(m => KeyValuePair.Create(Key(m.Key), Convert(m.Value, depth - 1)))),
        (YamlSequenceNode sequence, _) => new JsonArray([.. sequence.Children.Select(item => Convert(item, depth - 1))]),
        (YamlScalarNode { Style: ScalarStyle.Plain } plain, _) => Plain(plain.Value!),
        (YamlScalarNode quoted, _) => JsonValue.Create(quoted.Value),
        _ => throw new InvalidInputException("It holds something that is neither a value, a list nor a mapping."),
    };

    // A member that is misspelt would be missed by nobody until it matters.
    private static void RequireKnown(JsonObject? said, JsonTypeInfo type, string path)
    {
        if (said?.Select(m => m.Key).FirstOrDefault(name => type.Properties.All(p => p.Name != name)) is { } unknown)
        {
            throw new InvalidInputException($"It says '{path}.{unknown}', which is none of: {string.Join(", ", type.Properties.Select(p => p.Name).Order(StringComparer.Ordinal))}.");
        }
    }

    private static string Key(YamlNode key) => key is YamlScalarNode { Value: { } name } ? name : throw new InvalidInputException("A name of a member is no text.");

    // YAML 1.2, core schema.
    private static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => text,
    };
}
