using System.Runtime.CompilerServices;
using McpPlatform.Core.Secrets;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;

namespace McpPlatform.Store.Secrets;

/// <summary>Tells of secrets that were set or removed, in the transaction that did it. Names only; values are nobody's news.</summary>
internal sealed class SecretNews(NotificationHub hub) : ISecretNews
{
    private const int Capacity = 1_000;
    private const char Between = '\n';

    public static Task TellAsync(UnitOfWork work, string name, CancellationToken cancellationToken) =>
        work.ExecuteAsync("SELECT pg_notify($1, $2)", cancellationToken, Channels.Secrets, $"{work.Tenant}{Between}{name}");

    public async IAsyncEnumerable<ChangedSecret> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var news = hub.Subscribe(Channels.Secrets, Capacity);
        await foreach (var payload in news.Payloads.ReadAllAsync(cancellationToken))
        {
            yield return payload.Split(Between) is [var tenant, var name] ? new ChangedSecret(tenant, name) : new ChangedSecret(null, null);
        }
    }
}
