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
        json.WriteString("kind"u8, QuestionParts.Lower(principal.Kind));
        json.WriteTexts("scopes", principal.Scopes.Select(QuestionParts.Lower));
        json.WriteTexts("roles", principal.Roles.Select(QuestionParts.Lower));
        json.WriteText("certificate", principal.Certificate);
        json.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter json, PolicyResource resource)
    {
        json.WriteStartObject("resource"u8);
        json.WriteString("type"u8, resource.Type);
        json.WriteString("id"u8, resource.Id);
        json.WriteText("risk", resource.Risk is { } risk ? QuestionParts.Lower(risk) : null);
        json.WriteTexts("tags", resource.Tags);
        json.WriteText("owner", resource.Owner);
        json.WriteText("upstream", resource.Upstream);
        json.WriteEndObject();
    }

    private static void WriteContext(Utf8JsonWriter json, PolicyContext context, DateTimeOffset now)
    {
        json.WriteStartObject("context"u8);
        json.WriteString("now"u8, context.At ?? now);
        json.WriteText("transport", context.Transport);
        if (!context.Arguments.IsEmpty)
        {
            json.WritePropertyName("arguments"u8);
            json.WriteRawValue(context.Arguments.Span);
        }

        json.WriteEndObject();
    }
}
