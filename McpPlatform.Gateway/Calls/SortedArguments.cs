using System.Security.Cryptography;
using System.Text.Json;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Calls;

/// <summary>
/// Arguments written so that those which mean the same read the same: members by name, nothing between. Numbers stay as they were written, since servers
/// may tell apart what a double cannot.
/// </summary>
internal static class SortedArguments
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = EnvelopeReader.MaxDepth };

    /// <summary>Writes them; those that say something twice stay as they are, since nobody knows what they mean.</summary>
    /// <param name="arguments">Raw JSON; empty for none.</param>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> arguments)
    {
        if (arguments.IsEmpty)
        {
            return "{}"u8.ToArray();
        }

        try
        {
            using var document = JsonDocument.Parse(arguments, Strict);
            return MessageWriter.Build(writer => Write(writer, document.RootElement));
        }
        catch (JsonException)
        {
            return arguments;
        }
    }

    /// <summary>SHA-256 of them as they are written here, in lower-case hexadecimal.</summary>
    /// <param name="arguments">Raw JSON; empty for none.</param>
    public static string HashOf(ReadOnlyMemory<byte> arguments) => Convert.ToHexStringLower(SHA256.HashData(Of(arguments).Span));

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(element.GetRawText(), skipInputValidation: true);
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
