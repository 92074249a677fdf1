using System.Text.Json;
using McpPlatform.Core.Identity;

namespace McpPlatform.Guard.Policy.Opa;

/// <summary>A request as OPA is told it: everything, since it cannot be known what its policies read.</summary>
internal static class OpaQuestion
{
    public static byte[] Write(PolicyRequest request, DateTimeOffset now)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("input"u8);
            WritePrincipal(json, request.Principal);
            json.WriteString("action"u8, request.Action);
            WriteResource(json, request.Resource);
            WriteContext(json, request.Context, now);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WritePrincipal(Utf8JsonWriter json, Principal principal)
    {
        json.WriteStartObject("principal"u8);
        json.WriteString("tenant"u8, principal.Tenant);
        json.WriteString("id"u8, principal.Id);
        json.WriteString("name"u8, principal.Name);
        json.WriteString("kind"u8, Lower(principal.Kind));
        WriteTexts(json, "scopes", principal.Scopes.Select(Lower));
        WriteTexts(json, "roles", principal.Roles.Select(Lower));
        WriteText(json, "certificate", principal.Certificate);
        json.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter json, PolicyResource resource)
    {
        json.WriteStartObject("resource"u8);
        json.WriteString("type"u8, resource.Type);
        json.WriteString("id"u8, resource.Id);
        WriteText(json, "risk", resource.Risk is { } risk ? Lower(risk) : null);
        WriteTexts(json, "tags", resource.Tags);
        WriteText(json, "owner", resource.Owner);
        WriteText(json, "upstream", resource.Upstream);
        json.WriteEndObject();
    }

    private static void WriteContext(Utf8JsonWriter json, PolicyContext context, DateTimeOffset now)
    {
        json.WriteStartObject("context"u8);
        json.WriteString("now"u8, context.At ?? now);
        WriteText(json, "transport", context.Transport);
        if (!context.Arguments.IsEmpty)
        {
            json.WritePropertyName("arguments"u8);
            json.WriteRawValue(context.Arguments.Span);
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
