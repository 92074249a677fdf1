using System.Globalization;
using System.Text.Json;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Guard.Policy;

/// <summary>Writes what a slice is told as a question to Cedar. The ids of what is not read are left empty.</summary>
internal static class QuestionWriter
{
    private const string Call = "call";

    public static EngineQuestion Write(PolicySlice slice, string tenant, in DecisionKey key)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("preparsedPolicySetId"u8, slice.Set.Id);
            WriteUid(json, "principal", key.Kind.ToString(), key.PrincipalId);
            WriteUid(json, "action", "Action", slice.Action);
            WriteUid(json, "resource", key.ResourceType ?? ResourceTypes.Platform, key.ResourceId);
            WriteContext(json, key);
            json.WriteStartArray("entities"u8);
            WritePrincipal(json, tenant, key);
            WriteResource(json, key);
            WriteArguments(json, key.Arguments);
            WriteAction(json, slice);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new EngineQuestion(slice.Set, stream.ToArray());
    }

    private static void WriteContext(Utf8JsonWriter json, in DecisionKey key)
    {
        json.WriteStartObject("context"u8);
        json.WriteStartObject("now"u8);
        json.WriteStartObject("__extn"u8);
        json.WriteString("fn"u8, "datetime"u8);
        json.WriteString("arg"u8, DateTimeOffset.FromUnixTimeSeconds(key.Minute * 60).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteText("transport", key.Transport);
        json.WriteText("certificate", key.Certificate);
        WriteReference(json, "arguments", "Arguments");
        WriteReference(json, "numbers", "Numbers");
        json.WriteEndObject();
    }

    private static void WritePrincipal(Utf8JsonWriter json, string tenant, in DecisionKey key)
    {
        json.WriteStartObject();
        WriteUid(json, "uid", key.Kind.ToString(), key.PrincipalId);
        json.WriteStartObject("attrs"u8);
        json.WriteString("tenant"u8, tenant);
        json.WriteString("name"u8, key.PrincipalName ?? "");
        json.WriteTexts("scopes", ActingRoles.Values<Scope>(key.Scopes).Select(QuestionParts.Lower));
        json.WriteEndObject();
        json.WriteStartArray("parents"u8);
        foreach (var role in ActingRoles.Values<Role>(key.Roles))
        {
            WriteUid(json, null, "Role", QuestionParts.Lower(role));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter json, in DecisionKey key)
    {
        json.WriteStartObject();
        WriteUid(json, "uid", key.ResourceType ?? ResourceTypes.Platform, key.ResourceId);
        json.WriteStartObject("attrs"u8);
        json.WriteText("risk", key.Risk is { } risk ? QuestionParts.Lower(risk) : null);
        json.WriteTexts("tags", key.Tags?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? []);
        json.WriteText("owner", key.Owner);
        json.WriteEndObject();
        json.WriteStartArray("parents"u8);
        if (key.Upstream is { } upstream && (key.ResourceType != "Upstream" || key.ResourceId is null))
        {
            WriteUid(json, null, "Upstream", upstream);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteArguments(Utf8JsonWriter json, ArgumentValues arguments)
    {
        WriteTags(json, "Arguments", arguments.Values, static (json, value) => json.WriteString(value.Path, value.Text));
        WriteTags(json, "Numbers", arguments.Values.Where(value => value.Number is not null), static (json, value) => json.WriteNumber(value.Path, value.Number!.Value));
    }

    private static void WriteTags(Utf8JsonWriter json, string type, IEnumerable<ArgumentValue> values, Action<Utf8JsonWriter, ArgumentValue> write)
    {
        json.WriteStartObject();
        WriteUid(json, "uid", type, Call);
        json.WriteStartObject("attrs"u8);
        json.WriteEndObject();
        json.WriteStartArray("parents"u8);
        json.WriteEndArray();
        json.WriteStartObject("tags"u8);
        foreach (var value in values)
        {
            write(json, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAction(Utf8JsonWriter json, PolicySlice slice)
    {
        json.WriteStartObject();
        WriteUid(json, "uid", "Action", slice.Action);
        json.WriteStartObject("attrs"u8);
        json.WriteEndObject();
        json.WriteStartArray("parents"u8);
        foreach (var group in slice.Groups)
        {
            WriteUid(json, null, "Action", group);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter json, string name, string type)
    {
        json.WriteStartObject(name);
        WriteUid(json, "__entity", type, Call);
        json.WriteEndObject();
    }

    private static void WriteUid(Utf8JsonWriter json, string? name, string type, string? id)
    {
        if (name is not null)
        {
            json.WritePropertyName(name);
        }

        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("id"u8, id ?? "");
        json.WriteEndObject();
    }
}
