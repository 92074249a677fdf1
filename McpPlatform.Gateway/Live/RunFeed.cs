using System.Buffers;
using System.Globalization;
using System.Net.ServerSentEvents;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core;
using McpPlatform.Core.Events;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Runs;

namespace McpPlatform.Gateway.Live;

/// <summary>
/// A run's events and progress as server-sent events: kept events carry their number as id, so that a reader that comes back with
/// <c>Last-Event-ID</c> misses none. The stream ends when the run has ended, or the Gateway stops.
/// </summary>
internal sealed class RunFeed(RunService runs, IEventLog log, IProgressChannel progress, IHostApplicationLifetime lifetime)
{
    public async Task WriteAsync(Principal by, Guid runId, HttpContext context)
    {
        var run = await runs.GetAsync(by, runId, context.RequestAborted);
        var after = LastEventId(context.Request);
        if (await NothingFollowsAsync(by, run, after, context.RequestAborted))
        {
            // Tells a browser's EventSource not to come back.
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var updates = new RunUpdates(runs, log, progress, by, runId);
        await BeginAsync(context.Response, stop.Token);
        try
        {
            await SseFormatter.WriteAsync(
                updates.ReadAsync(after, stop.Token), context.Response.Body, (item, buffer) => buffer.Write(item.Data), stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader left, or the Gateway stops: both end a stream in order.
        }
    }

    private static Task BeginAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        return response.Body.FlushAsync(cancellationToken);
    }

    private async Task<bool> NothingFollowsAsync(Principal by, RunInfo run, long after, CancellationToken cancellationToken)
    {
        if (!run.State.IsFinal())
        {
            return false;
        }

        // Nothing at all: its events were dropped by age.
        var rest = await log.ReadAsync(by.Tenant, Math.Max(0, after - 1), RunUpdates.Subject(run.Id), 2, cancellationToken);
        return rest is [] || (rest is [{ Type: EventTypes.RunEnded } last] && last.Seq == after);
    }

    private static long LastEventId(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].ToString();
        return text.Length == 0 ? 0
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
            : throw new InvalidInputException("'Last-Event-ID' must be the number of an event.");
    }
}
