using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using McpPlatform.Guard.Tokens;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Tokens;

/// <summary>Each line is one way to get in with a token that is none, or none of one's own.</summary>
public sealed class TokenAttackTests : IDisposable
{
    private const string Issuer = "https://issuer.example";
    private const string Audience = "https://gateway.example/mcp";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    // The order of P-256.
    private static readonly byte[] Order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
    private static readonly Dictionary<string, (TokenFault Fault, Func<TokenForge, string> Make)> Attacks = new()
    {
        ["no signature: alg none"] = (TokenFault.Algorithm, f => f.Sign(Head("none"), Claims())),
        ["no signature: alg None"] = (TokenFault.Algorithm, f => f.Sign(Head("None"), Claims())),
        ["key confusion: HS256 with the public key"] = (TokenFault.Algorithm, f => f.Sign(Head("HS256"), Claims())),
        ["key confusion: RS256 with the EC key"] = (TokenFault.Algorithm, f => f.Sign(TokenForge.Header("RS256", "e"), Claims())),
        ["key confusion: ES256 with the RSA key"] = (TokenFault.Algorithm, f => f.Sign(TokenForge.Header("ES256", "r"), Claims())),
        ["algorithm in other letters"] = (TokenFault.Algorithm, f => Renamed(f, "rs256")),
        ["kid as a path"] = (TokenFault.UnknownKey, f => f.Sign(TokenForge.Header("RS256", "../../../../dev/null"), Claims())),
        ["kid as SQL"] = (TokenFault.UnknownKey, f => f.Sign(TokenForge.Header("RS256", "x' UNION SELECT 'key"), Claims())),
        ["kid as an address"] = (TokenFault.UnknownKey, f => f.Sign(TokenForge.Header("RS256", "https://evil.example/key"), Claims())),
        ["kid as a wildcard"] = (TokenFault.UnknownKey, f => f.Sign(TokenForge.Header("RS256", "*"), Claims())),
        ["kid missing"] = (TokenFault.UnknownKey, f => f.Sign(Without(Head("RS256"), "kid"), Claims())),
        ["kid of 300 characters"] = (TokenFault.UnknownKey, f => f.Sign(TokenForge.Header("RS256", new string('r', 300)), Claims())),
        ["own key in the header (jwk)"] = (TokenFault.Signature, f => Foreign(f, "jwk")),
        ["own key by address (jku)"] = (TokenFault.Signature, f => Foreign(f, "jku")),
        ["own certificate by address (x5u)"] = (TokenFault.Signature, f => Foreign(f, "x5u")),
        ["own certificate (x5c)"] = (TokenFault.Signature, f => Foreign(f, "x5c")),
        ["something critical (crit)"] = (TokenFault.Algorithm, f => f.Sign(With(Head("RS256"), "crit", new JsonArray("exp")), Claims())),
        ["unencoded payload (b64)"] = (TokenFault.Algorithm, f => f.Sign(With(With(Head("RS256"), "b64", false), "crit", new JsonArray("b64")), Claims())),
        ["wrong audience"] = (TokenFault.Audience, f => f.Sign(Head("RS256"), With(Claims(), "aud", "https://other.example/mcp"))),
        ["audience as a part"] = (TokenFault.Audience, f => f.Sign(Head("RS256"), With(Claims(), "aud", Audience + ".evil.example"))),
        ["audience as an object"] = (TokenFault.Audience, f => f.Sign(Head("RS256"), With(Claims(), "aud", new JsonObject { [Audience] = true }))),
        ["audience missing"] = (TokenFault.Audience, f => f.Sign(Head("RS256"), Without(Claims(), "aud"))),
        ["wrong issuer"] = (TokenFault.Issuer, f => f.Sign(Head("RS256"), With(Claims(), "iss", "https://evil.example"))),
        ["issuer with a slash more"] = (TokenFault.Issuer, f => f.Sign(Head("RS256"), With(Claims(), "iss", Issuer + "/"))),
        ["issuer in other letters"] = (TokenFault.Issuer, f => f.Sign(Head("RS256"), With(Claims(), "iss", "https://ISSUER.example"))),
        ["issuer as a list"] = (TokenFault.Issuer, f => f.Sign(Head("RS256"), With(Claims(), "iss", new JsonArray(Issuer)))),
        ["expired"] = (TokenFault.Expired, f => f.Sign(Head("RS256"), With(Claims(), "exp", Seconds(-61)))),
        ["no end"] = (TokenFault.Claims, f => f.Sign(Head("RS256"), Without(Claims(), "exp"))),
        ["end as a text"] = (TokenFault.Claims, f => f.Sign(Head("RS256"), With(Claims(), "exp", "9999999999"))),
        ["end beyond time"] = (TokenFault.Claims, f => f.Sign(Head("RS256"), With(Claims(), "exp", 1e300))),
        ["not valid yet"] = (TokenFault.NotYet, f => f.Sign(Head("RS256"), With(Claims(), "nbf", Seconds(120)))),
        ["issued in the future"] = (TokenFault.NotYet, f => f.Sign(Head("RS256"), With(Claims(), "iat", Seconds(120)))),
        ["begin as a text"] = (TokenFault.Claims, f => f.Sign(Head("RS256"), With(Claims(), "nbf", "soon"))),
        ["ID token: it has a nonce"] = (TokenFault.Type, f => f.Sign(With(Head("RS256"), "typ", "JWT"), With(Claims(), "nonce", "n"))),
        ["ID token: it has at_hash"] = (TokenFault.Type, f => f.Sign(With(Head("RS256"), "typ", "JWT"), With(Claims(), "at_hash", "h"))),
        ["logout token"] = (TokenFault.Type, f => f.Sign(With(Head("RS256"), "typ", "logout+jwt"), Claims())),
        ["proof of possession (dpop+jwt)"] = (TokenFault.Type, f => f.Sign(With(Head("RS256"), "typ", "dpop+jwt"), Claims())),
        ["no type"] = (TokenFault.Type, f => f.Sign(Without(Head("RS256"), "typ"), Claims())),
        ["20 KB"] = (TokenFault.Malformed, f => f.Sign(Head("RS256"), With(Claims(), "pad", new string('x', 20_000)))),
        ["JSON 100 deep"] = (TokenFault.Malformed, f => f.Sign(
            Head("RS256").ToJsonString(), $$"""{"a":{{new string('[', 100)}}{{new string(']', 100)}}}""", "RS256")),
        ["a claim twice"] = (TokenFault.Malformed, f => f.Sign(
            Head("RS256").ToJsonString(), Claims().ToJsonString().Replace("{", """{"aud":"https://other.example",""", StringComparison.Ordinal), "RS256")),
        ["a claim twice, once in escapes"] = (TokenFault.Malformed, f => f.Sign(
            Head("RS256").ToJsonString(), Claims().ToJsonString().Replace("{", """{"\u0061ud":"https://other.example",""", StringComparison.Ordinal), "RS256")),
        ["alg twice"] = (TokenFault.Malformed, f => f.Sign("""{"alg":"none","alg":"RS256","kid":"r","typ":"at+jwt"}""", Claims().ToJsonString(), "RS256")),
        ["garbage behind the claims"] = (TokenFault.Malformed, f => f.Sign(Head("RS256").ToJsonString(), Claims().ToJsonString() + "{}", "RS256")),
        ["garbage behind the token"] = (TokenFault.Malformed, f => Good(f) + ".x"),
        ["garbage behind the signature"] = (TokenFault.Malformed, f => Good(f) + "!"),
        ["padding behind the signature"] = (TokenFault.Malformed, f => Good(f) + "="),
        ["a line break in the signature"] = (TokenFault.Malformed, f => Good(f) + "\n"),
        ["five parts: an encrypted token"] = (TokenFault.Malformed, f => Good(f) + ".x.y"),
        ["no signature at all"] = (TokenFault.Malformed, f => Good(f)[..Good(f).LastIndexOf('.')]),
        ["empty signature"] = (TokenFault.Signature, f => Good(f)[..(Good(f).LastIndexOf('.') + 1)]),
        ["truncated signature"] = (TokenFault.Signature, f => Signed(Good(f), s => s[..^4])),
        ["longer signature"] = (TokenFault.Signature, f => Signed(Good(f), s => [0, .. s])),
        ["one bit of the signature"] = (TokenFault.Signature, f => Signed(Good(f), s => [(byte)(s[0] ^ 1), .. s[1..]])),
        ["claims of another token"] = (TokenFault.Signature, f => Swapped(f)),
        ["ES256 of zeros"] = (TokenFault.Signature, f => Signed(GoodEc(f), _ => new byte[64])),
        ["ES256 with r of zero"] = (TokenFault.Signature, f => Signed(GoodEc(f), s => [.. new byte[32], .. s[32..]])),
        ["ES256 with s of zero"] = (TokenFault.Signature, f => Signed(GoodEc(f), s => [.. s[..32], .. new byte[32]])),
        ["ES256 with r and s of the order"] = (TokenFault.Signature, f => Signed(GoodEc(f), _ => [.. Order, .. Order])),
        ["ES256 in DER"] = (TokenFault.Signature, f => Der(f)),
        ["ES256 truncated"] = (TokenFault.Signature, f => Signed(GoodEc(f), s => s[..63])),
    };

