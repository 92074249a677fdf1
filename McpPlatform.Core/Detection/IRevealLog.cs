using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Detection;

/// <summary>Keeps who turned tokens back into the data they stand for.</summary>
public interface IRevealLog
{
    /// <summary>Keeps it as an event, never with the data.</summary>
    /// <param name="by">Who.</param>
    /// <param name="revealed">How many tokens were turned back.</param>
    /// <param name="unreadable">How many were none of the tenant's.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task RecordAsync(Principal by, int revealed, int unreadable, CancellationToken cancellationToken);
}
