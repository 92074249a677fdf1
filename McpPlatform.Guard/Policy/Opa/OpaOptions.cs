namespace McpPlatform.Guard.Policy.Opa;

/// <summary>Settings of an Open Policy Agent that decides instead of Cedar; section <c>Policy:Opa</c>.</summary>
internal sealed class OpaOptions
{
    /// <summary>Its address, before <c>v1/data</c>; <see langword="null"/> for none.</summary>
    public Uri? Url { get; set; }

    /// <summary>Path of the decision among its data.</summary>
    public string Path { get; set; } = "mcp_platform/decision";
}
