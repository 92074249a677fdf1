namespace McpPlatform.Gateway.Replicas;

/// <summary>Copies an answer to an agent as it comes: nothing more is read before the agent took what there was.</summary>
internal static class AnswerCopy
{
    private const int ChunkBytes = 16_384;

    /// <returns>Where it ended.</returns>
    public static async Task<ForwardEnd> RunAsync(Stream from, HttpContext context, CancellationToken cancellationToken)
    {
        var (beforeLast, last) = ((byte)'\n', (byte)'\n');
        try
        {
            while (true)
            {
                // Streams are quiet most of the time, and hold no memory then: this waits and reads nothing.
#pragma warning disable CA2022
                await from.ReadAsync(Memory<byte>.Empty, cancellationToken);
#pragma warning restore CA2022
                var chunk = context.Response.BodyWriter.GetMemory(ChunkBytes);
                var length = await from.ReadAsync(chunk, cancellationToken);
                if (length == 0)
                {
                    return ForwardEnd.Complete;
                }

                (beforeLast, last) = (length > 1 ? chunk.Span[length - 2] : last, chunk.Span[length - 1]);
                context.Response.BodyWriter.Advance(length);
                await context.Response.BodyWriter.FlushAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return context.RequestAborted.IsCancellationRequested ? ForwardEnd.Complete
                : IsEventStream(context.Response) && (beforeLast, last) == ((byte)'\n', (byte)'\n') ? ForwardEnd.BetweenEvents
                : ForwardEnd.WithinAnswer;
        }
    }

    public static bool IsEventStream(HttpResponse response) => response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true;
}
