// The gateway serves what the specification deprecates for as long as it is there.
#pragma warning disable MCP9005
using McpPlatform.Tests.Environment;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>An agent on the official C# client, in either era, that notes what it is told and asked.</summary>
internal sealed class Agent : IAsyncDisposable
{
    private readonly List<string> heard = [];
    private McpClient client = null!;

    public McpClient Client => client;

    /// <summary>Methods of the notifications and questions that came, in order; before that of a form its message.</summary>
    public IReadOnlyList<string> Heard
    {
        get
        {
            lock (heard)
            {
                return [.. heard];
            }
        }
    }

    /// <summary>The folder it says it works in, to servers that ask.</summary>
    public string Root { get; set; } = "file:///work";

    /// <summary>What its person says to forms: accept, decline or cancel.</summary>
    public string Says { get; set; } = "accept";

    public static Task<Agent> ConnectAsync(Uri address, string revision, string? key = null) => ConnectOverAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = address,
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = key is null ? null : new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        }),
        revision);

    public static async Task<Agent> ConnectOverAsync(IClientTransport transport, string revision)
    {
        var agent = new Agent();
        agent.client = await McpClient.CreateAsync(transport, agent.Options(revision), cancellationToken: TestContext.Current.CancellationToken);
        return agent;
    }

    public async Task<string> CallAsync(string tool, Dictionary<string, object?>? arguments = null, IProgress<ModelContextProtocol.ProgressNotificationValue>? progress = null)
    {
        var result = await client.CallToolAsync(tool, arguments ?? [], progress, cancellationToken: TestContext.Current.CancellationToken);
        return string.Join('\n', result.Content.OfType<TextContentBlock>().Select(c => c.Text));
    }

    public Task HearsAsync(string method) => Eventually.TrueAsync(
        () => Heard.Contains(method), TimeSpan.FromSeconds(15), $"the agent hears {method}", TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private McpClientOptions Options(string revision) => new()
    {
        ProtocolVersion = revision,

        // A gateway on a busy machine is slow and no server of another era.
        DiscoverProbeTimeout = Timeout.InfiniteTimeSpan,
        Handlers = new McpClientHandlers
        {
            ElicitationHandler = (request, _) =>
            {
                Note(request!.Message);
                return Noted("elicitation/create", new ElicitResult
                {
                    Action = Says,
                    Content = Says != "accept" ? null : request.RequestedSchema!.Properties.Keys.ToDictionary(k => k, _ => System.Text.Json.JsonSerializer.SerializeToElement("Ada")),
                });
            },
            SamplingHandler = (_, _, _) => Noted("sampling/createMessage", new CreateMessageResult { Model = "m", Content = [new TextContentBlock { Text = "Paris" }] }),
            RootsHandler = (_, _) => Noted("roots/list", new ListRootsResult { Roots = [new Root { Uri = Root }] }),
            NotificationHandlers =
            [
                On("notifications/tools/list_changed"), On("notifications/resources/updated"), On("notifications/message"),
            ],
        },
    };

    private KeyValuePair<string, Func<JsonRpcNotification, CancellationToken, ValueTask>> On(string method) =>
        new(method, (_, _) =>
        {
            Note(method);
            return ValueTask.CompletedTask;
        });

    private ValueTask<T> Noted<T>(string method, T answer)
    {
        Note(method);
        return ValueTask.FromResult(answer);
    }

    public void Note(string method)
    {
        lock (heard)
        {
            heard.Add(method);
        }
    }
}
