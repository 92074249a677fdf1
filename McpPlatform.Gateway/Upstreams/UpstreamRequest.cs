using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Queueing;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>A request for an upstream, as the agent sent it, and what has to change on the way.</summary>
/// <param name="Method">The method.</param>
/// <param name="Params">The agent's parameters, raw.</param>
/// <param name="Name">What the upstream calls the tool or prompt; <see langword="null"/> where it is called the same.</param>
/// <param name="Agent">On whose behalf.</param>
/// <param name="LogLevel">From which level on the agent wants log messages; <see langword="null"/> for none.</param>
/// <param name="Mirrored">Arguments that a modern upstream wants repeated in headers.</param>
/// <param name="IsRepeatable">Whether it may be sent again when nobody knows what came of it.</param>
internal sealed record UpstreamRequest(
    string Method, ReadOnlyMemory<byte> Params, string? Name, AgentProfile Agent, string? LogLevel, IReadOnlyList<MirroredArgument> Mirrored,
    bool IsRepeatable)
{
    /// <summary>What the caller is known by at the upstream, as a value of <c>Authorization</c>; <see langword="null"/> where the upstream knows the gateway alone.</summary>
    public string? Authorization { get; init; }

    /// <summary>Id of the principal that calls; <see langword="null"/> for the gateway itself.</summary>
    public string? Owner { get; init; }

    /// <summary>How long the call may take; <see langword="null"/> for requests of the gateway itself.</summary>
    public CallClock? Clock { get; init; }

    /// <summary>Which calls it waits for.</summary>
    public Priority Priority { get; init; }

    /// <summary>The state that a modern upstream gave in the round before, raw, in place of the one among the parameters; empty for none.</summary>
    public ReadOnlyMemory<byte> State { get; init; }

    /// <summary>The agent's token for progress, raw; empty where it wants none.</summary>
    public ReadOnlyMemory<byte> ProgressToken { get; } =
        JsonMembers.Find(JsonMembers.Find(Params, "_meta"u8), MetaKeys.ProgressToken);

    /// <summary>A request of the gateway itself.</summary>
    public static UpstreamRequest Own(string method, ReadOnlyMemory<byte> parameters = default) =>
        new(method, parameters, null, AgentProfile.Gateway, null, [], IsRepeatable: true);
}
