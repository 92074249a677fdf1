using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using McpPlatform.Guard.Tokens;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Tokens;

public sealed class TokenVerificationTests : IDisposable
{
    private static readonly string[] All = [.. TokenAlgorithm.All.Select(a => a.Name)];
    private readonly TokenForge forge = new();

    public void Dispose() => forge.Dispose();

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    public void Every_RSA_algorithm_verifies_what_it_signed(string algorithm) =>
        Check(forge.Sign(TokenForge.Header(algorithm, "r"), []), forge.KeySet(), All).ShouldBeNull();

    [Theory]
    [InlineData("ES256", "P-256")]
    [InlineData("ES384", "P-384")]
    [InlineData("ES512", "P-521")]
    public void Every_EC_algorithm_verifies_what_it_signed_on_its_own_curve_and_on_no_other(string algorithm, string curve)
    {
        using var key = ECDsa.Create(curve switch
        {
            "P-256" => ECCurve.NamedCurves.nistP256,
            "P-384" => ECCurve.NamedCurves.nistP384,
            _ => ECCurve.NamedCurves.nistP521,
        });
        var keys = new JsonObject { ["keys"] = new JsonArray(TokenForge.Jwk("k", key, curve)) };
        foreach (var named in TokenAlgorithm.All.Where(a => a.KeyType == "EC"))
        {
            var signed = forge.Sign(TokenForge.Header(named.Name, "k"), []).Split('.')[..2];
            var text = string.Join('.', signed);
            var signature = key.SignData(Encoding.ASCII.GetBytes(text), named.Hash);
            var problem = Check($"{text}.{TokenForge.Text(signature)}", (JsonObject)keys.DeepClone(), All);
            (problem?.Fault).ShouldBe(named.Name == algorithm ? null : TokenFault.Algorithm, named.Name);
        }
    }

    [Fact]
    public void An_algorithm_the_issuer_may_not_use_is_refused() =>
        Check(forge.Sign(TokenForge.Header("RS256", "r"), []), forge.KeySet(), ["ES256"])!.Fault.ShouldBe(TokenFault.Algorithm);

    [Theory]
    [InlineData("alg", "PS256")]
    [InlineData("use", "enc")]
    [InlineData("kty", "oct")]
    public void A_key_serves_only_what_it_is_made_for(string member, string value)
    {
        var keys = forge.KeySet();
        keys["keys"]![0]![member] = value;
        Check(forge.Sign(TokenForge.Header("RS256", "r"), []), keys, All).ShouldNotBeNull();
    }

    [Fact]
    public void A_key_whose_operations_do_not_include_verifying_is_not_used()
    {
        var keys = forge.KeySet();
        keys["keys"]![0]!["key_ops"] = new JsonArray("sign");
        Check(forge.Sign(TokenForge.Header("RS256", "r"), []), keys, All)!.Fault.ShouldBe(TokenFault.UnknownKey);
    }

    [Fact]
    public void Weak_and_broken_keys_are_left_out_and_hide_no_others()
    {
        using var weak = RSA.Create(1_024);
        var offCurve = TokenForge.Jwk("off", forge.Ec);
        offCurve["y"] = offCurve["x"]!.DeepClone();
        var keys = new JsonObject
        {
            ["keys"] = new JsonArray(
                TokenForge.Jwk("weak", weak), offCurve, new JsonObject { ["kty"] = "RSA", ["kid"] = "empty" }, "nonsense",
                new JsonObject { ["kty"] = "OKP", ["crv"] = "Ed25519", ["kid"] = "new", ["x"] = "AA" }, TokenForge.Jwk("r", forge.Rsa)),
        };
        Read(keys).Count.ShouldBe(1);
        Check(forge.Sign(TokenForge.Header("RS256", "r"), []), keys, All).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    public void What_is_no_set_of_keys_is_none(string json) => KeySet.Read(Encoding.UTF8.GetBytes(json)).ShouldBeNull();

    private static KeySet Read(JsonObject keys) => KeySet.Read(Encoding.UTF8.GetBytes(keys.ToJsonString())).ShouldNotBeNull();

    private static TokenProblem? Check(string text, JsonObject keys, string[] allowed) =>
        SignedToken.Read(text, out var token) ?? Read(keys).Check(token!, allowed);
}
