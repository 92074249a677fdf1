using System.Globalization;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <content>Secrets, keys and the event log.</content>
public sealed partial class PlatformClient
{
    /// <summary>Lists secrets by name, without values.</summary>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<SecretInfo>> ListSecretsAsync(string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Paged(Root + "secrets", cursor, limit), ContractsJson.Default.PageSecretInfo, cancellationToken);

    /// <summary>Sets a secret.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<SecretInfo> SetSecretAsync(string name, string value, CancellationToken cancellationToken = default) =>
        gateway.PutAsync(
            $"{Root}secrets/{Escape(name)}", new SetSecret(value), ContractsJson.Default.SetSecret, ContractsJson.Default.SecretInfo, cancellationToken);

    /// <summary>Removes a secret.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task RemoveSecretAsync(string name, CancellationToken cancellationToken = default) =>
        gateway.DeleteAsync($"{Root}secrets/{Escape(name)}", cancellationToken);

    /// <summary>Sets a secret of the caller's own, to which upstreams refer as <c>secret://user/name</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<SecretInfo> SetOwnSecretAsync(string name, string value, CancellationToken cancellationToken = default) =>
        gateway.PutAsync(
            $"{Root}secrets/mine/{Escape(name)}", new SetSecret(value), ContractsJson.Default.SetSecret, ContractsJson.Default.SecretInfo, cancellationToken);

    /// <summary>Removes a secret of the caller's own.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task RemoveOwnSecretAsync(string name, CancellationToken cancellationToken = default) =>
        gateway.DeleteAsync($"{Root}secrets/mine/{Escape(name)}", cancellationToken);

    /// <summary>Lists keys, newest first.</summary>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<KeyInfo>> ListKeysAsync(string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Paged(Root + "keys", cursor, limit), ContractsJson.Default.PageKeyInfo, cancellationToken);

    /// <summary>Makes a key.</summary>
    /// <param name="key">What it may do.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<CreatedKey> CreateKeyAsync(CreateKey key, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(Root + "keys", key, ContractsJson.Default.CreateKey, ContractsJson.Default.CreatedKey, cancellationToken);

    /// <summary>Replaces a key by another with the same rights; 409 when it is not good any more, or was replaced before.</summary>
    /// <param name="id">The key.</param>
    /// <param name="overlap">How long the old key goes on, up to 30 days; <see langword="null"/> for a day.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<CreatedKey> RotateKeyAsync(Guid id, TimeSpan? overlap = null, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            $"{Root}keys/{id}/rotate", overlap is { } given ? new RotateKey((int)given.TotalSeconds) : new RotateKey(),
            ContractsJson.Default.RotateKey, ContractsJson.Default.CreatedKey, cancellationToken);

    /// <summary>Revokes a key at once.</summary>
    /// <param name="id">The key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task RevokeKeyAsync(Guid id, CancellationToken cancellationToken = default) =>
        gateway.DeleteAsync($"{Root}keys/{id}", cancellationToken);

    /// <summary>Events of the log, oldest first.</summary>
    /// <param name="after">Number of the last event already seen; 0 for the beginning.</param>
    /// <param name="limit">Most events, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<PlatformEvent>> ListEventsAsync(long after = 0, int limit = 200, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(
            string.Create(CultureInfo.InvariantCulture, $"{Root}events?after={after}&limit={limit}"), ContractsJson.Default.PagePlatformEvent,
            cancellationToken);
}
