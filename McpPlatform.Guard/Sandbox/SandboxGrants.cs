namespace McpPlatform.Guard.Sandbox;

/// <summary>What a tool may ask of its host; nothing by default.</summary>
public sealed record SandboxGrants
{
    /// <summary>Origins that <c>http</c> may call, such as <c>https://api.example.com</c>; none refuses every request.</summary>
    public IReadOnlyList<Uri> Origins { get; init; } = [];

    /// <summary>Whether those origins may lie at addresses that are not public, such as loopback and private networks.</summary>
    public bool PrivateAddresses { get; init; }

    /// <summary>Names of secrets that <c>secret</c> may read, without <c>secret://</c>.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>No grants.</summary>
    public static SandboxGrants None { get; } = new();
}
