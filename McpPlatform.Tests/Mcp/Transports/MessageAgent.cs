using System.Text.Json;
using McpPlatform.Tests.Mcp.Fixture;
using Xunit;

namespace McpPlatform.Tests.Mcp.Transports;

/// <summary>An agent that writes its own messages, over a transport that carries them one by one both ways.</summary>
internal abstract class MessageAgent : IAsyncDisposable
{
    public const string Sse = "sse";
    public const string WebSocket = "websocket";
    public const string Stdio = "stdio";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly List<JsonElement> heard = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int lastId;

    /// <summary>All that came, in order.</summary>
    public IReadOnlyList<JsonElement> Heard
    {
        get
        {
            lock (heard)
            {
                return [.. heard];
            }
        }
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens a connection to a gateway.</summary>
    public static async Task<MessageAgent> OpenAsync(string transport, Uri gateway, string key) => transport switch
    {
        Sse => await SseAgent.OpenAsync(gateway, key),
        WebSocket => await SocketAgent.OpenAsync(gateway, key),
        _ => StdioAgent.Start(gateway, key),
    };

    public abstract Task SendAsync(string message);

    /// <summary>Shakes hands in the legacy era.</summary>
    public async Task<JsonElement> BeginAsync(string revision = Revisions.LatestLegacy)
    {
        var capabilities = """{"elicitation":{"form":{}},"sampling":{},"roots":{"listChanged":true}}""";
        var answer = await CallAsync(
            "initialize", $$$"""{"protocolVersion":"{{{revision}}}","capabilities":{{{capabilities}}},"clientInfo":{"name":"wire","version":"1"}}""");
        await SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        return answer;
    }

    /// <summary>Sends a legacy request and waits for its answer.</summary>
    public async Task<JsonElement> CallAsync(string method, string parameters = "{}") => await AnswerAsync(await StartAsync(method, parameters));

    /// <summary>Sends a modern request and waits for its answer.</summary>
    public async Task<JsonElement> ModernAsync(string method, string parameters = "{}") => await AnswerAsync(await StartModernAsync(method, parameters));

    /// <summary>Sends a request; its id.</summary>
    public async Task<int> StartAsync(string method, string parameters = "{}")
    {
        var id = Interlocked.Increment(ref lastId);
        await SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""");
        return id;
    }

    /// <summary>Sends a modern request; its id.</summary>
    public Task<int> StartModernAsync(string method, string parameters = "{}", string revision = Revisions.Modern)
    {
        var meta = $$$"""
            "io.modelcontextprotocol/protocolVersion":"{{{revision}}}","io.modelcontextprotocol/clientCapabilities":{"elicitation":{"form":{}},"sampling":{},"roots":{}}
            """;
        var progress = parameters.Contains("progressToken", StringComparison.Ordinal) ? "" : "\"progressToken\":\"mine\",";
        return StartAsync(method, parameters[..^1] + (parameters == "{}" ? "" : ",") + "\"_meta\":{" + progress + meta + "}}");
    }

    /// <summary>Answers what it was asked.</summary>
    public Task ReplyAsync(JsonElement question, string result) =>
        SendAsync($$"""{"jsonrpc":"2.0","id":{{question.GetProperty("id").GetRawText()}},"result":{{result}}}""");

    public Task CancelAsync(int id) =>
        SendAsync($$$"""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{{{id}}}}}""");

    /// <summary>The answer to a request, waited for.</summary>
    public Task<JsonElement> AnswerAsync(int id) => FirstAsync(m => !m.TryGetProperty("method", out _) && IsOf(m, id), $"an answer to {id}");

    /// <summary>The first message with that method, waited for.</summary>
    public Task<JsonElement> FirstAsync(string method) => FirstAsync(m => MethodOf(m) == method, method);

    /// <summary>The first message of that kind, waited for.</summary>
    public async Task<JsonElement> FirstAsync(Func<JsonElement, bool> condition, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        while (true)
        {
            Task signal;
            lock (heard)
            {
                if (heard.FirstOrDefault(condition) is { ValueKind: JsonValueKind.Object } found)
                {
                    return found;
                }

                signal = changed.Task;
            }

            await signal.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"There came no {what}, but: {string.Join('\n', Heard)}");
            }
        }
    }

    public static string? MethodOf(JsonElement message) => message.TryGetProperty("method", out var method) ? method.GetString() : null;

    public abstract ValueTask DisposeAsync();

    protected void Hear(string message)
    {
        var json = JsonDocument.Parse(message).RootElement;
        lock (heard)
        {
            heard.Add(json);
            changed.TrySetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private static bool IsOf(JsonElement message, int id) =>
        message.TryGetProperty("id", out var of) && of.ValueKind == JsonValueKind.Number && of.GetInt32() == id;
}
