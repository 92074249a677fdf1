using System.Collections.Concurrent;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Links;

/// <summary>One connection: gives each request the messages that belong to it, and everything else to whoever listens to the session.</summary>
internal sealed class DuplexConnection : IAsyncDisposable
{
    private readonly ICarrier carrier;
    private readonly DuplexLink link;
    private readonly ILogger logger;
    private readonly SemaphoreSlim sending = new(1);
    private readonly CancellationTokenSource closed = new();
    private readonly ConcurrentDictionary<long, DuplexMessages> waiting = new();
    private readonly DuplexMessages session;
    private readonly Task reading;
    private volatile bool ended;
    private bool complained;

    public DuplexConnection(string id, ICarrier carrier, DuplexLink link, ILogger logger)
    {
        (Id, this.carrier, this.link, this.logger) = (id, carrier, link, logger);
        session = new DuplexMessages(id, link, RequestRole.Lasting, forget: () => { });
        reading = ReadAsync(closed.Token);
    }

    /// <summary>The session that lives on it.</summary>
    public string Id { get; }

    public bool IsOpen => !ended && !closed.IsCancellationRequested;

    public bool IsIdle => waiting.Values.All(w => w.Role == RequestRole.Lasting);

    public IUpstreamMessages Listen() => session;

    /// <exception cref="UpstreamException">The connection is gone.</exception>
    public async ValueTask<IUpstreamMessages> PostAsync(Outgoing message, CancellationToken cancellationToken)
    {
        var answer = message.RequestId is { } number ? Expect(number, message.Role) : null;
        try
        {
            await SendAsync(message.Json, cancellationToken);
            return answer ?? NoMessages.Of(link);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            answer?.Dispose();
            throw exception as UpstreamException ?? link.Fault(UpstreamFault.BrokenOff, carrier.Ending);
        }
        catch
        {
            answer?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await carrier.DisposeAsync();
        await reading;
    }

    private DuplexMessages Expect(long number, RequestRole role)
    {
        var answer = new DuplexMessages(Id, link, role, () => waiting.TryRemove(number, out _));
        waiting[number] = answer;
        return answer;
    }

    // A message that is half written would spoil all that follow: whoever gives up does so before it, or after.
    private async Task SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(cancellationToken);
        try
        {
            await carrier.SendAsync(json, closed.Token);
        }
        finally
        {
            sending.Release();
        }

        if (ended)
        {
            throw link.Fault(UpstreamFault.BrokenOff, carrier.Ending);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        UpstreamException? fault = null;
        try
        {
            await foreach (var json in carrier.ReadAsync(cancellationToken))
            {
                Take(json);
            }
        }
        catch (UpstreamException exception)
        {
            fault = exception;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or HttpRequestException or ObjectDisposedException)
        {
            // Closed, or gone.
        }
        finally
        {
            End(fault ?? link.Fault(UpstreamFault.BrokenOff, carrier.Ending));
        }
    }

    private void End(UpstreamException fault)
    {
        // Before the others are told: whoever comes now sees it, whoever came before is among them.
        ended = true;
        session.End(null);
        foreach (var answer in waiting.Values)
        {
            answer.End(fault);
        }
    }

    private void Take(byte[] json)
    {
        try
        {
            Route(EnvelopeReader.Read(json));
        }
        catch (McpErrorException exception)
        {
            // Programs print things. Which request it would have answered, if any, nobody can say.
            if (!complained)
            {
                complained = true;
                Log.NoMessageOfUpstream(logger, link.Name, exception.Message);
            }
        }
    }

    private void Route(Envelope message)
    {
        if (message.Kind is EnvelopeKind.Result or EnvelopeKind.Error)
        {
            Answer(message);
        }
        else
        {
            (ByNumber(JsonMembers.Find(message.Meta, MetaKeys.Subscription)) ?? ByNumber(JsonMembers.Find(message.Params, MetaKeys.ProgressToken))
                ?? (IsNews(message.Method) ? null : OldestCall()) ?? session).Offer(message);
        }
    }

    // Nobody reads on after an answer, so nothing may come to an answered request any more.
    private void Answer(Envelope response)
    {
        if ((ByNumber(response.Id) ?? (response.Id.IsEmpty ? OldestCall() : null)) is { } answered)
        {
            answered.Offer(response);
            answered.Dispose();
        }
    }

    // News belongs to no call, and a call that ends would take it along.
    private static bool IsNews(string method) =>
        method is Methods.ToolsChanged or Methods.PromptsChanged or Methods.ResourcesChanged or Methods.ResourceUpdated;

    private DuplexMessages? ByNumber(ReadOnlyMemory<byte> id) =>
        System.Buffers.Text.Utf8Parser.TryParse(id.Span, out long number, out var length) && length == id.Length ? waiting.GetValueOrDefault(number) : null;

    // What says nothing else belongs to a call under way, and comes to it in order; of several, to the one that has waited longest.
    private DuplexMessages? OldestCall() => waiting.Where(w => w.Value.Role == RequestRole.Call).OrderBy(w => w.Key).Select(w => w.Value).FirstOrDefault();
}
