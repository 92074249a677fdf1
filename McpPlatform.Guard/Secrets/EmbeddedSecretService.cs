using System.Security.Cryptography;
using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Guard.Secrets;

/// <summary>The secret service that needs nothing installed: values are encrypted here and kept by the vault, which knows no key.</summary>
internal sealed partial class EmbeddedSecretService(ISecretVault vault, SecretKeyFile keyFile, ILogger<EmbeddedSecretService> logger) : ISecretService
{
    private const int MaxLength = 65_536;

    public async Task<SecretInfo> SetAsync(Principal by, string name, string value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!Name().IsMatch(name) || string.IsNullOrEmpty(value) || value.Length > MaxLength)
        {
            throw new InvalidInputException($"A secret has a name of 1 to 100 letters, digits, '-', '_', '/' or '.', and 1 to {MaxLength} characters.");
        }

        var info = await vault.PutAsync(by, name, SecretCipher.Encrypt(keyFile.Key(), by.Tenant, name, value), cancellationToken);
        Log.SecretSet(logger, by.Name, name, info.Version);
        return info;
    }

    public Task<Page<SecretInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken) =>
        vault.ListAsync(tenant, page, cancellationToken);

    public async Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var removed = await vault.RemoveAsync(by, name, cancellationToken);
        if (removed)
        {
            Log.SecretRemoved(logger, by.Name, name);
        }

        return removed;
    }

    public async ValueTask<string> ResolveAsync(string tenant, string reference, string purpose, CancellationToken cancellationToken)
    {
        var name = NameOf(reference);
        var ciphertext = await vault.GetAsync(tenant, name, purpose, cancellationToken) ?? throw new SecretNotFoundException(reference);
        Log.SecretRead(logger, name, purpose);
        try
        {
            return SecretCipher.Decrypt(keyFile.Key(), tenant, name, ciphertext);
        }
        catch (CryptographicException)
        {
            // The inner exception would say nothing more, and is left out so that nothing of the cipher reaches a log.
            throw new InvalidOperationException(
                $"The secret '{name}' does not open with the key file {keyFile.Path}. Put the original key file back, or set the secret again.");
        }
    }

    // What is not a reference may be a secret that stands in the wrong place, and is not repeated.
    private static string NameOf(string reference) =>
        reference.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal) && Name().IsMatch(reference[ConnectionConfig.SecretScheme.Length..])
            ? reference[ConnectionConfig.SecretScheme.Length..]
            : throw new InvalidInputException("A secret reference looks like secret://name; the one that was given does not.");

    [GeneratedRegex(@"^[A-Za-z0-9_./-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
