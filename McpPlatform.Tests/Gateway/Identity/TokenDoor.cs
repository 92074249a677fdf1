using McpPlatform.Contracts.Api;
using McpPlatform.Core.Secrets;
using McpPlatform.Gateway;
using McpPlatform.Gateway.Identity;
using McpPlatform.Gateway.Identity.Issuers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace McpPlatform.Tests.Gateway.Identity;

/// <summary>The part of the gateway that recognises tokens, of one issuer, without the rest.</summary>
internal sealed class TokenDoor : IDisposable
{
    public const string Address = "https://gateway.example";
    public const string Audience = $"{Address}/mcp";
    private readonly IssuerHttp http;
    private readonly TokenRecognition recognition;

    public TokenDoor(IssuerDouble issuer, Action<IssuerOptions>? configure = null)
    {
        var settings = new IssuerOptions
        {
            Address = issuer.Address, Scopes = [new ScopeMapping { Scope = "mcpp:read", Gives = [Scope.Read] }, new ScopeMapping { Scope = "mcpp:all", Gives = Enum.GetValues<Scope>() }],
        };
        configure?.Invoke(settings);
        var options = Options.Create(new GatewayOptions
        {
            PublicAddress = Address, Issuers = new Dictionary<string, IssuerOptions> { ["corp"] = settings },
        });
        http = new IssuerHttp(Time);
        var directory = new IssuerDirectory(options, http, new NoSecrets(), Time, NullLogger<IssuerDirectory>.Instance);
        recognition = new TokenRecognition(
            directory, new OwnAddresses(new NoServer(), options), new Introspection(Time), new RecognisedTokens(Time), Time, NullLogger<TokenRecognition>.Instance);
    }

    public MovableTime Time { get; } = new();

    public async Task<Recognised> TryAsync(string token) =>
        await recognition.RecogniseAsync(new Credentials(token.AsMemory(), null), TestContext.Current.CancellationToken);

    public void Dispose() => http.Dispose();

    private sealed class NoSecrets : ISecretResolver
    {
        public ValueTask<string> ResolveAsync(string tenant, string reference, string purpose, CancellationToken cancellationToken) => ValueTask.FromResult("secret");
    }

    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
