namespace McpPlatform.Guard.Detection;

/// <summary>What kind of thing a detector finds.</summary>
public enum DetectorCategory
{
    /// <summary>Data about people.</summary>
    Personal,

    /// <summary>What opens a door.</summary>
    Secret,

    /// <summary>What an installation has defined.</summary>
    Custom,
}

/// <summary>One kind of sensitive data.</summary>
/// <param name="Id">Stable name, such as <c>card</c> or <c>secret.github</c>: lower case, at most 64 characters.</param>
/// <param name="Category">What kind of thing it is.</param>
/// <param name="About">One sentence for people.</param>
public sealed record Detector(string Id, DetectorCategory Category, string About)
{
    /// <summary>What stands in the place of masked data.</summary>
    public string Placeholder { get; } = $"[{Id}]";
}
