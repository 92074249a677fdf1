namespace McpPlatform.Guard.Policy;

/// <summary>The schema and the policies that every tenant begins with.</summary>
internal static class ShippedPolicies
{
    /// <summary>What policies may speak of.</summary>
    public static string Schema { get; } = Read("platform.cedarschema");

    /// <summary>What holds in every tenant.</summary>
    public static string Text { get; } = Read("shipped.cedar");

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ShippedPolicies).Assembly.GetManifestResourceStream($"McpPlatform.Guard.Policy.{name}")!);
        return reader.ReadToEnd();
    }
}