    private readonly TokenForge forge = new();

    public static TheoryData<string> Names => [.. Attacks.Keys];

    public void Dispose() => forge.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_refused(string attack)
    {
        var (fault, make) = Attacks[attack];
        Check(make(forge)).ShouldNotBeNull().Fault.ShouldBe(fault);
    }

    [Fact]
    public void A_good_token_passes_with_either_key()
    {
        Check(Good(forge)).ShouldBeNull();
        Check(GoodEc(forge)).ShouldBeNull();
    }

    [Fact]
    public void Clocks_may_differ_by_the_skew_and_no_more()
    {
        Check(forge.Sign(Head("RS256"), With(Claims(), "exp", Seconds(-59)))).ShouldBeNull();
        Check(forge.Sign(Head("RS256"), With(Claims(), "exp", Seconds(-60)))).ShouldNotBeNull();
        Check(forge.Sign(Head("RS256"), With(Claims(), "nbf", Seconds(60)))).ShouldBeNull();
        Check(forge.Sign(Head("RS256"), With(Claims(), "nbf", Seconds(61)))).ShouldNotBeNull();
    }

    // Whoever has (r, s) can write (r, n - s): a second text for the same token. Both say the same, so that nothing is won by it.
    [Fact]
    public void The_other_signature_of_the_same_claims_says_nothing_else()
    {
        var token = GoodEc(forge);
        var other = Signed(token, s => [.. s[..32], .. Negated(s[32..])]);
        other.ShouldNotBe(token);
        Check(other).ShouldBeNull();
        other.Split('.')[..2].ShouldBe(token.Split('.')[..2]);
    }

