using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Secrets;

/// <summary>Turns a secret reference into its value. Every access is recorded.</summary>
public interface ISecretResolver
{
    /// <summary>Reads a secret.</summary>
    /// <param name="tenant">The tenant that owns it.</param>
    /// <param name="reference"><c>secret://name</c>.</param>
    /// <param name="purpose">What for, such as <c>run/018f…</c>; recorded.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="SecretNotFoundException">There is no such secret.</exception>
    ValueTask<string> ResolveAsync(string tenant, string reference, string purpose, CancellationToken cancellationToken);
}

/// <summary>The secret service: sets, lists, removes and resolves secrets.</summary>
public interface ISecretService : ISecretResolver
{
    /// <summary>Sets a secret, as a new version.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">1 to 100 letters, digits, <c>-</c>, <c>_</c>, <c>/</c> or <c>.</c>.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<SecretInfo> SetAsync(Principal by, string name, string value, CancellationToken cancellationToken);

    /// <summary>Lists secrets by name, without values.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<SecretInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Removes a secret.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken);
}

/// <summary>Where encrypted secrets lie. Knows nothing of keys.</summary>
public interface ISecretVault
{
    /// <summary>Stores a new version of a ciphertext, with its event.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">The secret's name.</param>
    /// <param name="ciphertext">Nonce, tag and ciphertext.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<SecretInfo> PutAsync(Principal by, string name, ReadOnlyMemory<byte> ciphertext, CancellationToken cancellationToken);

    /// <summary>Reads the newest ciphertext and records the access; <see langword="null"/> when there is none.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">The secret's name.</param>
    /// <param name="purpose">What for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<byte[]?> GetAsync(string tenant, string name, string purpose, CancellationToken cancellationToken);

    /// <summary>Lists secrets by name.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<SecretInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Removes a secret, with its event.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken);
}

/// <summary>Tells which secrets were set or removed, whoever did it.</summary>
public interface ISecretNews
{
    /// <summary>Each change from now on; one without a name stands for any number that may have been missed.</summary>
    /// <param name="cancellationToken">Ends the following.</param>
    IAsyncEnumerable<ChangedSecret> FollowAsync(CancellationToken cancellationToken);
}

/// <summary>A secret that was set or removed.</summary>
/// <param name="Tenant">The tenant; <see langword="null"/> for all.</param>
/// <param name="Name">Its name; <see langword="null"/> for all.</param>
public sealed record ChangedSecret(string? Tenant, string? Name);

/// <summary>There is no secret of that name.</summary>
/// <param name="reference">The reference.</param>
public sealed class SecretNotFoundException(string reference)
    : Exception($"There is no secret '{reference}'. Set it with 'mcpp secrets set NAME'.");
