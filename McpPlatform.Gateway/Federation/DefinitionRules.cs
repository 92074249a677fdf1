using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpPlatform.Gateway.Upstreams;
using McpPlatform.Guard.Schemas;

namespace McpPlatform.Gateway.Federation;

/// <summary>A definition of an upstream that agents are not offered.</summary>
/// <param name="Kind">What it would be.</param>
/// <param name="Name">What the upstream calls it; empty where it says no name.</param>
/// <param name="Reason">
/// The rest of a sentence, such as "its 'inputSchema' is no usable JSON Schema". Agents read it, so it repeats nothing that the upstream wrote.
/// </param>
/// <param name="Detail">More of it for operators, in which words of the upstream may stand; empty for nothing.</param>
internal sealed record RefusedDefinition(ListKind Kind, string Name, string Reason, string Detail = "");

/// <summary>The rules for one definition of an upstream (2025-11-25 and 2026-07-28, Tools: Tool Names, Data Types).</summary>
/// <param name="maxBytes">Largest definition in bytes.</param>
internal sealed partial class DefinitionRules(int maxBytes)
{
    private const int MaxAddress = 2_048;

    /// <summary>Whether a name is one that tools may have: letters, digits, underscore, hyphen and dot, at most 128.</summary>
    public static bool IsToolName(string name) => ToolName().IsMatch(name);

    /// <summary>Makes an item of a definition.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="definition">The definition.</param>
    /// <param name="former">Items of that kind that were read before, by name: one whose definition is the same word for word is taken again.</param>
    /// <param name="item">The item; <see langword="null"/> where it is refused.</param>
    /// <returns>Why it is refused; <see langword="null"/> when it is not.</returns>
    public RefusedDefinition? Read(ListKind kind, JsonElement definition, IReadOnlyDictionary<string, CatalogItem> former, out CatalogItem? item)
    {
        item = null;
        var name = "";
        try
        {
            name = NameIn(definition, kind);
            if (former.TryGetValue(name, out item) && JsonMarshal.GetRawUtf8Value(definition).SequenceEqual(item.Json.Span))
            {
                return null;
            }

            item = null;
            var (reason, detail) = Problem(kind, name, definition, out var arguments);
            item = reason is null ? ItemOf(kind, name, definition) with { Arguments = arguments } : null;
            return reason is null ? null : new RefusedDefinition(kind, name, reason, detail);
        }
        catch (FormatException exception)
        {
            return new RefusedDefinition(kind, name, exception.Message);
        }
        catch (InvalidOperationException)
        {
            // So the framework says that an escape in a text stands for no character.
            return new RefusedDefinition(kind, name, "it holds text that is no Unicode");
        }
    }

    private static CatalogItem ItemOf(ListKind kind, string name, JsonElement definition)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(definition);
        var onlyReads = kind == ListKind.Tools && Says(definition, "readOnlyHint");
        return new CatalogItem(
            kind, name, json, kind == ListKind.Tools ? MirroredArgument.Of(definition.GetProperty("inputSchema")) : [],
            kind != ListKind.Tools || onlyReads || Says(definition, "idempotentHint"))
        {
            ReadOnlyPin = onlyReads ? Convert.ToHexStringLower(SHA256.HashData(json)) : null,
        };
    }

    private static bool Says(JsonElement tool, string hint) =>
        tool.TryGetProperty("annotations", out var annotations) && annotations.ValueKind == JsonValueKind.Object
        && annotations.TryGetProperty(hint, out var said) && said.ValueKind == JsonValueKind.True;

    private (string? Reason, string Detail) Problem(ListKind kind, string name, JsonElement definition, out JsonSchema? arguments)
    {
        arguments = null;
        return name.Length == 0 || name.Length > MaxAddress ? ($"it has no '{NameOf(kind)}', or one that is too long", "")
            : JsonMarshal.GetRawUtf8Value(definition).Length > maxBytes ? ($"it is larger than {maxBytes} bytes", "")
            : kind == ListKind.Tools ? ToolProblem(name, definition, out arguments)
            : (null, "");
    }

    private static (string? Reason, string Detail) ToolProblem(string name, JsonElement tool, out JsonSchema? arguments)
    {
        arguments = null;
        if (!IsToolName(name))
        {
            return ("its name is not made of at most 128 letters, digits, '_', '-' and '.'", "");
        }

        if (!tool.TryGetProperty("inputSchema", out var input) || input.ValueKind != JsonValueKind.Object)
        {
            return ("it has no 'inputSchema'", "");
        }

        if (!input.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("object"u8))
        {
            return ("its 'inputSchema' is not of the type 'object'", "");
        }

        return SchemaProblem("inputSchema", input, out arguments) is { Reason: not null } problem ? problem
            : tool.TryGetProperty("outputSchema", out var output) ? SchemaProblem("outputSchema", output, out _)
            : (null, "");
    }

    private static (string? Reason, string Detail) SchemaProblem(string member, JsonElement schema, out JsonSchema? compiled)
    {
        compiled = null;
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return ($"its '{member}' is no object", "");
        }

        try
        {
            compiled = JsonSchema.Compile(schema);
            return (null, "");
        }
        catch (JsonSchemaException exception)
        {
            return ($"its '{member}' is no usable JSON Schema", exception.Message);
        }
    }

    private static string NameIn(JsonElement definition, ListKind kind) =>
        definition.ValueKind == JsonValueKind.Object && definition.TryGetProperty(NameOf(kind), out var name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()! : "";

    private static string NameOf(ListKind kind) => kind switch
    {
        ListKind.Resources => "uri",
        ListKind.Templates => "uriTemplate",
        _ => "name",
    };

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ToolName();
}
