namespace McpPlatform.Contracts.Connectors;

/// <summary>How to reach a source or destination: a connector and its options. Secret options are references such as <c>secret://shop-password</c>.</summary>
/// <param name="Connector">Name of the connector.</param>
/// <param name="Options">Its options.</param>
public sealed record ConnectionConfig(string Connector, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>What a secret reference begins with.</summary>
    public const string SecretScheme = "secret://";
}
