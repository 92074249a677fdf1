namespace McpPlatform.Core.Identity;

/// <summary>What happens to texts in which the firewall recognises a threat.</summary>
public enum FirewallAction
{
    /// <summary>Nobody looks.</summary>
    Off,

    /// <summary>They pass, and it is said, counted and logged.</summary>
    Report,

    /// <summary>What is dangerous is kept back; the rest is reported.</summary>
    Block,
}
