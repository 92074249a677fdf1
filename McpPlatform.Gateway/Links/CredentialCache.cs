using System.Collections.Concurrent;
using McpPlatform.Core.Secrets;

namespace McpPlatform.Gateway.Links;

/// <summary>
/// Secrets that calls to upstreams used a short while ago, so that a call need not wait for PostgreSQL. What is set or removed is forgotten at once;
/// where the news cannot come through, a value is good for <see cref="MaxAge"/> at most.
/// </summary>
internal sealed class CredentialCache(ISecretResolver secrets, ISecretNews news, TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);
    private const int MaxEntries = 10_000;
    private readonly ConcurrentDictionary<(string Tenant, string Reference), Entry> entries = new();
    private long generation;

    /// <summary>Told which secret was set or removed.</summary>
    public Action<ChangedSecret>? Changed { get; set; }

    /// <exception cref="SecretNotFoundException">There is no such secret.</exception>
    public async ValueTask<string> ReadAsync(string tenant, string reference, string purpose, CancellationToken cancellationToken)
    {
        var key = (tenant, reference);
        if (entries.TryGetValue(key, out var kept) && time.GetElapsedTime(kept.Since) < MaxAge)
        {
            return kept.Value;
        }

        var begun = Volatile.Read(ref generation);
        var value = await secrets.ResolveAsync(tenant, reference, purpose, cancellationToken);
        Keep(key, value, begun);
        return value;
    }

    /// <summary>Reads a secret anew when it is wanted next.</summary>
    public void Forget(string tenant, string reference) => entries.TryRemove((tenant, reference), out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var changed in news.FollowAsync(stoppingToken))
            {
                // What is being read just now may be the former value.
                Interlocked.Increment(ref generation);
                Forget(changed);
                Changed?.Invoke(changed);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private void Keep((string, string) key, string value, long begun)
    {
        if (entries.Count >= MaxEntries)
        {
            entries.Clear();
        }

        entries[key] = new Entry(value, time.GetTimestamp());
        if (begun != Volatile.Read(ref generation))
        {
            entries.TryRemove(key, out _);
        }
    }

    private void Forget(ChangedSecret changed)
    {
        if (changed is { Tenant: { } tenant, Name: { } name })
        {
            Forget(tenant, $"secret://{name}");
        }
        else
        {
            entries.Clear();
        }
    }

    // No record: what those say of themselves would be the secret.
    private sealed class Entry(string value, long since)
    {
        public string Value => value;

        public long Since => since;
    }
}
