using System.Security.Cryptography.X509Certificates;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Identity.Certificates;
using McpPlatform.Guard.Tokens;
using Microsoft.AspNetCore.Http.Features;

namespace McpPlatform.Gateway.Identity;

/// <summary>What a caller shows of himself.</summary>
/// <param name="Bearer">The key or token of the <c>Authorization</c> header; empty for none.</param>
/// <param name="Certificate">The client certificate of the connection; <see langword="null"/> for none.</param>
internal readonly record struct Credentials(ReadOnlyMemory<char> Bearer, X509Certificate2? Certificate)
{
    public static Credentials Of(HttpContext context) => new(KeyAuthentication.KeyOf(context.Request), context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate);
}

/// <summary>Who a caller was found to be.</summary>
/// <param name="Principal">Who; <see langword="null"/> for nobody known.</param>
/// <param name="Problem">What is wrong with the token that was sent; <see langword="null"/> where none was, or nothing is.</param>
internal readonly record struct Recognised(Principal? Principal, TokenProblem? Problem = null);

/// <summary>Finds out who calls: by a key of the platform, by a token of an issuer that is trusted, or by the certificate of the connection alone.</summary>
internal sealed class Recognition(KeyService keys, TokenRecognition tokens, CertificateRecognition certificates, ForeignStanding standing)
{
    private static readonly TokenProblem Suspended = new(TokenFault.Claims, "Whom this stands for may not act here: he, or his tenant, is suspended, or there is no such tenant.");

    /// <exception cref="Core.PeerException">The issuer of the token has to be asked and cannot be reached.</exception>
    public async ValueTask<Recognised> RecogniseAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        var identity = certificates.IdentityOf(credentials.Certificate);
        if (credentials.Bearer.IsEmpty)
        {
            return await StandingAsync(new Recognised(certificates.Find(identity) is { } known ? known with { GoodUntil = credentials.Certificate!.NotAfter } : null), cancellationToken);
        }

        var recognised = credentials.Bearer.Span.StartsWith(ApiKey.Prefix)
            ? new Recognised(await keys.AuthenticateAsync(credentials.Bearer.Span, cancellationToken))
            : await StandingAsync(await tokens.RecogniseAsync(credentials, cancellationToken), cancellationToken);
        return identity is not null && recognised.Principal is { } principal ? new Recognised(principal with { Certificate = identity }) : recognised;
    }

    private async ValueTask<Recognised> StandingAsync(Recognised recognised, CancellationToken cancellationToken) =>
        recognised.Principal is not { } principal || await standing.MayActAsync(principal, cancellationToken) ? recognised : new Recognised(null, Suspended);
}
