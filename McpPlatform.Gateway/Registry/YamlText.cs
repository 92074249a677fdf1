using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using McpPlatform.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace McpPlatform.Gateway.Registry;

/// <summary>A document in YAML as the JSON it stands for, within limits.</summary>
internal static partial class YamlText
{
    private const int MaxDepth = 32;

    /// <summary>Reads a document whose root is a mapping, and makes something of it.</summary>
    /// <param name="yaml">The document.</param>
    /// <param name="example">A member it could have, for whoever wrote something else.</param>
    /// <param name="make">Makes it; what JSON does not allow is told with the place.</param>
    /// <exception cref="InvalidInputException">It is no such document.</exception>
    public static T Read<T>(string yaml, string example, Func<JsonObject, T> make)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? make((JsonObject)Convert(root, MaxDepth)!)
                : throw new InvalidInputException($"It must hold one document whose members describe it, such as '{example}'.");
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

    /// <summary>Refuses a member that nobody knows: one that is misspelt would be missed by nobody until it matters.</summary>
    /// <exception cref="InvalidInputException">There is one.</exception>
    public static void RequireKnown(JsonObject? said, JsonTypeInfo type, string path)
    {
        if (said?.Select(m => m.Key).FirstOrDefault(name => type.Properties.All(p => p.Name != name)) is { } unknown)
        {
            throw new InvalidInputException($"It says '{path}.{unknown}', which is none of: {string.Join(", ", type.Properties.Select(p => p.Name).Order(StringComparer.Ordinal))}.");
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

    private static string Key(YamlNode key) => key is YamlScalarNode { Value: { } name } ? name : throw new InvalidInputException("A name of a member is no text.");

    // YAML 1.2, core schema; numbers as JSON writes them, digit by digit as they stand.
    private static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when Number().IsMatch(text) => JsonNode.Parse(text),
        _ => text,
    };

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
