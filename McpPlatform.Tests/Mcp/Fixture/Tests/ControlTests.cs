using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture.Features;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Fixture.Tests;

/// <summary>What a test can make the fixture do.</summary>
public sealed class ControlTests : IAsyncLifetime
{
    private const string Watched = "test://watched-resource";
    private FixtureServer fixture = null!;
    private WireClient modern = null!;
    private WireClient legacy = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        fixture = await FixtureServer.StartAsync(FixtureEras.Both, Token);
        modern = new WireClient(fixture.Address);
        legacy = await WireClient.InSessionAsync(fixture.Address);
    }

    [Fact]
    public async Task A_tool_that_comes_or_goes_is_announced_to_who_listens()
    {
        using var subscription = await modern.SendAsync(ModernMessage.Listen(new() { ["toolsListChanged"] = true }));
        using var stream = await legacy.SendAsync(HttpMethod.Get);
        await ListeningAsync(2);
        fixture.AddTool(FixtureTool.Saying("test_new", "Is new.", () => Content.Result("new")));
        fixture.RemoveTool("test_new");
        string[] twice = ["notifications/tools/list_changed", "notifications/tools/list_changed"];
        (await HeardAsync(subscription, 3)).ShouldBe(["notifications/subscriptions/acknowledged", .. twice]);
        (await HeardAsync(stream, 2)).ShouldBe(twice);
    }

    [Fact]
    public async Task A_tool_that_was_added_can_be_called()
    {
        fixture.AddTool(FixtureTool.Saying("test_new", "Is new.", () => Content.Result("new")));
        using var response = await modern.SendAsync(ModernMessage.Call("test_new"));
        var result = (await WireClient.AnswerAsync(response)).GetProperty("result");
        result.GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("new");
    }

    [Fact]
    public async Task A_touched_resource_is_announced_to_who_subscribed_to_it()
    {
        using var subscription = await modern.SendAsync(ModernMessage.Listen(new() { ["resourceSubscriptions"] = new JsonArray(Watched) }));
        using var subscribed = await legacy.PostAsync("resources/subscribe", new() { ["uri"] = Watched });
        await WireClient.AnswerAsync(subscribed);
        using var stream = await legacy.SendAsync(HttpMethod.Get);
        await ListeningAsync(2);
        fixture.TouchResource("test://static-text");
        fixture.TouchResource(Watched);
        (await HeardAsync(subscription, 2))[1].ShouldBe("notifications/resources/updated");
        (await HeardAsync(stream, 1)).ShouldBe(["notifications/resources/updated"]);
    }

    [Fact]
    public async Task Dropped_streams_break_off_and_a_session_reads_on_where_it_was()
    {
        var waiting = new JsonObject { ["name"] = "test_wait", ["_meta"] = new JsonObject { ["progressToken"] = 1 } };
        using var call = await legacy.SendAsync(WireClient.Message("tools/call", waiting, 5));
        await using var messages = WireClient.MessagesAsync(call).GetAsyncEnumerator(Token);
        await messages.MoveNextAsync();
        await messages.MoveNextAsync();
        legacy.Headers["Last-Event-ID"] = messages.Current.Id;
        fixture.DropStreams();
        await Should.ThrowAsync<IOException>(async () => { while (await messages.MoveNextAsync()) { } });
        using var again = await legacy.SendAsync(HttpMethod.Get);
        (await HeardAsync(again, 1)).ShouldBe(["notifications/progress"]);
        fixture.Received.ShouldNotContain(message => message.Kind == ReceivedKind.Closed && message.HttpMethod == "POST");
    }

    [Fact]
    public async Task A_forgotten_session_is_not_found_any_more()
    {
        await fixture.ForgetSessionsAsync();
        using var response = await legacy.PostAsync("ping");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Ended_subscriptions_are_answered()
    {
        var listen = ModernMessage.Listen([]);
        using var subscription = await modern.SendAsync(listen);
        await ListeningAsync(1);
        fixture.EndSubscriptions();
        var answer = await WireClient.AnswerAsync(subscription);
        answer.GetProperty("id").GetInt32().ShouldBe(listen.Id);
        answer.GetProperty("result").GetProperty("resultType").GetString().ShouldBe("complete");
    }

    [Fact]
    public async Task A_client_that_goes_away_is_written_down()
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var call = modern.SendUntilAsync(ModernMessage.Call("test_wait"), leave.Token);
        await fixture.FirstAsync(message => message.JsonRpcMethod == "tools/call", Token);
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);
        var closed = await fixture.FirstAsync(message => message.Kind == ReceivedKind.Closed, Token);
        (closed.Era, closed.JsonRpcMethod).ShouldBe((FixtureEras.Modern, "tools/call"));
    }

    [Fact]
    public async Task Everything_a_client_sends_is_written_down_with_its_era_and_headers()
    {
        using var call = await modern.SendAsync(ModernMessage.Call("test_simple_text"));
        using var end = await legacy.SendAsync(HttpMethod.Delete);
        fixture.Received.Select(message => (message.Era, message.Kind, message.JsonRpcMethod)).ShouldBe(
        [
            (FixtureEras.Legacy, ReceivedKind.Request, "initialize"),
            (FixtureEras.Legacy, ReceivedKind.Notification, "notifications/initialized"),
            (FixtureEras.Modern, ReceivedKind.Request, "tools/call"),
            (FixtureEras.Legacy, ReceivedKind.Delete, null),
        ]);
        fixture.Received[2].Headers["mcp-name"].ShouldBe("test_simple_text");
        fixture.Received[2].Body!.Value.GetProperty("params").GetProperty("name").GetString().ShouldBe("test_simple_text");
    }

    [Fact]
    public async Task Lists_come_in_pages_if_so_told()
    {
        await using var paged = await FixtureServer.StartAsync(FixtureEras.Modern, Token, pageSize: 2);
        using var client = new WireClient(paged.Address);
        using var first = await client.SendAsync(new ModernMessage("resources/list"));
        var page = (await WireClient.AnswerAsync(first)).GetProperty("result");
        var next = new JsonObject { ["cursor"] = page.GetProperty("nextCursor").GetString() };
        using var second = await client.SendAsync(new ModernMessage("resources/list", next));
        var rest = (await WireClient.AnswerAsync(second)).GetProperty("result");
        (page.GetProperty("resources").GetArrayLength(), rest.GetProperty("resources").GetArrayLength()).ShouldBe((2, 1));
        rest.TryGetProperty("nextCursor", out _).ShouldBeFalse();
    }

    public async ValueTask DisposeAsync()
    {
        modern.Dispose();
        legacy.Dispose();
        await fixture.DisposeAsync();
    }

    private Task ListeningAsync(int listeners) =>
        Eventually.TrueAsync(() => fixture.Listeners == listeners, TimeSpan.FromSeconds(10), $"{listeners} listeners", Token);

    private static async Task<IReadOnlyList<string?>> HeardAsync(HttpResponseMessage stream, int count) =>
        await WireClient.MessagesAsync(stream).Where(m => m.Message.ValueKind == JsonValueKind.Object)
            .Select(m => m.Message.GetProperty("method").GetString()).Take(count).ToListAsync(Token);
}
