namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>What a passage may be about, and so which costly looks it gets.</summary>
[Flags]
internal enum Topics
{
    None = 0,

    /// <summary>Orders to a model.</summary>
    Orders = 1,

    /// <summary>Marks of turns and roles.</summary>
    Turns = 2,

    /// <summary>Data that is carried out.</summary>
    Carrying = 4,

    /// <summary>Letters moved on by thirteen places.</summary>
    Rotated = 8,

    /// <summary>Letters in the order from the end.</summary>
    Reversed = 16,

    /// <summary>Single letters with a sign between them.</summary>
    Spaced = 32,

    /// <summary>Signs of percent, HTML, Unicode or hexadecimal codes where plain letters would do.</summary>
    Coded = 64,

    /// <summary>Signs that cannot be seen, or that look like others.</summary>
    Unseen = 128,
}
