using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Fixture.Tests;

/// <summary>Requests that are tried again with what the server asked for.</summary>
public sealed class RoundTripTests : IAsyncLifetime
{
    private FixtureServer fixture = null!;
    private WireClient client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Token);
        client = new WireClient(fixture.Address);
    }

    [Fact]
    public async Task Answers_of_earlier_rounds_are_remembered_by_the_state_alone()
    {
        var call = ModernMessage.Call("test_input_required_result_multi_round");
        var second = call.Again(Accepting("step1", "name", "Alice"), State(await ResultAsync(call)));
        var third = call.Again(Accepting("step2", "color", "blue"), State(await ResultAsync(second)));
        Text(await ResultAsync(third)).ShouldBe("Alice likes blue");
    }

    [Fact]
    public async Task A_state_alone_may_be_all_there_is_to_bring_back()
    {
        var call = ModernMessage.Call("test_input_required_result_state_only");
        var first = await ResultAsync(call);
        first.TryGetProperty("inputRequests", out _).ShouldBeFalse();
        Text(await ResultAsync(call.Again(null, State(first)))).ShouldBe("Here you are again.");
    }

    [Fact]
    public async Task A_state_is_good_for_its_own_request_only()
    {
        var state = State(await ResultAsync(ModernMessage.Call("test_input_required_result_request_state")));
        var other = ModernMessage.Call("test_input_required_result_tampered_state").Again(Confirming(), state);
        (await ErrorAsync(other)).ShouldBe(-32602);
    }

    [Fact]
    public async Task A_request_that_is_tried_again_has_an_id_of_its_own()
    {
        var call = ModernMessage.Call("test_input_required_result_request_state");
        var again = call.Again(Confirming(), State(await ResultAsync(call)));
        again.Body["id"] = call.Id;
        (await ErrorAsync(again)).ShouldBe(-32602);
    }

    [Fact]
    public async Task Answers_without_the_state_they_belong_to_count_for_nothing()
    {
        var call = ModernMessage.Call("test_input_required_result_request_state");
        (await ResultAsync(call.Again(Confirming(), null))).GetProperty("resultType").GetString().ShouldBe("input_required");
    }

    [Fact]
    public async Task Methods_that_never_ask_take_no_answers() =>
        (await ErrorAsync(new ModernMessage("tools/list", new() { ["inputResponses"] = new JsonObject() }))).ShouldBe(-32602);

    [Fact]
    public async Task A_client_is_asked_only_what_it_declared()
    {
        var call = ModernMessage.Call("test_input_required_result_elicitation");
        call.Meta["io.modelcontextprotocol/clientCapabilities"] = new JsonObject { ["sampling"] = new JsonObject() };
        (await ErrorAsync(call)).ShouldBe(-32021);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await fixture.DisposeAsync();
    }

    private static JsonObject Confirming() => Accepting("confirm", "ok", true);

    private static JsonObject Accepting(string key, string field, JsonNode value) =>
        new() { [key] = new JsonObject { ["action"] = "accept", ["content"] = new JsonObject { [field] = value } } };

    private static string State(JsonElement result) => result.GetProperty("requestState").GetString()!;

    private static string Text(JsonElement result) => result.GetProperty("content")[0].GetProperty("text").GetString()!;

    private async Task<JsonElement> ResultAsync(ModernMessage message) => (await AnswerAsync(message)).GetProperty("result");

    private async Task<int> ErrorAsync(ModernMessage message) =>
        (await AnswerAsync(message)).GetProperty("error").GetProperty("code").GetInt32();

    private async Task<JsonElement> AnswerAsync(ModernMessage message)
    {
        using var response = await client.SendAsync(message);
        return await WireClient.AnswerAsync(response);
    }
}
