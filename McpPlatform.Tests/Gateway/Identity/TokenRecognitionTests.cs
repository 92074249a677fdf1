using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Identity.Issuers;
using McpPlatform.Guard.Tokens;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Identity;

public sealed class TokenRecognitionTests
{
    [Fact]
    public async Task A_token_stands_for_who_and_what_its_claims_are_mapped_to()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var door = new TokenDoor(issuer);
        var principal = (await door.TryAsync(Token(issuer, door, new() { ["scope"] = "openid mcpp:read", ["preferred_username"] = "ada.l" }))).Principal!;
        principal.Id.ShouldBe("oidc:corp:ada");
        principal.Name.ShouldBe("ada.l");
        principal.Tenant.ShouldBe("default");
        principal.Kind.ShouldBe(PrincipalKind.Agent);
        principal.Scopes.ShouldBe([Scope.Read]);
        principal.Token!.ToString().ShouldBe("token of corp");
    }

    [Fact]
    public async Task What_is_not_mapped_gives_no_rights()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var door = new TokenDoor(issuer);
        (await door.TryAsync(Token(issuer, door, new() { ["scope"] = "admin mcpp:everything", ["roles"] = "Administrator" }))).Principal!.Scopes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_never_gets_the_right_to_approve()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var asPerson = new TokenDoor(issuer, options => options.Kind = PrincipalKind.Person);
        using var asAgent = new TokenDoor(issuer);
        var all = new JsonObject { ["scope"] = "mcpp:all" };
        (await asAgent.TryAsync(Token(issuer, asAgent, all))).Principal!.Has(Scope.Approve).ShouldBeFalse();
        (await asPerson.TryAsync(Token(issuer, asPerson, all))).Principal!.Has(Scope.Approve).ShouldBeTrue();
        var credentials = new JsonObject { ["scope"] = "mcpp:all", ["sub"] = "agent" };
        var program = (await asPerson.TryAsync(Token(issuer, asPerson, credentials))).Principal!;
        program.Kind.ShouldBe(PrincipalKind.Agent);
        program.Has(Scope.Approve).ShouldBeFalse();
    }

    [Theory]
    [InlineData("mcpp:all", "admins", "Administrator", "Read,Write,Run,Approve,Admin")]
    [InlineData("mcpp:read", "admins", "", "Read")]
    [InlineData("mcpp:all", "viewers", "Viewer", "Read")]
    [InlineData("mcpp:all", "strangers", "", "")]
    [InlineData("openid", "admins", "", "")]
    public async Task A_token_may_do_what_both_its_scopes_and_the_roles_of_its_subject_give(string scope, string group, string roles, string scopes)
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var door = new TokenDoor(issuer, options =>
        {
            options.Kind = PrincipalKind.Person;
            options.Roles =
            [
                new RoleMapping { Claim = "realm_access.roles", Value = "admins", Role = Role.Administrator },
                new RoleMapping { Claim = "realm_access.roles", Value = "viewers", Role = Role.Viewer },
            ];
        });
        var claims = new JsonObject { ["scope"] = scope, ["realm_access"] = new JsonObject { ["roles"] = new JsonArray("other", group) } };
        var principal = (await door.TryAsync(Token(issuer, door, claims))).Principal!;
        string.Join(',', principal.Roles).ShouldBe(roles);
        string.Join(',', principal.Scopes).ShouldBe(scopes);
    }

    [Theory]
    [InlineData("acme", "acme")]
    [InlineData("*", null)]
    [InlineData("ACME", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public async Task A_claim_may_name_the_tenant_and_then_must(string? claimed, string? tenant)
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var door = new TokenDoor(issuer, options => options.TenantClaim = "org");
        var recognised = await door.TryAsync(Token(issuer, door, claimed is null ? [] : new() { ["org"] = claimed }));
        (recognised.Principal?.Tenant).ShouldBe(tenant);
        (recognised.Problem is not null).ShouldBe(tenant is null);
    }

    [Theory]
    [InlineData("""{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}""")]
    [InlineData("""{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}""")]
    [InlineData("\"key\"")]
    public async Task A_token_that_is_bound_to_a_key_nobody_showed_is_refused(string confirmation)
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var door = new TokenDoor(issuer);
        (await door.TryAsync(Token(issuer, door, new() { ["cnf"] = JsonNode.Parse(confirmation) }))).Problem!.Fault.ShouldBe(TokenFault.Claims);
    }

    [Fact]
    public async Task A_token_that_was_recognised_ends_when_it_ends()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var door = new TokenDoor(issuer);
        var token = Token(issuer, door);
        (await door.TryAsync(token)).Principal.ShouldNotBeNull();
        door.Time.Pass(TimeSpan.FromMinutes(12));
        (await door.TryAsync(token)).Problem!.Fault.ShouldBe(TokenFault.Expired);
    }

    [Fact]
    public async Task A_token_is_good_as_long_as_its_issuer_says_so_where_it_is_asked()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var door = new TokenDoor(issuer, Introspected);
        var token = Token(issuer, door);
        issuer.Introspection = new() { ["active"] = true };
        (await door.TryAsync(token)).Principal.ShouldNotBeNull();
        (await door.TryAsync(token)).Principal.ShouldNotBeNull();
        issuer.TokensAsked.ShouldBe(1);
        issuer.Introspection = null;
        door.Time.Pass(TimeSpan.FromSeconds(31));
        (await door.TryAsync(token)).Problem!.Message.ShouldContain("revoked");
    }

    [Theory]
    [InlineData("""{"active":true,"sub":"ada","aud":"https://gateway.example/mcp","scope":"mcpp:read"}""", true)]
    [InlineData("""{"active":true,"sub":"ada","aud":"https://gateway.example/mcp","token_type":"refresh_token"}""", false)]
    [InlineData("""{"active":true,"sub":"ada","aud":"https://other.example/mcp"}""", false)]
    [InlineData("""{"active":true,"sub":"ada"}""", false)]
    [InlineData("""{"active":true,"sub":"ada","aud":"https://gateway.example/mcp","iss":"https://other.example"}""", false)]
    [InlineData("""{"active":true,"sub":"ada","aud":"https://gateway.example/mcp","exp":1}""", false)]
    [InlineData("""{"active":"true","sub":"ada","aud":"https://gateway.example/mcp"}""", false)]
    public async Task An_opaque_token_is_what_its_issuer_says_it_is(string answer, bool good)
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var door = new TokenDoor(issuer, Introspected);
        issuer.Introspection = JsonNode.Parse(answer)!.AsObject();
        ((await door.TryAsync("2YotnFZFEjr1zCsicMWpAA")).Principal is not null).ShouldBe(good);
    }

    private static void Introspected(IssuerOptions options)
    {
        options.ClientId = "gateway";
        options.IntrospectEvery = TimeSpan.FromSeconds(30);
    }

    private static string Token(IssuerDouble issuer, TokenDoor door, JsonObject? more = null) =>
        issuer.Token(TokenDoor.Audience, door.Time.GetUtcNow(), more: more);
}
