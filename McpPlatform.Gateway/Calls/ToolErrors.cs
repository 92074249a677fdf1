using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Calls;

/// <summary>Results that say a tool failed: the model reads them and can mend its call.</summary>
internal static class ToolErrors
{
    /// <summary>Such a result, of the gateway itself.</summary>
    public static Reply Of(string message, Era era) => Reply.Of(MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        if (era == Era.Modern)
        {
            writer.WriteString("resultType"u8, "complete"u8);
        }

        writer.WriteStartArray("content"u8);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, message);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteBoolean("isError"u8, true);
        Server.WriteMeta(writer);
        writer.WriteEndObject();
    }));
}
