namespace McpPlatform.Gateway.Agents;

/// <summary>The message in the body of a POST.</summary>
internal static class MessageBody
{
    /// <summary>Reads it; <see langword="null"/> where it was refused as too large. A body whose size nobody said is measured by the server.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context, long maxBytes)
    {
        if (context.Request.ContentLength > maxBytes)
        {
            // What is not read cannot be followed by another request.
            context.Response.Headers.Connection = "close";
            await HttpReply.RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, $"A message may have {maxBytes} bytes at most.");
            return null;
        }

        if (context.Request.ContentLength is { } length)
        {
            var exact = new byte[length];
            await context.Request.Body.ReadExactlyAsync(exact, context.RequestAborted);
            return exact;
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }
}
