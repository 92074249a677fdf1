using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Legacy;

/// <summary>The methods of a session: those of both eras, and those that only sessions have.</summary>
internal sealed class LegacyMethods(FeatureMethods features)
{
    public Task<JsonObject> RunAsync(LegacyCall call) => call.Message.Method switch
    {
        "ping" => Done(),
        "logging/setLevel" => Done(() => call.Session.LogLevel = LogLevels.Known(call.Params.Text("level"))),
        "resources/subscribe" => Done(() => call.Session.Subscriptions[features.Resource(call).Uri] = true),
        "resources/unsubscribe" => Done(() => call.Session.Subscriptions.TryRemove(features.Resource(call).Uri, out _)),
        _ => features.RunAsync(call),
    };

    private static Task<JsonObject> Done(Action? work = null)
    {
        work?.Invoke();
        return Task.FromResult<JsonObject>([]);
    }
}
