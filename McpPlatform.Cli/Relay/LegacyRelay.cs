using System.Net;
using System.Text.Json;

namespace McpPlatform.Cli.Relay;

/// <summary>
/// Relays messages of the legacy era in one session at the gateway. A session that the gateway has forgotten, say since it was started anew, is
/// begun again by the same handshake, and what it refused is sent again; the client notices nothing.
/// </summary>
/// <param name="http">The gateway.</param>
/// <param name="output">The client.</param>
internal sealed class LegacyRelay(RelayHttp http, RelayOutput output) : IAsyncDisposable
{
    private static readonly byte[] Initialized = """{"jsonrpc":"2.0","method":"notifications/initialized"}"""u8.ToArray();
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ResumePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim opening = new(1);
    private readonly CancellationTokenSource closed = new();
    private RelayMessage? handshake;
    private Session? session;
    private Task listening = Task.CompletedTask;

    /// <summary>Begins the session with the client's own handshake.</summary>
    /// <param name="initialize">The handshake.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RelayFault">It could not be relayed, or was refused.</exception>
    public async Task BeginAsync(RelayMessage initialize, CancellationToken cancellationToken)
    {
        handshake = initialize;
        var answer = await ShakeAsync(initialize, cancellationToken);
        await output.WriteAsync(answer, cancellationToken);
    }

    /// <summary>Relays a request and all that comes back, over as many connections as it takes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The client does not wait any more.</param>
    /// <exception cref="RelayFault">It could not be relayed, or was refused.</exception>
    public async Task RequestAsync(RelayMessage request, CancellationToken cancellationToken)
    {
        var (at, response) = await PostAsync(request.Json, cancellationToken);
        var copied = await CopyAsync(response, request.Id, last: null, cancellationToken);
        while (copied is { Answered: false, Last: not null })
        {
            copied = await CopyAsync(await ResumeAsync(at!, copied.Last, cancellationToken), request.Id, copied.Last, cancellationToken);
        }

        if (!copied.Answered)
        {
            throw RelayHttp.Broken();
        }
    }

    /// <summary>Relays a message that gets no answer.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RelayFault">It could not be relayed.</exception>
    public async Task NotifyAsync(RelayMessage message, CancellationToken cancellationToken)
    {
        var (_, response) = await PostAsync(message.Json, cancellationToken);
        response.Dispose();
    }

    /// <summary>Ends the session at the gateway, if it can still be told.</summary>
    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await listening;
        if (session is not null)
        {
            using var soon = new CancellationTokenSource(GoodbyePatience);
            try
            {
                using var response = await http.DeleteAsync(session.Headers(), soon.Token);
            }
            catch (Exception failure) when (failure is RelayFault or OperationCanceledException)
            {
                // The gateway forgets it in its own time.
            }
        }

        closed.Dispose();
        opening.Dispose();
    }

    private async Task<(Session? At, HttpResponseMessage Response)> PostAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var at = session;
        var response = await http.PostAsync(message, at?.Headers() ?? [], cancellationToken);
        if (response.StatusCode != HttpStatusCode.NotFound || at is null)
        {
            return (at, response);
        }

        // The session is not known, so nothing was done.
        response.Dispose();
        at = await RenewAsync(at, cancellationToken);
        return (at, await http.PostAsync(message, at.Headers(), cancellationToken));
    }

    private async Task<Session> RenewAsync(Session lost, CancellationToken cancellationToken)
    {
        await opening.WaitAsync(cancellationToken);
        try
        {
            if (session == lost)
            {
                await ShakeAsync(handshake!, cancellationToken);
                using var response = await http.PostAsync(Initialized, session!.Headers(), cancellationToken);
            }

            return session!;
        }
        finally
        {
            opening.Release();
        }
    }

    private async Task<byte[]> ShakeAsync(RelayMessage initialize, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync(initialize.Json, [], cancellationToken);
        await foreach (var message in RelayHttp.ReadAsync(response, cancellationToken))
        {
            using var document = JsonDocument.Parse(message.Json);
            if (RelayMessage.Text(RelayMessage.Member(document.RootElement, "result"), "protocolVersion") is { } version
                && response.Headers.TryGetValues("Mcp-Session-Id", out var ids))
            {
                session = new Session(ids.First(), version);
                listening = ListenAsync(session);
            }

            return message.Json;
        }

        throw RelayHttp.Broken();
    }

    // What belongs to no request. It is taken up again where it broke off, for as long as the session stands.
    private async Task ListenAsync(Session at)
    {
        string? last = null;
        while (session == at && !closed.IsCancellationRequested)
        {
            try
            {
                var response = await http.GetAsync(at.Headers(last), closed.Token);
                if (response.StatusCode == HttpStatusCode.NotFound)
                {
                    response.Dispose();
                    await RenewAsync(at, closed.Token);
                    return;
                }

                last = (await CopyAsync(response, null, last, closed.Token)).Last;
                await Task.Delay(Pause, closed.Token);
            }
            catch (RelayFault fault)
            {
                output.Say(fault.Message);
                await Task.Delay(Pause, closed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<HttpResponseMessage> ResumeAsync(Session at, string last, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(ResumePatience);
        while (true)
        {
            // A stream that broke is not taken up in the same moment.
            await Task.Delay(Pause, cancellationToken);
            try
            {
                return await http.GetAsync(at.Headers(last), cancellationToken);
            }
            catch (RelayFault fault) when (!patience.IsCancellationRequested)
            {
                output.Say(fault.Message);
            }
        }
    }

    // Copies what a response holds, and says whether the answer was among it and up to which event it came.
    private async Task<Copied> CopyAsync(HttpResponseMessage response, string? request, string? last, CancellationToken cancellationToken)
    {
        using var read = response;
        var answered = false;
        await foreach (var message in RelayHttp.ReadAsync(response, cancellationToken))
        {
            last = string.IsNullOrEmpty(message.EventId) ? last : message.EventId;
            if (message.Json.Length > 0)
            {
                answered |= RelayMessage.Read(message.Json) is { Method: null } answer && answer.Id == request;
                await output.WriteAsync(message.Json, cancellationToken);
            }
        }

        return new Copied(answered, last);
    }

    private readonly record struct Copied(bool Answered, string? Last);

    private sealed record Session(string Id, string Version)
    {
        public IEnumerable<(string Name, string Value)> Headers(string? last = null)
        {
            yield return ("Mcp-Session-Id", Id);
            yield return ("MCP-Protocol-Version", Version);
            if (last is not null)
            {
                yield return ("Last-Event-ID", last);
            }
        }
    }
}
