using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using McpPlatform.Core;
using McpPlatform.Core.Secrets;
using McpPlatform.Guard.Tokens;

namespace McpPlatform.Gateway.Identity.Issuers;

/// <summary>An issuer in use: what it says about itself, and its keys as they are now.</summary>
internal sealed class Issuer
{
    private static readonly TimeSpan MetadataFreshFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeysFreshFor = TimeSpan.FromMinutes(5);

    // A flood of unknown key ids asks the issuer no more often than this.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly IssuerHttp http;
    private readonly ISecretResolver secrets;
    private readonly ILogger logger;

    public Issuer(string name, IssuerOptions options, IssuerHttp http, ISecretResolver secrets, TimeProvider time, ILogger logger)
    {
        (Name, Options, this.http, this.secrets, this.logger) = (name, options, http, secrets, logger);
        Metadata = new Refreshed<IssuerMetadata>(
            (_, stop) => IssuerMetadata.FetchAsync(http, name, options.Address, stop), MetadataFreshFor, options.KeysKeptFor, Pause, time);
        Keys = new Refreshed<KeySet>(FetchKeysAsync, KeysFreshFor, options.KeysKeptFor, Pause, time);
    }

    public string Name { get; }

    public IssuerOptions Options { get; }

    public Refreshed<IssuerMetadata> Metadata { get; }

    /// <summary>Its keys. As long as it lists the same ones, they are the same instance.</summary>
    public Refreshed<KeySet> Keys { get; }

    /// <summary>Sends a form to one of its endpoints, as the client that the gateway is there.</summary>
    /// <exception cref="PeerException">It has no such endpoint, cannot be reached, or answers no JSON object.</exception>
    /// <exception cref="SecretNotFoundException">The client's secret is missing.</exception>
    public async Task<(bool Ok, JsonElement Answer)> PostAsync(
        Func<IssuerMetadata, Uri?> endpoint, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        if (Options.ClientId is not { } clientId)
        {
            throw IssuerHttp.Failure(Name, "knows no client that the gateway is ('ClientId')");
        }

        var address = endpoint(await Metadata.GetAsync(cancellationToken)) ?? throw IssuerHttp.Failure(Name, "does not offer what is wanted of it");
        if (Options.ClientSecret is not { } reference)
        {
            return await http.PostAsync(Name, address, form.Append(new("client_id", clientId)), client: null, cancellationToken);
        }

        // RFC 6749, section 2.3.1: encoded as in a form, then as in HTTP.
        var secret = await secrets.ResolveAsync(Options.Tenant, reference, $"issuer/{Name}", cancellationToken);
        var pair = $"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(secret)}";
        var client = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        return await http.PostAsync(Name, address, form, client, cancellationToken);
    }

    private async Task<KeySet> FetchKeysAsync(KeySet? known, CancellationToken cancellationToken)
    {
        try
        {
            var metadata = await Metadata.GetAsync(cancellationToken);
            var json = await http.FindAsync(Name, metadata.Keys, cancellationToken) ?? throw IssuerHttp.Failure(Name, "has no keys where it says they are");
            var keys = KeySet.Read(json) ?? throw IssuerHttp.Failure(Name, "lists its keys in something that is no JWK set");
            return known is not null && known.Digest.Span.SequenceEqual(keys.Digest.Span) ? known : Changed(keys);
        }
        catch (Exception exception) when (exception is PeerException or OperationCanceledException)
        {
            Log.IssuerKeysNotRead(logger, Name, exception.Message);
            throw;
        }
    }

    private KeySet Changed(KeySet keys)
    {
        Log.IssuerKeysRead(logger, Name, keys.Count);
        return keys;
    }
}
