using System.Net;
using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Http;
using McpPlatform.Tests.Environment;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed class RouteTableTests(TestPostgres postgres)
{
    private static readonly string[] Open =
    [
        "/health/live", "/health/ready", "/openapi/{documentName}.json", "/metrics", "/api/v1/sign-in", "/api/v1/sessions/refresh", "/.well-known/oauth-protected-resource",
        "/.well-known/oauth-protected-resource/mcp", "/api/v1/sign-in/providers", "/api/v1/sign-in/providers/{name}", "/api/v1/sign-in/answer",
    ];

    [Fact]
    public async Task Every_endpoint_refuses_a_request_without_a_key()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        foreach (var (method, path) in Routes(gateway).Where(r => !Open.Contains(r.Path)))
        {
            using var response = await SendAsync(gateway.Http(), method, path);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {path}");
            response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
    }

    [Fact]
    public async Task Every_endpoint_that_needs_more_than_reading_refuses_a_key_that_can_only_read()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var http = gateway.Http(await gateway.KeyAsync(PrincipalKind.Person, Scope.Read));
        var refused = 0;
        foreach (var (method, path) in Endpoints(gateway).Where(e => e.Needs is not (null or "read")).Select(e => (e.Method, e.Path)))
        {
            using var response = await SendAsync(http, method, path);
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
            (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"rule\":\"");
            refused++;
        }

        refused.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Every_endpoint_says_what_it_needs_and_only_known_ones_are_open()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        foreach (var endpoint in Table(gateway))
        {
            var open = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            open.ShouldBe(Open.Contains(PathOf(endpoint)), PathOf(endpoint));
            (open || endpoint.Metadata.GetMetadata<Needs>() is not null).ShouldBeTrue(PathOf(endpoint));
        }
    }

    [Fact]
    public async Task The_documentation_lists_exactly_the_routes_that_exist()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var routes = Routes(gateway).Where(r => r.Path.StartsWith("/api/", StringComparison.Ordinal) || r.Path is "/mcp" or "/sse" or "/messages")
            .Select(r => $"{r.Method} {r.Path}").Order(StringComparer.Ordinal).ToList();
        var documented = File.ReadLines(Path.Combine(Repository.Root, "docs", "api.md"))
            .Where(l => l.StartsWith("### `", StringComparison.Ordinal)).Select(l => l[5..l.LastIndexOf('`')]).Order(StringComparer.Ordinal).ToList();
        documented.ShouldBe(routes);
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_every_route_of_the_API()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var document = System.Text.Json.Nodes.JsonNode.Parse(
            await gateway.Http().GetStringAsync(new Uri("openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken))!;
        foreach (var (method, path) in Routes(gateway).Where(r => r.Path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            document["paths"]?[path]?[method.ToLowerInvariant()]?["responses"].ShouldNotBeNull($"{method} {path}");
        }
    }

    internal static IEnumerable<(string Method, string Path)> Routes(TestGateway gateway) => Endpoints(gateway).Select(e => (e.Method, e.Path));

    private static IEnumerable<(string Method, string Path, string? Needs)> Endpoints(TestGateway gateway) =>
        from endpoint in Table(gateway)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, PathOf(endpoint), endpoint.Metadata.GetMetadata<Needs>()?.Action);

    internal static IEnumerable<RouteEndpoint> Table(TestGateway gateway) => gateway.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    internal static string PathOf(RouteEndpoint endpoint) =>
        "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace(":guid", "", StringComparison.Ordinal);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string method, string path)
    {
        var address = path.Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal)
            .Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
        if (method is "POST" or "PUT")
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
