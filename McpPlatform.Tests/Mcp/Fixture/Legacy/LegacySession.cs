using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Legacy;

/// <summary>One session: what was agreed, what runs, what was asked of the client, and the streams.</summary>
internal sealed class LegacySession
{
    private readonly ConcurrentDictionary<string, ResumableStream> streams = new();
    private int lastStream;

    public LegacySession(string revision, JsonElement capabilities)
    {
        (Revision, Capabilities) = (revision, capabilities);
        Standalone = AddStream();
    }

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public string Revision { get; }

    public JsonElement Capabilities { get; }

    /// <summary>Whether the client has said that it is initialized.</summary>
    public bool IsReady { get; set; }

    public string LogLevel { get; set; } = "info";

    public ConcurrentDictionary<string, bool> Subscriptions { get; } = new();

    public RunningRequests Running { get; } = new();

    public Questions Questions { get; } = new();

    /// <summary>The stream of what belongs to no request.</summary>
    public ResumableStream Standalone { get; }

    public ResumableStream AddStream()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"s{Interlocked.Increment(ref lastStream)}");
        return streams[name] = new ResumableStream(name);
    }

    /// <summary>Gives the client something to resume from at once, if its revision knows events without data.</summary>
    public void Prime(ResumableStream stream)
    {
        if (Revision.IsAtLeast("2025-11-25"))
        {
            stream.Append(null);
        }
    }

    /// <summary>The stream of an event, and the place behind that event.</summary>
    public (ResumableStream Stream, int From) After(string eventId) =>
        eventId.Split('_') is [var name, var place] && streams.TryGetValue(name, out var stream)
            && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < stream.End
            ? (stream, index + 1)
            : throw RpcException.Refused(400, $"There was no event '{eventId}'.");

    /// <summary>Cancels what runs and ends the streams.</summary>
    public async Task EndAsync()
    {
        await Running.CancelAllAsync();
        foreach (var stream in streams.Values)
        {
            stream.Complete();
        }
    }
}
