using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>Tells an upstream that nobody waits for a request any more.</summary>
internal static class Cancellation
{
    public static ReadOnlyMemory<byte> Of(long requestId) => MessageWriter.Notification(Methods.Cancelled, MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("requestId"u8, requestId);
        writer.WriteString("reason"u8, "The agent gave the request up."u8);
        writer.WriteEndObject();
    }));
}
