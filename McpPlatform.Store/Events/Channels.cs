namespace McpPlatform.Store.Events;

/// <summary>Names of the notification channels.</summary>
internal static class Channels
{
    /// <summary>A transaction wrote events that have no place yet.</summary>
    public const string EventsPending = "events_pending";

    /// <summary>Events were given their place; the payload names tenants and subjects, see <see cref="WokenSubjects"/>.</summary>
    public const string Events = "events";

    /// <summary>A run can be claimed.</summary>
    public const string RunQueued = "run_queued";

    /// <summary>Progress of a run.</summary>
    public const string Progress = "progress";

    /// <summary>An upstream was added, changed or removed.</summary>
    public const string Upstreams = "upstreams";

    /// <summary>Tools of an upstream were decided about or seen changed; the payload names tenant and upstream.</summary>
    public const string Tools = "tools";

    /// <summary>Policies of a tenant were changed or removed; the payload names the tenant.</summary>
    public const string Policies = "policies";

    /// <summary>Keys were revoked.</summary>
    public const string Keys = "keys";

    /// <summary>A secret was set or removed; the payload names tenant and secret.</summary>
    public const string Secrets = "secrets";

    /// <summary>A gateway that others can reach came or went.</summary>
    public const string Replicas = "replicas";

    public static readonly IReadOnlyList<string> All = [EventsPending, Events, RunQueued, Progress, Upstreams, Tools, Policies, Keys, Secrets, Replicas];
}
