namespace McpPlatform.Core.Planning;

/// <summary>IANA time zones.</summary>
public static class TimeZones
{
    /// <summary>Finds the zone of a plan.</summary>
    /// <param name="name">IANA name; <see langword="null"/> means UTC.</param>
    /// <param name="zone">The zone; UTC when there is none of that name.</param>
    public static bool TryFind(string? name, out TimeZoneInfo zone)
    {
        zone = TimeZoneInfo.Utc;
        if (name is null or "UTC" or "Etc/UTC")
        {
            return true;
        }

        // Windows names such as "W. Europe Standard Time" resolve on some systems only, so a plan may not depend on them;
        // neither on case, which counts only until the zone was found once.
        if (name.Contains(' ', StringComparison.Ordinal) || name.Contains("..", StringComparison.Ordinal)
            || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) || found.Id != name)
        {
            return false;
        }

        zone = found;
        return true;
    }
}
