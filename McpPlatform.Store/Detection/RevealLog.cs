using System.Globalization;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Detection;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;

namespace McpPlatform.Store.Detection;

/// <summary>Who turned tokens back, as events.</summary>
internal sealed class RevealLog(PlatformDatabase database, TimeProvider time) : IRevealLog
{
    private const string Subject = "detection/tokens";

    public async Task RecordAsync(Principal by, int revealed, int unreadable, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        await work.RecordAsync(
            by, EventTypes.DataRevealed, Subject, time.Now(), cancellationToken, ("principal", by.Id), ("revealed", Text(revealed)), ("unreadable", Text(unreadable)));
        await work.CommitAsync(cancellationToken);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
