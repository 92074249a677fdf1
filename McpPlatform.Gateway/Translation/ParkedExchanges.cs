using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Translation;

/// <summary>
/// Calls of modern agents that wait at a legacy upstream for answers. The state an agent brings back is a random name that stands for one
/// exchange, one principal, one method and one tool; it is good once, and not for long. Their number is bounded.
/// </summary>
internal sealed class ParkedExchanges(IOptions<GatewayOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Parked> exchanges = new(StringComparer.Ordinal);

    /// <summary>Keeps an exchange until its agent comes back.</summary>
    /// <returns>The state the agent has to bring.</returns>
    /// <exception cref="McpErrorException">There is no room.</exception>
    public string Park(Call call, Exchange exchange)
    {
        if (exchanges.Count >= options.Value.MaxParkedCalls || exchanges.Values.Count(e => e.Principal.IsSame(call.By)) >= options.Value.MaxParkedCallsPerKey)
        {
            throw new McpErrorException(ErrorCodes.Overloaded, "Too many calls wait for answers already. Answer those first, or try again later.");
        }

        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        exchanges[state] = new Parked(exchange, call.By, call.Method, call.Name!, time.GetUtcNow() + options.Value.ParkedCallTimeout);
        return state;
    }

    /// <summary>The exchange a call goes on with; <see langword="null"/> where it brings no state that stands for one.</summary>
    public Exchange? Take(Call call)
    {
        var state = JsonMembers.Text(call.Request.Params, "requestState"u8);
        return state is not null && exchanges.TryGetValue(state, out var parked) && parked.Belongs(call) && exchanges.TryRemove(state, out _) ? parked.Exchange : null;
    }

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

    private async Task EndAsync(Func<Parked, bool> which)
    {
        foreach (var (state, parked) in exchanges)
        {
            if (which(parked) && exchanges.TryRemove(state, out _))
            {
                await parked.Exchange.DisposeAsync();
            }
        }
    }

    private sealed record Parked(Exchange Exchange, Principal Principal, string Method, string Name, DateTimeOffset Until)
    {
        public bool Belongs(Call call) => call.By.IsSame(Principal) && call.Method == Method && call.Name == Name;
    }
}
