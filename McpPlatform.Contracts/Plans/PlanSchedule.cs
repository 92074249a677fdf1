using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Plans;

/// <summary>When a pipeline runs.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PlanSchedule
{
    /// <summary>Runs only when asked to.</summary>
    public static readonly PlanSchedule Manual = new() { Kind = ScheduleKind.Manual };

    /// <summary>Manual, or by a cron expression.</summary>
    public required ScheduleKind Kind { get; init; }

    /// <summary>Five fields (minute, hour, day of month, month, day of week); set exactly when the kind is cron.</summary>
    public string? Cron { get; init; }

    /// <summary>IANA time zone in which <see cref="Cron"/> is read; <see langword="null"/> means UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What happens to fire times missed while nothing was running.</summary>
    public CatchUp CatchUp { get; init; }
}

/// <summary>Kind of a <see cref="PlanSchedule"/>.</summary>
[JsonConverter(typeof(SnakeCaseEnum<ScheduleKind>))]
public enum ScheduleKind
{
    /// <summary>Only when asked to.</summary>
    Manual,

    /// <summary>By a cron expression.</summary>
    Cron,
}

/// <summary>What happens to missed fire times.</summary>
[JsonConverter(typeof(SnakeCaseEnum<CatchUp>))]
public enum CatchUp
{
    /// <summary>They are left out.</summary>
    None,

    /// <summary>One run stands for all of them.</summary>
    Once,

    /// <summary>Each is run, oldest first.</summary>
    All,
}
