using System.Net;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Fixture.Tests;

/// <summary>The modern half insists on everything the specification does.</summary>
public sealed class ModernEraTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task There_are_no_streams_and_sessions(string method)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Token);
        using var client = new WireClient(fixture.Address);
        using var response = await client.SendAsync(new HttpMethod(method));
        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    [Fact]
    public async Task Who_wants_to_initialize_is_told_what_is_spoken_here()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Token);
        using var client = new WireClient(fixture.Address);
        using var response = await client.PostAsync("initialize", WireClient.InitializeParams("2025-11-25"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = (await WireClient.AnswerAsync(response)).GetProperty("error");
        error.GetProperty("message").GetString()!.ShouldContain(Revisions.Modern);
        error.GetProperty("data").GetProperty("supported")[0].GetString().ShouldBe(Revisions.Modern);
    }

    [Fact]
    public async Task Clients_have_no_notifications()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Token);
        using var client = new WireClient(fixture.Address);
        using var response = await client.SendAsync(WireClient.Message("notifications/cancelled", new() { ["requestId"] = 1 }));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    public static TheoryData<string> Mistakes => [.. Mistake.All.Keys];

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_refused(string name)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Token);
        using var client = new WireClient(fixture.Address);
        var mistake = Mistake.All[name];
        using var response = await client.SendAsync(Mistake.Right().Bent(mistake.Make));
        (await WireClient.AnswerAsync(response)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(mistake.Code);
    }

    [Fact]
    public async Task Headers_may_be_encoded_and_numbers_written_otherwise()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Token);
        using var client = new WireClient(fixture.Address);
        using var response = await client.SendAsync(Mistake.Right().Bent(request =>
        {
            request.Headers["Mcp-Name"] = "=?base64?dGVzdF9oZWFkZXJfcGFyYW1ldGVycw==?=";
            request.Headers["mcp-param-LIMIT"] = "42.0";
            request.Headers["Mcp-Param-Nobody-Knows"] = "this";
        }));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Token));
    }
}
