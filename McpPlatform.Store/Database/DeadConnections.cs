using Npgsql;

namespace McpPlatform.Store.Database;

/// <summary>After a restart of PostgreSQL every idle connection of a pool is dead: what found that out, before anything happened, is begun again.</summary>
internal static class DeadConnections
{
    /// <summary>Begins something, and once more without the connections there are.</summary>
    /// <param name="source">The pool.</param>
    /// <param name="begin">What is begun; it may have done nothing when it fails.</param>
    public static async Task<T> BeginAsync<T>(NpgsqlDataSource source, Func<Task<T>> begin)
    {
        try
        {
            return await begin();
        }
        catch (NpgsqlException e) when (e.IsTransient || e.SqlState == PostgresErrorCodes.AdminShutdown)
        {
            source.Clear();
            return await begin();
        }
    }
}
