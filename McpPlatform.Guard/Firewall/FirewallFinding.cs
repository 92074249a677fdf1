namespace McpPlatform.Guard.Firewall;

/// <summary>What the firewall recognises.</summary>
public enum ThreatKind
{
    /// <summary>Text that gives the model orders: drop your instructions, you are now someone else.</summary>
    Injection,

    /// <summary>Signs that mark turns or roles of a conversation, in text that is none.</summary>
    RoleMarkup,

    /// <summary>Text that a model reads and a person does not see.</summary>
    HiddenText,

    /// <summary>An address that carries data out when it is shown or called.</summary>
    Exfiltration,

    /// <summary>An address inside the network that the platform runs in.</summary>
    PrivateAddress,

    /// <summary>Too large, too deep or too many.</summary>
    Size,
}

/// <summary>How bad it is.</summary>
public enum ThreatSeverity
{
    /// <summary>Often honest; said, and nothing more.</summary>
    Notice,

    /// <summary>Seldom honest.</summary>
    Warning,

    /// <summary>Never honest where it stands.</summary>
    Danger,
}

/// <summary>Something the firewall recognised.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Where">JSON pointer to the text; empty for the whole.</param>
/// <param name="Message">One sentence for people. It repeats nothing of the text.</param>
public sealed record FirewallFinding(ThreatKind Kind, ThreatSeverity Severity, string Where, string Message);
