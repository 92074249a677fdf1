using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Gateway.Audit;

/// <summary>
/// Records as JSON Lines, sent as they are read: what the reader does not take is not read. A stream that cannot be finished is broken off, so that
/// nobody takes a part for the whole.
/// </summary>
internal static class AuditExport
{
    private const int RecordsAtOnce = 100;

    public static async Task WriteAsync(
        Func<CancellationToken, Task<IAsyncEnumerable<AuditRecord>>> read, HttpContext context, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);

        // Asked before anything is sent: a refusal is answered as one.
        var records = await read(stop.Token);
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await WriteAsync(records, context.Response, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private static async Task WriteAsync(IAsyncEnumerable<AuditRecord> records, HttpResponse response, CancellationToken cancellationToken)
    {
        var body = response.BodyWriter;
        await using var json = new Utf8JsonWriter(body);
        var written = 0;
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            JsonSerializer.Serialize(json, record, ContractsJson.Default.AuditRecord);
            await json.FlushAsync(cancellationToken);
            json.Reset();
            "\n"u8.CopyTo(body.GetSpan(1));
            body.Advance(1);
            if (++written % RecordsAtOnce == 0)
            {
                await body.FlushAsync(cancellationToken);
            }
        }

        await body.FlushAsync(cancellationToken);
    }
}
