using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Legacy;
using McpPlatform.Tests.Mcp.Fixture.Modern;
using McpPlatform.Tests.Mcp.Fixture.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Tests.Mcp.Fixture;

/// <summary>
/// An MCP server for tests: strict, hand-written from the specification, sharing no code with what it tests. It offers everything the
/// official conformance suite asks a server for, writes down whatever it receives, and can be told to change or to fail.
/// </summary>
internal sealed class FixtureServer : IAsyncDisposable
{
    public const string Instructions = "Offers everything a test may want to call.";
    private readonly Catalogue catalogue = new();
    private readonly LegacySessions sessions = new();
    private readonly Subscriptions subscriptions = new();
    private readonly Exchanges exchanges = new();
    private readonly ReceivedLog log = new();
    private readonly SlowWire slow = new();
    private readonly WebApplication app;

    private FixtureServer(WebApplication app, FixtureEras eras, int? pageSize, bool isSlow)
    {
        this.app = app;
        if (isSlow)
        {
            app.Use(next => http => slow.ServeAsync(http, next));
        }

        catalogue.Changed += sessions.Announce;
        catalogue.Changed += subscriptions.Announce;
        var features = new FeatureMethods(catalogue, pageSize);
        var legacy = new LegacyEra(sessions, new LegacyMethods(features));
        var modern = new ModernEra(eras, catalogue, features, subscriptions);
        app.Run(new FrontDoor(eras, legacy, modern, exchanges, log).ServeAsync);
    }

    /// <summary>The MCP endpoint.</summary>
    public Uri Address => new(new Uri(app.Urls.First()), HttpRules.Path);

    /// <summary>Everything that came so far.</summary>
    public IReadOnlyList<ReceivedMessage> Received => log.Messages;

    /// <summary>How many answers became streams of events because it is slow.</summary>
    public int Forced => slow.Forced;

    /// <summary>How many streams are open on which a client hears of changes.</summary>
    public int Listeners => sessions.Listeners + subscriptions.Count;

    /// <summary>Starts on a port of its own.</summary>
    /// <param name="eras">What it speaks.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <param name="pageSize">How many items a list has at most before there is a next page.</param>
    /// <param name="isSlow">Whether it answers the slow way: in streams of events, a few bytes at a time.</param>
    public static async Task<FixtureServer> StartAsync(FixtureEras eras, CancellationToken cancellationToken, int? pageSize = null, bool isSlow = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        var fixture = new FixtureServer(builder.Build(), eras, pageSize, isSlow);
        await fixture.app.StartAsync(cancellationToken);
        return fixture;
    }

    public static JsonObject Identity() => new() { ["name"] = "fixture", ["version"] = "1.0.0" };

    /// <summary>The first thing received of that kind, waited for if need be.</summary>
    public Task<ReceivedMessage> FirstAsync(Func<ReceivedMessage, bool> condition, CancellationToken cancellationToken) =>
        log.FirstAsync(condition, cancellationToken);

    public void AddTool(FixtureTool tool) => catalogue.AddTool(tool);

    /// <summary>Puts a tool in the place of the one of its name.</summary>
    public void ReplaceTool(FixtureTool tool) => catalogue.ReplaceTool(tool);

    public void AddPrompt(FixturePrompt prompt) => catalogue.AddPrompt(prompt);

    public void RemoveTool(string name) => catalogue.RemoveTool(name);

    /// <summary>Tells whoever subscribed to a resource that it changed.</summary>
    public void TouchResource(string uri) => catalogue.Touch(uri);

    /// <summary>Asks the legacy client that came last, though no call of it is under way.</summary>
    public Task<JsonElement> AskAsync(InputRequest request, CancellationToken cancellationToken) => sessions.AskAsync(request, cancellationToken);

    /// <summary>Cuts the connection of every open stream.</summary>
    public void DropStreams() => exchanges.DropStreams();

    /// <summary>Ends every subscription with its final answer, as a server does that goes down in good order.</summary>
    public void EndSubscriptions() => subscriptions.EndAll();

    /// <summary>Ends every session without a word; the next request of each is told that there is no such session.</summary>
    public Task ForgetSessionsAsync() => sessions.EndAllAsync();

    public async ValueTask DisposeAsync()
    {
        await sessions.EndAllAsync();
        exchanges.DropAll();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }
}
