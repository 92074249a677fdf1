using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using McpPlatform.Guard.Tokens;

namespace McpPlatform.Gateway.Identity;

/// <summary>Tokens that only the holder of a key may use (RFC 7800): bound to the client certificate of the connection (RFC 8705), or refused.</summary>
internal static class TokenBinding
{
    /// <summary>To which certificate claims bind their token.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="thumbprint">SHA-256 of the certificate in base64url; <see langword="null"/> where the token is bound to nothing.</param>
    /// <returns>What is wrong; <see langword="null"/> for nothing.</returns>
    public static TokenProblem? Read(JsonElement claims, out string? thumbprint)
    {
        thumbprint = null;
        if (!claims.TryGetProperty("cnf", out var confirmation))
        {
            return null;
        }

        // A token that is bound to a key by other means, such as DPoP, is no bearer token (RFC 9449, section 7.2).
        thumbprint = confirmation.ValueKind == JsonValueKind.Object && confirmation.EnumerateObject().Count() == 1
            ? StrictJson.Text(confirmation, "x5t#S256")
            : null;
        return thumbprint is null ? new TokenProblem(TokenFault.Claims, "The token is bound to a key in a way that is not supported here ('cnf').") : null;
    }

    /// <summary>Checks who brings a token.</summary>
    /// <returns>What is wrong; <see langword="null"/> for nothing.</returns>
    public static TokenProblem? Check(string? thumbprint, X509Certificate2? certificate) =>
        thumbprint is null || (certificate is not null && Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256)) == thumbprint)
            ? null
            : new TokenProblem(TokenFault.Claims, "The token is bound to another client certificate than that of the connection.");
}
