using System.Runtime.CompilerServices;
using McpPlatform.Core.Tools;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;

namespace McpPlatform.Store.Tools;

/// <summary>Tells every gateway whose tools were decided about or seen changed.</summary>
internal sealed class ToolFollowing(NotificationHub hub)
{
    private const int MostWaiting = 1_000;
    private const char Separator = '\n';
    private static readonly ToolNews Everything = new(null, null);

    /// <summary>Wakes those who follow when the transaction commits.</summary>
    public static Task WakeAsync(UnitOfWork work, string upstream, CancellationToken cancellationToken) =>
        work.ExecuteAsync("SELECT pg_notify($1, $2)", cancellationToken, Channels.Tools, $"{work.Tenant}{Separator}{upstream}");

    public async IAsyncEnumerable<ToolNews> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var news = hub.Subscribe(Channels.Tools, MostWaiting);
        while (await news.Payloads.WaitToReadAsync(cancellationToken))
        {
            // Where as many wait as there is room for, others may have been dropped.
            var mayHaveMissed = news.Payloads.Count >= MostWaiting;
            var heard = new HashSet<ToolNews>();
            while (news.Payloads.TryRead(out var payload))
            {
                heard.Add(Read(payload));
            }

            foreach (var item in mayHaveMissed || heard.Contains(Everything) ? [Everything] : heard.AsEnumerable())
            {
                yield return item;
            }
        }
    }

    private static ToolNews Read(string payload) => payload.Split(Separator, 2) is [var tenant, var upstream] ? new ToolNews(tenant, upstream) : Everything;
}