    [Fact]
    public void What_is_said_of_a_bad_token_repeats_nothing_of_it()
    {
        foreach (var (name, (_, make)) in Attacks)
        {
            var problem = Check(make(forge)).ShouldNotBeNull();
            problem.Message.ShouldNotContain("evil", Case.Insensitive, name);
            problem.Message.ShouldNotContain("UNION", Case.Insensitive, name);
        }
    }

    private TokenProblem? Check(string text)
    {
        var rules = new TokenRules(Issuer, [Audience], TokenPurpose.Access, TimeSpan.FromSeconds(60));
        var keys = KeySet.Read(Encoding.UTF8.GetBytes(forge.KeySet().ToJsonString()))!;
        return SignedToken.Read(text, out var token) ?? keys.Check(token!, [.. TokenAlgorithm.All.Select(a => a.Name)]) ?? rules.Check(token!, Now);
    }

    private static string Good(TokenForge f) => f.Sign(Head("RS256"), Claims());

    private static string GoodEc(TokenForge f) => f.Sign(TokenForge.Header("ES256", "e"), Claims());

    private static JsonObject Head(string algorithm) => TokenForge.Header(algorithm, "r");

    private static JsonObject Claims() =>
        new() { ["iss"] = Issuer, ["aud"] = Audience, ["sub"] = "ada", ["exp"] = Seconds(300), ["iat"] = Seconds(-10) };

    private static long Seconds(int fromNow) => Now.AddSeconds(fromNow).ToUnixTimeSeconds();

    private static JsonObject With(JsonObject json, string name, JsonNode? value)
    {
        json[name] = value;
        return json;
    }

    private static JsonObject Without(JsonObject json, string name)
    {
        json.Remove(name);
        return json;
    }

    private static string Signed(string token, Func<byte[], byte[]> change)
    {
        var cut = token.LastIndexOf('.') + 1;
        return token[..cut] + TokenForge.Text(change(TokenForge.Bytes(token[cut..])));
    }

    private static string Renamed(TokenForge f, string algorithm) => f.Sign(Head(algorithm).ToJsonString(), Claims().ToJsonString(), "RS256");

    private static string Foreign(TokenForge f, string member)
    {
        using var own = new TokenForge();
        var key = TokenForge.Jwk("r", own.Rsa);
        JsonNode value = member switch { "jwk" => key, "x5c" => new JsonArray("MIIB"), _ => "https://evil.example/keys" };
        return own.Sign(With(Head("RS256"), member, value), Claims());
    }

    private static string Swapped(TokenForge f)
    {
        var mine = f.Sign(Head("RS256"), With(Claims(), "sub", "mallory")).Split('.');
        var hers = Good(f).Split('.');
        return $"{mine[0]}.{hers[1]}.{mine[2]}";
    }

    private static string Der(TokenForge f)
    {
        var parts = GoodEc(f).Split('.');
        var der = f.Ec.SignData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return $"{parts[0]}.{parts[1]}.{TokenForge.Text(der)}";
    }

    private static byte[] Negated(byte[] s)
    {
        var order = new System.Numerics.BigInteger(Order, isUnsigned: true, isBigEndian: true);
        var bytes = (order - new System.Numerics.BigInteger(s, isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
