using System.Runtime.CompilerServices;
using McpPlatform.Core.Secrets;
using McpPlatform.Gateway.Links;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Links;

public sealed class HttpLinkTests
{
    [Fact]
    public async Task A_server_that_refuses_the_credentials_gets_those_that_were_set_meanwhile_once()
    {
        var secrets = new Secrets();
        var seen = new List<string>();
        await using var server = await ServerAsync(seen, accepted: "new");
        using var connections = HttpLink.NewConnections();
        var headers = new Dictionary<string, string> { ["X-Api-Key"] = "secret://wiki" };
        var config = new UpstreamConfig("one", "wiki", new HttpAddress(new Uri(server.Urls.Single()), headers), "", null, TimeSpan.FromSeconds(5), 1);
        using var cache = new CredentialCache(secrets, secrets, TimeProvider.System);
        var link = new HttpLink("wiki", ((HttpAddress)config.Address).Url, new Credentials(config, headers, cache, owner: null), connections, 100_000);

        (await StatusAsync(link)).ShouldBeFalse();
        seen.ShouldBe(["old"], "nothing else is known, so nothing else is tried");
        secrets.Value = "new";
        (await StatusAsync(link)).ShouldBeTrue();
        seen.ShouldBe(["old", "old", "new"]);
        (await StatusAsync(link)).ShouldBeTrue();
        (seen.Count, secrets.Read).ShouldBe((4, 3));
    }

    private static async Task<bool> StatusAsync(HttpLink link)
    {
        using var messages = await link.PostAsync(new Outgoing("{}"u8.ToArray(), static _ => { }, 1), TestContext.Current.CancellationToken);
        return messages.HasMessages;
    }

    private static async Task<WebApplication> ServerAsync(List<string> seen, string accepted)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/", (HttpRequest request) =>
        {
            seen.Add(request.Headers["X-Api-Key"].ToString());
            return seen[^1] == accepted ? Results.Json(new { jsonrpc = "2.0", id = 1, result = new { } }) : Results.Unauthorized();
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private sealed class Secrets : ISecretResolver, ISecretNews
    {
        public string Value { get; set; } = "old";

        public int Read { get; private set; }

        public ValueTask<string> ResolveAsync(string tenant, string reference, string purpose, CancellationToken cancellationToken)
        {
            Read++;
            return ValueTask.FromResult(Value);
        }

        public async IAsyncEnumerable<ChangedSecret> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            yield break;
        }
    }
}
