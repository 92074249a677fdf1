using System.Text.Json.Nodes;
using McpPlatform.Tests.Guard.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace McpPlatform.Tests.Gateway.Identity;

/// <summary>An issuer whose every answer a test decides; real providers behave better.</summary>
internal sealed class IssuerDouble : IAsyncDisposable
{
    private readonly WebApplication app;
    private int keysAsked;
    private int tokensAsked;

    private IssuerDouble(WebApplication app) => this.app = app;

    public TokenForge Forge { get; private set; } = new();

    /// <summary>The address it has and claims to be.</summary>
    public string Address => app.Urls.First();

    public JsonObject Keys { get; set; } = [];

    /// <summary>What it says about any token; <see langword="null"/> for not active.</summary>
    public JsonObject? Introspection { get; set; }

    public bool IsDown { get; set; }

    /// <summary>Which issuer it describes; itself, if it is honest.</summary>
    public string? Claimed { get; set; }

    public int KeysAsked => Volatile.Read(ref keysAsked);

    public int TokensAsked => Volatile.Read(ref tokensAsked);

    public static async Task<IssuerDouble> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var issuer = new IssuerDouble(app);
        issuer.Keys = issuer.Forge.KeySet();
        app.Use((context, next) => issuer.IsDown ? Down(context) : next(context));
        app.MapGet("/.well-known/openid-configuration", () => Results.Text(issuer.Describe(), "application/json"));
        app.MapGet("/jwks", () =>
        {
            Interlocked.Increment(ref issuer.keysAsked);
            return Results.Text(issuer.Keys.ToJsonString(), "application/json");
        });
        app.MapPost("/introspection", () =>
        {
            Interlocked.Increment(ref issuer.tokensAsked);
            return Results.Text(issuer.Introspection?.ToJsonString() ?? """{"active":false}""", "application/json");
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return issuer;
    }

    /// <summary>Replaces all keys by others under other ids.</summary>
    public void Rotate(string rsaId)
    {
        Forge.Dispose();
        Forge = new TokenForge();
        Keys = new JsonObject { ["keys"] = new JsonArray(TokenForge.Jwk(rsaId, Forge.Rsa)) };
    }

    /// <summary>A good token.</summary>
    public string Token(string audience, DateTimeOffset now, string keyId = "r", JsonObject? more = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = Address, ["aud"] = audience, ["sub"] = "ada", ["client_id"] = "agent", ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in more ?? [])
        {
            claims[name] = value?.DeepClone();
        }

        return Forge.Sign(TokenForge.Header("RS256", keyId), claims);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Forge.Dispose();
    }

    private string Describe() => new JsonObject
    {
        ["issuer"] = Claimed ?? Address, ["jwks_uri"] = $"{Address}/jwks", ["introspection_endpoint"] = $"{Address}/introspection",
    }.ToJsonString();

    private static Task Down(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
