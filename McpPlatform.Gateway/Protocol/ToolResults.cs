using System.Text.Json;

namespace McpPlatform.Gateway.Protocol;

/// <summary>Results of tools that are answered here: a text, and what goes with it.</summary>
internal static class ToolResults
{
    /// <summary>A result that is a text.</summary>
    /// <param name="era">What the agent speaks.</param>
    /// <param name="text">The text.</param>
    /// <param name="more">Writes further members; <see langword="null"/> for none.</param>
    /// <param name="meta">Writes further members of <c>_meta</c>; <see langword="null"/> for none.</param>
    public static ReadOnlyMemory<byte> Of(Era era, string text, Action<Utf8JsonWriter>? more = null, Action<Utf8JsonWriter>? meta = null) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        if (era == Era.Modern)
        {
            writer.WriteString("resultType"u8, "complete"u8);
        }

        writer.WriteStartArray("content"u8);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
        writer.WriteEndArray();
        more?.Invoke(writer);
        Server.WriteMeta(writer, meta);
        writer.WriteEndObject();
    });

    /// <summary>A result that says the tool failed: the model reads it and can mend its call.</summary>
    /// <param name="era">What the agent speaks.</param>
    /// <param name="sentence">Why.</param>
    /// <param name="meta">Writes further members of <c>_meta</c>; <see langword="null"/> for none.</param>
    public static ReadOnlyMemory<byte> Error(Era era, string sentence, Action<Utf8JsonWriter>? meta = null) =>
        Of(era, sentence, static writer => writer.WriteBoolean("isError"u8, true), meta);
}
