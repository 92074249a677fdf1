using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Secrets;

namespace McpPlatform.Connectors.Hosting.Standalone;

/// <summary>Secrets of a connector that runs alone: <c>secret://shop-password</c> is the environment variable <c>MCPP_SECRET_SHOP_PASSWORD</c>.</summary>
internal sealed class EnvironmentSecrets : ISecretResolver
{
    private const string Prefix = "MCPP_SECRET_";

    /// <inheritdoc/>
    public ValueTask<string> ResolveAsync(string tenant, string reference, string purpose, CancellationToken cancellationToken)
    {
        var variable = Prefix + string.Concat(Name(reference).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
        return Environment.GetEnvironmentVariable(variable) is { } value
            ? ValueTask.FromResult(value)
            : throw new SecretNotFoundException(reference);
    }

    private static string Name(string reference) => reference.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal)
        ? reference[ConnectionConfig.SecretScheme.Length..]
        : reference;
}
