namespace McpPlatform.Gateway.Protocol;

/// <summary>Tells whoever was sent a request that nobody waits for its answer any more.</summary>
internal static class Cancellation
{
    public static ReadOnlyMemory<byte> Of(long requestId, string reason) => MessageWriter.Notification(Methods.Cancelled, MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("requestId"u8, requestId);
        writer.WriteString("reason"u8, reason);
        writer.WriteEndObject();
    }));
}
