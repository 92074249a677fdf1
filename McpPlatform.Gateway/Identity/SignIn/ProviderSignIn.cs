using System.Security.Cryptography;
using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Identity.Issuers;
using McpPlatform.Guard.Tokens;

namespace McpPlatform.Gateway.Identity.SignIn;

/// <summary>
/// Signs people in by a provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636, RFC 9700). The gateway holds the
/// client; what comes of it is a session like any other.
/// </summary>
internal sealed class ProviderSignIn(IssuerDirectory issuers, SignInService signIn, TransactionSeal seal, TimeProvider time)
{
    private const int MaxCallbackLength = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>The providers there are.</summary>
    public IReadOnlyList<SignInProvider> Providers { get; } =
        [.. issuers.All.Where(i => i.Options.ClientId is not null).Select(i => new SignInProvider(i.Name, i.Options.Title ?? i.Name))];

    /// <summary>Begins a sign-in.</summary>
    /// <exception cref="NotFoundException">There is no such provider.</exception>
    /// <exception cref="InvalidInputException">The callback is no address.</exception>
    /// <exception cref="PeerException">The provider cannot be reached, or signs nobody in.</exception>
    public async Task<BegunSignIn> BeginAsync(string provider, BeginSignIn request, CancellationToken cancellationToken)
    {
        if (request.Callback.Length > MaxCallbackLength || !Uri.TryCreate(request.Callback, UriKind.Absolute, out var callback) || !IssuerRules.IsSafe(callback))
        {
            throw new InvalidInputException($"'callback' must be an address that begins with https:// and has at most {MaxCallbackLength} characters; http:// is for this machine only.");
        }

        var issuer = Find(provider);
        var metadata = await issuer.Metadata.GetAsync(cancellationToken);
        var entrance = metadata.Authorization ?? throw IssuerHttp.Failure(issuer.Name, "signs nobody in");
        var transaction = SignInTransaction.New(issuer.Name, request.Callback, time.GetUtcNow() + Patience);
        return new BegunSignIn(AddressOf(entrance, issuer, transaction), seal.Seal(transaction));
    }

    /// <summary>Ends a sign-in with what the provider answered.</summary>
    /// <returns>The session; <see langword="null"/> where the answer does not belong to the transaction, or the provider takes it back.</returns>
    /// <exception cref="ForbiddenException">The person has no role here.</exception>
    /// <exception cref="PeerException">The provider cannot be reached, or answers nonsense.</exception>
    public async Task<Session?> CompleteAsync(CompleteSignIn answer, CancellationToken cancellationToken)
    {
        if (seal.Open(answer.Transaction) is not { } transaction || !IsSame(transaction.State, answer.State) || answer.Code is not { Length: > 0 })
        {
            return null;
        }

        var issuer = Find(transaction.Issuer);
        var metadata = await issuer.Metadata.GetAsync(cancellationToken);

        // RFC 9207: the answer of one provider must not be taken to another.
        if (answer.Issuer is null ? metadata.NamesItself : answer.Issuer != issuer.Options.Address)
        {
            return null;
        }

        return await RedeemAsync(issuer, transaction, answer.Code, cancellationToken) is { } token && await VerifyAsync(issuer, token, transaction, cancellationToken)
            ? await EnterAsync(issuer, token, cancellationToken)
            : null;
    }

    private static async Task<SignedToken?> RedeemAsync(Issuer issuer, SignInTransaction transaction, string code, CancellationToken cancellationToken)
    {
        var (ok, answer) = await issuer.PostAsync(
            metadata => metadata.Token,
            new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = transaction.Callback, ["code_verifier"] = transaction.Verifier,
            },
            cancellationToken);
        return ok && StrictJson.Text(answer, "id_token") is { } text && SignedToken.Read(text, out var token) is null ? token : null;
    }

    private async Task<bool> VerifyAsync(Issuer issuer, SignedToken token, SignInTransaction transaction, CancellationToken cancellationToken)
    {
        var rules = new TokenRules(issuer.Options.Address, [issuer.Options.ClientId!], TokenPurpose.SignIn, issuer.Options.ClockSkew);
        var keys = await issuer.Keys.GetAsync(cancellationToken);
        if (keys.Check(token, issuer.Options.AllowedAlgorithms) is { Fault: TokenFault.UnknownKey })
        {
            keys = await issuer.Keys.RenewAsync(cancellationToken);
        }

        // OpenID Connect Core, section 3.1.3.7: with several audiences, the one that asked is named.
        var forUs = StrictJson.Texts(token.Claims, "aud").Count == 1 || StrictJson.Text(token.Claims, "azp") == issuer.Options.ClientId;
        return forUs && keys.Check(token, issuer.Options.AllowedAlgorithms) is null && rules.Check(token, time.GetUtcNow()) is null
            && StrictJson.Text(token.Claims, "nonce") is { } nonce && IsSame(transaction.Nonce, nonce);
    }

    private async Task<Session> EnterAsync(Issuer issuer, SignedToken token, CancellationToken cancellationToken)
    {
        var person = ClaimMapping.Person(issuer, token.Claims) is { Roles.Count: > 0 } known
            ? known
            : throw Refusal(issuer, "says nothing that gives you a role here. Ask an administrator for one.");
        return await signIn.EnterAsync(person, cancellationToken)
            ?? throw Refusal(issuer, "you, or all of your tenant, may not sign in now. Ask an administrator why.");
    }

    private static ForbiddenException Refusal(Issuer issuer, string why) =>
        new(new PolicyDecision(false, "deny-by-default", $"'{issuer.Options.Title ?? issuer.Name}' knows you, but {why}"));

    private static string AddressOf(Uri entrance, Issuer issuer, SignInTransaction transaction)
    {
        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code", ["client_id"] = issuer.Options.ClientId, ["redirect_uri"] = transaction.Callback, ["scope"] = "openid profile",
            ["state"] = transaction.State, ["nonce"] = transaction.Nonce, ["code_challenge"] = transaction.Challenge, ["code_challenge_method"] = "S256",
        };
        return Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(entrance.AbsoluteUri, query);
    }

    private Issuer Find(string provider) => issuers.Find(provider) is { Options.ClientId: not null } issuer
        ? issuer
        : throw new NotFoundException($"There is no provider '{provider}'. Those there are: {(Providers.Count == 0 ? "none" : string.Join(", ", Providers.Select(p => p.Name)))}.");

    private static bool IsSame(string left, string right) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
