using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>A request that is being answered, as a tool or prompt sees it: the same in both eras.</summary>
internal abstract class FixtureCall(RpcMessage message)
{
    public RpcMessage Message => message;

    public JsonElement Params => message.Params;

    public abstract FixtureEras Era { get; }

    /// <summary>Cancelled when nobody wants the answer any more.</summary>
    public abstract CancellationToken Cancelled { get; }

    private JsonElement? ProgressToken => message.Meta.Member("progressToken");

    public string Argument(string name) =>
        Params.Member("arguments")?.Text(name) ?? throw RpcException.InvalidParams($"The argument '{name}' is missing.");

    public abstract bool Declares(string capability);

    /// <summary>Fails the call when the client did not declare that it can do this.</summary>
    public abstract void Require(string capability);

    public abstract Task NotifyAsync(string method, JsonObject parameters);

    /// <summary>Answers as a stream from here on.</summary>
    public abstract Task OpenStreamAsync();

    /// <summary>Closes the connection in mid-call where the era lets a client come back for the rest.</summary>
    public abstract void Disconnect();

    /// <summary>Asks the client for all of this and gives its results.</summary>
    /// <param name="requests">What is asked for.</param>
    /// <param name="remember">Whether what was answered in earlier rounds travels with the client.</param>
    public abstract Task<IReadOnlyDictionary<string, JsonElement>> AskAsync(
        IReadOnlyDictionary<string, InputRequest> requests, bool remember = true);

    /// <summary>Has the client come back with the same request, where the era has it so.</summary>
    public abstract void ComeBack();

    public async Task<JsonElement> AskAsync(string key, InputRequest request, bool remember = true) =>
        (await AskAsync(new Dictionary<string, InputRequest> { [key] = request }, remember))[key];

    /// <summary>Reports progress, if the client asked to hear of it.</summary>
    public async Task ProgressAsync(int progress, int? total = null)
    {
        if (ProgressToken is { } token)
        {
            var parameters = new JsonObject { ["progressToken"] = token.ToNode(), ["progress"] = progress };
            if (total is not null)
            {
                parameters["total"] = total;
            }

            await NotifyAsync("notifications/progress", parameters);
        }
    }

    /// <summary>Logs, if the client asked to hear of it.</summary>
    public async Task LogAsync(string level, string text)
    {
        if (LogLevel is { } least && LogLevels.Reaches(level, least))
        {
            await NotifyAsync("notifications/message", new JsonObject { ["level"] = level, ["logger"] = "fixture", ["data"] = text });
        }
    }

    /// <summary>The least level the client wants to hear of; <see langword="null"/> for none.</summary>
    protected abstract string? LogLevel { get; }
}
