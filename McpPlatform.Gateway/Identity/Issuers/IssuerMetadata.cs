using System.Text.Json;
using McpPlatform.Core;
using McpPlatform.Guard.Tokens;

namespace McpPlatform.Gateway.Identity.Issuers;

/// <summary>What an issuer says about itself (OpenID Connect Discovery 1.0, RFC 8414).</summary>
/// <param name="Keys">Where its keys are.</param>
/// <param name="Authorization">Where people sign in; <see langword="null"/> for nowhere.</param>
/// <param name="Token">Where codes and tokens become tokens; <see langword="null"/> for nowhere.</param>
/// <param name="Introspection">Where it says whether a token is good; <see langword="null"/> for nowhere.</param>
/// <param name="NamesItself">Whether its answers to sign-ins name it (RFC 9207).</param>
internal sealed record IssuerMetadata(Uri Keys, Uri? Authorization, Uri? Token, Uri? Introspection, bool NamesItself)
{
    /// <summary>Reads the document, at the address of either specification.</summary>
    /// <exception cref="PeerException">It cannot be reached, or is not this issuer's.</exception>
    public static async Task<IssuerMetadata> FetchAsync(IssuerHttp http, string name, string issuer, CancellationToken cancellationToken)
    {
        foreach (var address in AddressesOf(issuer))
        {
            if (await http.FindAsync(name, address, cancellationToken) is { } document)
            {
                return Read(name, issuer, document);
            }
        }

        throw IssuerHttp.Failure(name, "has no document that describes it");
    }

    // One appends the path, the other puts it before that of the issuer.
    private static IEnumerable<Uri> AddressesOf(string issuer)
    {
        var address = new Uri(issuer);
        yield return new Uri($"{issuer.TrimEnd('/')}/.well-known/openid-configuration");
        yield return new Uri(address, $"/.well-known/oauth-authorization-server{address.AbsolutePath.TrimEnd('/')}");
    }

    private static IssuerMetadata Read(string name, string issuer, byte[] json)
    {
        if (StrictJson.ReadObject(json) is not { } document)
        {
            throw IssuerHttp.Failure(name, "describes itself with something that is no JSON object");
        }

        // Else one issuer could speak for another (RFC 8414, section 3.3).
        if (StrictJson.Text(document, "issuer") != issuer)
        {
            throw IssuerHttp.Failure(name, "describes another issuer than its address says");
        }

        return new IssuerMetadata(
            Endpoint(document, "jwks_uri") ?? throw IssuerHttp.Failure(name, "does not say where its keys are"),
            Endpoint(document, "authorization_endpoint"),
            Endpoint(document, "token_endpoint"),
            Endpoint(document, "introspection_endpoint"),
            document.TryGetProperty("authorization_response_iss_parameter_supported", out var names) && names.ValueKind == JsonValueKind.True);
    }

    private static Uri? Endpoint(JsonElement document, string name) =>
        Uri.TryCreate(StrictJson.Text(document, name), UriKind.Absolute, out var address) && IssuerRules.IsSafe(address) ? address : null;
}
