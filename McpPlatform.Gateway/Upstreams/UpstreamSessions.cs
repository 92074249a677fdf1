using System.Collections.Concurrent;
using System.Text;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// The sessions that one upstream has with agents. Agents never share one: what is asked or told in it belongs to nobody else. Where each needs a
/// process, there are only so many, and one that is not in use makes room; its agent gets a new one with its next call.
/// </summary>
internal sealed class UpstreamSessions(
    UpstreamConfig config, Func<string?, IUpstreamLink> open, Func<string, AgentProfile, IUpstreamLink, LegacySession> begin, GatewayOptions options,
    TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<SessionKey, Lazy<KeptSession>> sessions = new();
    private int generation;

    private bool IsProcess => config.Address is ProcessAddress;

    /// <summary>Whether there is a connection that lives as long as a session.</summary>
    public bool IsConnected => sessions.Values.Any(s => s is { IsValueCreated: true, Value.Link: DuplexLink { IsConnected: true } });

    /// <summary>The session at a legacy upstream.</summary>
    /// <exception cref="McpErrorException">There is no room for another.</exception>
    public LegacySession Of(string session, AgentProfile agent, string? owner) => Keep(session, agent, owner).Legacy;

    /// <summary>The link of a session.</summary>
    /// <exception cref="McpErrorException">There is no room for another.</exception>
    public IUpstreamLink LinkOf(string session, AgentProfile agent, string? owner) => Keep(session, agent, owner).Link;

    /// <summary>Makes all sessions begin anew, each as soon as it is idle.</summary>
    public void Outdate() => Interlocked.Increment(ref generation);

    public IEnumerable<LegacySession> LegacyOf(string session) =>
        sessions.Where(s => s.Key.Session == session && s.Value is { IsValueCreated: true, Value.IsLegacy: true }).Select(s => s.Value.Value.Legacy);

    public async Task EndAsync(string session)
    {
        foreach (var key in sessions.Keys.Where(k => k.Session == session))
        {
            await RemoveAsync(key);
        }
    }

    /// <summary>Ends sessions nobody has used for a while. One that is held elsewhere ends only where it costs a process.</summary>
    public async Task EndIdleAsync(Func<string, bool> isHeld)
    {
        foreach (var (key, kept) in sessions)
        {
            var mayEnd = IsProcess || (key.Session != Upstream.OwnSession && !isHeld(key.Session));
            if (mayEnd && kept is { IsValueCreated: true, Value: { IsIdle: true } value }
                && time.GetElapsedTime(value.LastUsed) > (IsProcess ? options.ProcessIdle : options.McpSessionIdle))
            {
                await RemoveAsync(key);
            }
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(sessions.Keys.Select(RemoveAsync));

    private KeptSession Keep(string session, AgentProfile agent, string? owner)
    {
        var key = new SessionKey(session, Encoding.UTF8.GetString(agent.Capabilities.Span), owner);
        if (sessions.TryGetValue(key, out var stands) && stands is { IsValueCreated: true, Value: { IsIdle: true, Link: DuplexLink } value } && value.Generation != generation)
        {
            _ = RemoveAsync(key);
        }

        if (IsProcess && !sessions.ContainsKey(key))
        {
            MakeRoom();
        }

        var kept = (sessions.GetValueOrDefault(key) ?? Begin(key, agent)).Value;
        kept.LastUsed = time.GetTimestamp();
        return kept;
    }

    private Lazy<KeptSession> Begin(SessionKey key, AgentProfile agent) => sessions.GetOrAdd(
        key, _ => new Lazy<KeptSession>(() => new KeptSession(open(key.Owner), link => begin(key.Session, agent, link), generation)));

    private void MakeRoom()
    {
        if (sessions.Count < options.MaxProcessesPerUpstream)
        {
            return;
        }

        var idlest = sessions.Where(s => s.Value is { IsValueCreated: true, Value.IsIdle: true }).MinBy(s => s.Value.Value.LastUsed);
        if (idlest.Value is null)
        {
            throw new McpErrorException(
                ErrorCodes.Overloaded, $"The server '{config.Name}' has {options.MaxProcessesPerUpstream} processes at work already. Try again later.");
        }

        _ = RemoveAsync(idlest.Key);
    }

    private async Task RemoveAsync(SessionKey key)
    {
        if (sessions.TryRemove(key, out var kept) && kept.IsValueCreated)
        {
            await kept.Value.DisposeAsync();
        }
    }

    private readonly record struct SessionKey(string Session, string Capabilities, string? Owner);

    private sealed class KeptSession(IUpstreamLink link, Func<IUpstreamLink, LegacySession> begin, int generation) : IAsyncDisposable
    {
        /// <summary>Which credentials it was begun with.</summary>
        public int Generation => generation;

        private readonly Lazy<LegacySession> legacy = new(() => begin(link));

        public IUpstreamLink Link => link;

        public LegacySession Legacy => legacy.Value;

        public bool IsLegacy => legacy.IsValueCreated;

        public bool IsIdle => (!IsLegacy || Legacy.IsIdle) && link is not DuplexLink { IsIdle: false };

        public long LastUsed { get; set; }

        public async ValueTask DisposeAsync()
        {
            if (IsLegacy)
            {
                await Legacy.DisposeAsync();
            }

            if (link is DuplexLink duplex)
            {
                await duplex.DisposeAsync();
            }
        }
    }
}
