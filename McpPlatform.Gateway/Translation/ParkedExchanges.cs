using System.Collections.Concurrent;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Replicas;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Translation;

/// <summary>
/// Calls of modern agents that wait at a legacy upstream for answers. The state an agent brings back is a name that stands for one exchange, one
/// principal, one method and one tool, and says which replica holds it; it is good once, and not for long. How many there may be is bounded.
/// </summary>
internal sealed class ParkedExchanges(OwnedNames names, IOptions<GatewayOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Parked> exchanges = new(StringComparer.Ordinal);
    private readonly ParkingLimits limits = new(options.Value);

    /// <summary>Keeps an exchange until its agent comes back.</summary>
    /// <returns>The state the agent has to bring.</returns>
    /// <exception cref="Protocol.McpErrorException">There is no room.</exception>
    public string Park(Call call, Exchange exchange)
    {
        var size = exchange.HeldBytes;
        limits.Enter(call.By, size);
        var state = names.New(OwnedKind.State);
        exchanges[state] = new Parked(exchange, call.By, call.Method, call.Name!, size, time.GetUtcNow() + options.Value.ParkedCallTimeout);
        return state;
    }

    /// <summary>The exchange a call goes on with; <see langword="null"/> where its state stands for none.</summary>
    public Exchange? Take(Call call, string state) =>
        exchanges.TryGetValue(state, out var parked) && parked.Belongs(call) && TryRemove(state, parked) ? parked.Exchange : null;

    /// <summary>Whether a call goes on with one that waits: what it was called with is at the upstream already.</summary>
    public bool Has(Call call, string state) => exchanges.TryGetValue(state, out var parked) && parked.Belongs(call);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await EndAsync(e => e.Until < time.GetUtcNow());
            }
        }
        catch (OperationCanceledException)
        {
            await EndAsync(_ => true);
        }
    }

    // All at once: an upstream that takes its time to hear of it keeps no place of another.
    private Task EndAsync(Func<Parked, bool> which) => Task.WhenAll(
        exchanges.Where(e => which(e.Value) && TryRemove(e.Key, e.Value)).Select(e => e.Value.Exchange.DisposeAsync().AsTask()));

    private bool TryRemove(string state, Parked parked)
    {
        if (!exchanges.TryRemove(state, out _))
        {
            return false;
        }

        limits.Leave(parked.Principal, parked.Size);
        return true;
    }

    private sealed record Parked(Exchange Exchange, Principal Principal, string Method, string Name, long Size, DateTimeOffset Until)
    {
        public bool Belongs(Call call) => call.By.IsSame(Principal) && call.Method == Method && call.Name == Name;
    }
}
