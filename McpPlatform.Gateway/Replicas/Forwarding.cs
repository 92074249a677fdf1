using System.Collections.Frozen;
using System.Net;
using System.Net.Http.Headers;
using McpPlatform.Core.Identity;

namespace McpPlatform.Gateway.Replicas;

/// <summary>What came of a request that was sent on to another replica.</summary>
internal enum ForwardEnd
{
    /// <summary>Its answer went to the agent, or the agent left.</summary>
    Complete,

    /// <summary>It never reached the other replica: nothing was done.</summary>
    NotReached,

    /// <summary>It broke off before there was an answer; it may have been executed.</summary>
    NoAnswer,

    /// <summary>It broke off between two events of its answer.</summary>
    BetweenEvents,

    /// <summary>It broke off within its answer.</summary>
    WithinAnswer,
}

/// <summary>
/// Sends requests on to the replica that holds what they are about, and its answer back as it comes. A request is sent once, whatever happens; it lasts
/// no longer than the agent waits, this gateway runs and the other one lives.
/// </summary>
internal sealed class Forwarding(ForwardedCallers callers, IHostApplicationLifetime lifetime, ILogger<Forwarding> logger) : IDisposable
{
    private static readonly FrozenSet<string> RequestHeaders =
        FrozenSet.ToFrozenSet(["Accept", "Last-Event-ID", "traceparent", "tracestate", "baggage"], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> AnswerHeaders = FrozenSet.ToFrozenSet(
        ["Content-Type", "Content-Length", "Cache-Control", "X-Accel-Buffering", "Retry-After", "WWW-Authenticate"], StringComparer.OrdinalIgnoreCase);

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
    });

    /// <summary>Sends a request on.</summary>
    /// <param name="by">Who sends it.</param>
    /// <param name="context">The request; its answer goes out here.</param>
    /// <param name="body">Its body, which was read and is bounded.</param>
    /// <param name="to">Where to.</param>
    /// <param name="over">The agent may not hear more.</param>
    public async Task<ForwardEnd> SendAsync(Principal by, HttpContext context, ReadOnlyMemory<byte> body, OtherReplica to, CancellationToken over)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, to.Gone, over);
        try
        {
            using var request = Request(by, context.Request, body, to);
            using var answer = await http.SendAsync(request, stop.Token);
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
            {
                // It takes this gateway's word no more than a stranger's, and has done nothing.
                Log.ReplicaRefused(logger, to.Id, to.Address);
                return ForwardEnd.NotReached;
            }

            return await CopyAsync(answer, context, stop.Token);
        }
        catch (Exception exception) when (NothingWasSent(exception, stop.Token))
        {
            Log.ReplicaNotReached(logger, to.Id, to.Address, exception.Message);
            return ForwardEnd.NotReached;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            return context.RequestAborted.IsCancellationRequested ? ForwardEnd.Complete : ForwardEnd.NoAnswer;
        }
    }

    public void Dispose() => http.Dispose();

    // A connection that was never made carried nothing; waiting too long for one ends with a timeout inside.
    private static bool NothingWasSent(Exception exception, CancellationToken stop) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } => true,
        OperationCanceledException { InnerException: TimeoutException } => !stop.IsCancellationRequested,
        _ => false,
    };

    private HttpRequestMessage Request(Principal by, HttpRequest from, ReadOnlyMemory<byte> body, OtherReplica to)
    {
        var path = ForwardedCallers.PathAndQueryOf(from);
        var request = new HttpRequestMessage(HttpMethod.Parse(from.Method), new Uri(to.Address, path));
        request.Headers.TryAddWithoutValidation("Authorization", callers.Seal(by, to, from.Method, path));
        foreach (var (name, values) in from.Headers)
        {
            if (RequestHeaders.Contains(name) || name.StartsWith("Mcp-", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        if (HttpMethods.IsPost(from.Method))
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        }

        return request;
    }

    private static async Task<ForwardEnd> CopyAsync(HttpResponseMessage answer, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (AnswerHeaders.Contains(name))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        // A stream may be quiet for long: its agent is to know at once that it stands open.
        await (AnswerCopy.IsEventStream(context.Response) ? context.Response.Body.FlushAsync(cancellationToken) : context.Response.StartAsync(cancellationToken));
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        return await AnswerCopy.RunAsync(body, context, cancellationToken);
    }
}
