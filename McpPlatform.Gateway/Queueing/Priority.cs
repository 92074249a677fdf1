namespace McpPlatform.Gateway.Queueing;

/// <summary>Which calls wait for which.</summary>
internal enum Priority
{
    /// <summary>Somebody waits for the answer.</summary>
    Normal,

    /// <summary>It can wait: it goes after the others where there is not room for all, and is refused first where there is room for none.</summary>
    Low,
}
