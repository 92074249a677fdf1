using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>A Gateway before a server that tells what it should not, and agents of both eras that write their own HTTP.</summary>
internal sealed class LeakyServer(FixtureServer fixture, GatewayBefore gateway) : IAsyncDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public TestGateway Gateway => gateway.Gateway;

    public Uri Address => gateway.Address;

    public static async Task<LeakyServer> StartAsync(TestPostgres postgres, string eras, params (string Key, string Value)[] settings)
    {
        var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(eras), Cancel);
        foreach (var tool in RedactionTools.All)
        {
            fixture.AddTool(tool);
        }

        fixture.AddPrompt(RedactionTools.Prompt);
        return new LeakyServer(fixture, await GatewayBefore.StartAsync(postgres, fixture, settings.ToDictionary(s => s.Key, s => (string?)s.Value)));
    }

    /// <summary>Sends a request as an agent of a revision, and reads all messages that come of it; the answer is the last.</summary>
    public async Task<IReadOnlyList<JsonElement>> SendAsync(string revision, string method, string parameters, string? name = null)
    {
        if (revision == Revisions.Modern)
        {
            using var modern = new WireAgent(Address, revision);
            using var answer = await modern.CallAsync(method, parameters, name is null ? [] : [("Mcp-Name", name)]);
            return await MessagesAsync(answer);
        }

        using var legacy = await WireAgent.BeginAsync(Address, revision);
        using var response = await legacy.PostAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"{{{method}}}","params":{{{parameters}}} }""");
        return await MessagesAsync(response);
    }

    /// <summary>Calls a tool and gives its result.</summary>
    public async Task<JsonElement> CallAsync(string revision, string tool) =>
        (await SendAsync(revision, "tools/call", $$$"""{"name":"{{{tool}}}","arguments":{} }""", tool))[^1].GetProperty("result");

    /// <summary>The audit record of the one call of a tool.</summary>
    public async Task<AuditRecord> RecordAsync(string name)
    {
        AuditRecord? record = null;
        await Eventually.TrueAsync(
            async () => (record = (await Gateway.Admin.ListAuditAsync(new AuditFilter(Name: name), cancellationToken: Cancel)).Items.SingleOrDefault()) is not null,
            TimeSpan.FromSeconds(15), "the record is stored", Cancel);
        (await Gateway.Admin.VerifyAuditAsync(Cancel)).Whole.ShouldBeTrue();
        return record!;
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await fixture.DisposeAsync();
    }

    private static async Task<IReadOnlyList<JsonElement>> MessagesAsync(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            return [await WireAgent.JsonAsync(response)];
        }

        var messages = new List<JsonElement>();
        await foreach (var (_, data) in WireAgent.EventsAsync(response, Cancel))
        {
            if (data.Length > 0)
            {
                messages.Add(JsonDocument.Parse(data).RootElement);
            }
        }

        return messages;
    }
}
