using Npgsql;

namespace McpPlatform.Store.Database;

/// <summary>Keeps up what lives on one connection, for notifications or for a lock: when the connection breaks it begins anew on another one.</summary>
internal static class Reconnection
{
    /// <summary>Runs sessions one after the other until the host stops.</summary>
    /// <param name="session">Opens a connection and works on it until it breaks.</param>
    /// <param name="lost">Told, in the driver's words, why the connection broke.</param>
    /// <param name="delay">Waited before the next session.</param>
    /// <param name="stoppingToken">The host stops.</param>
    public static async Task KeepUpAsync(Func<CancellationToken, Task> session, Action<string> lost, TimeSpan delay, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await session(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                lost(e.Message);
                await Task.Delay(delay, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
