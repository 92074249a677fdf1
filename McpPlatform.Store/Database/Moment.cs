namespace McpPlatform.Store.Database;

/// <summary>Moments as PostgreSQL keeps them: UTC, to the microsecond. What is returned is then what will be read.</summary>
internal static class Moment
{
    public static DateTimeOffset Now(this TimeProvider time) => time.GetUtcNow().AsStored();

    public static DateTimeOffset AsStored(this DateTimeOffset at) =>
        new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
