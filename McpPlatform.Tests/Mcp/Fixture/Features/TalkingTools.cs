using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>Tools that say something before they answer.</summary>
internal static class TalkingTools
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    public static IEnumerable<FixtureTool> All =>
    [
        new(
            "test_tool_with_logging", "Logs three times.",
            call => LogAsync(call, "Tool execution started", "Tool processing data", "Tool execution completed")),
        new("test_logging_tool", "Logs once.", call => LogAsync(call, "Tool execution started")),
        new("test_tool_with_progress", "Reports progress three times.", ProgressAsync),
        new("test_streaming_elicitation", "Reports progress, then asks.", StreamAsync),
        new("test_reconnection", "Hangs up in mid-call.", ReconnectAsync),
        new("test_wait", "Runs until it is cancelled.", WaitAsync),
    ];

    private static async Task<JsonObject> LogAsync(FixtureCall call, params string[] lines)
    {
        foreach (var line in lines)
        {
            await call.LogAsync("info", line);
        }

        return Content.Result("Logged.");
    }

    private static async Task<JsonObject> ProgressAsync(FixtureCall call)
    {
        foreach (var progress in (int[])[0, 50, 100])
        {
            await call.ProgressAsync(progress, 100);
        }

        return Content.Result("Done.");
    }

    private static async Task<JsonObject> StreamAsync(FixtureCall call)
    {
        call.Require("elicitation");
        await call.OpenStreamAsync();
        await call.ProgressAsync(1);
        await call.AskAsync("confirm", InputRequest.Confirmation());
        return Content.Result("Streamed.");
    }

    private static Task<JsonObject> ReconnectAsync(FixtureCall call)
    {
        call.Disconnect();
        return Task.FromResult(Content.Result("Whoever reads this came back."));
    }

    private static async Task<JsonObject> WaitAsync(FixtureCall call)
    {
        using var timer = new PeriodicTimer(Step);
        var progress = 0;
        do
        {
            await call.ProgressAsync(++progress);
        }
        while (await timer.WaitForNextTickAsync(call.Cancelled));

        return Content.Result("Nobody cancelled.");
    }
}
