using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>What a policy is asked.</summary>
/// <param name="Principal">Who.</param>
/// <param name="Action">What; a name of <see cref="Actions"/>.</param>
/// <param name="Resource">On what.</param>
public sealed record PolicyRequest(Principal Principal, string Action, PolicyResource Resource)
{
    /// <summary>What else is known of the request.</summary>
    public PolicyContext Context { get; init; } = PolicyContext.None;
}

/// <summary>What a principal wants to act on.</summary>
/// <param name="Type">What it is, such as <c>pipeline</c>; lower case.</param>
/// <param name="Id">Which one; empty for all of the type.</param>
public sealed record PolicyResource(string Type, string Id)
{
    /// <summary>How much harm it can do; <see langword="null"/> where nobody said.</summary>
    public RiskClass? Risk { get; init; }

    /// <summary>Words it is found by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The server it belongs to; <see langword="null"/> when it belongs to none.</summary>
    public string? Upstream { get; init; }

    /// <summary>Who answers for it; <see langword="null"/> where nobody said.</summary>
    public string? Owner { get; init; }

    /// <summary>What a path such as <c>pipeline/018f…</c> or <c>pipelines</c> names.</summary>
    /// <param name="path">The path.</param>
    public static PolicyResource Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 ? new PolicyResource(path[..slash], path[(slash + 1)..]) : new PolicyResource(path, "");
    }

    /// <summary>The path it is called by in messages.</summary>
    public override string ToString() => Id.Length == 0 ? Type : $"{Type}/{Id}";
}

/// <summary>What is known of a request beside who, what and on what.</summary>
public sealed record PolicyContext
{
    /// <summary>Nothing.</summary>
    public static readonly PolicyContext None = new();

    /// <summary>How the request came in, such as <c>http</c> or <c>stdio</c>; <see langword="null"/> when nobody said.</summary>
    public string? Transport { get; init; }

    /// <summary>When it is; <see langword="null"/> for now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Arguments of a call as a JSON object in UTF-8, read only where a policy asks for them; empty without any.</summary>
    public ReadOnlyMemory<byte> Arguments { get; init; }
}
