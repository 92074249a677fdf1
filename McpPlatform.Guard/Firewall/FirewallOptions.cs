using McpPlatform.Core.Identity;

namespace McpPlatform.Guard.Firewall;

/// <summary>Settings of the firewall between agents and tools; section <c>Firewall</c>.</summary>
public sealed class FirewallOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Firewall";

    /// <summary>
    /// Hosts of private networks whose addresses may stand in arguments all the same, such as <c>wiki.internal</c> or <c>localhost</c>; <c>*.internal</c>
    /// stands for all names below. None by default.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    /// <summary>What happens to threats in arguments of calls on their way to a server. A policy may say otherwise.</summary>
    public FirewallAction Arguments { get; set; } = FirewallAction.Report;

    /// <summary>What happens to threats in answers on their way to an agent. A policy may say otherwise.</summary>
    public FirewallAction Results { get; set; } = FirewallAction.Block;
}
