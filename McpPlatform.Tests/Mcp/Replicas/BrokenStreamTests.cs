using System.Text;
using McpPlatform.Gateway.Replicas;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Replicas;

/// <summary>
/// A stream whose replica breaks off, or falls silent and loses its lease, while an agent reads it: the agent sees an end. Who waits for an answer is
/// told that nobody knows; where half an event came, the agent's connection breaks, so that nobody takes the half for the whole.
/// </summary>
public sealed class BrokenStreamTests(TestPostgres postgres)
{
    private const string Event = "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}\n\n";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    public static MatrixTheoryData<string, bool> Ends => new(["GET", "POST"], [true, false]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_stream_of_a_session_ends_as_if_its_gateway_had_stopped(bool breaksOff)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);

        (await ReadAsync(gateway, breaksOff, "GET", Event)).ShouldBe("");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_stream_of_a_call_ends_with_the_error_that_nobody_knows(bool breaksOff)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);

        (await ReadAsync(gateway, breaksOff, "POST", Event)).ShouldContain("\"id\":7,\"error\":{\"code\":-32015");
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Half_an_event_breaks_the_agents_connection(string method, bool breaksOff)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);

        var broken = await Record.ExceptionAsync(() => ReadAsync(gateway, breaksOff, method, Event[..^5]));

        // One that breaks at once may take the status with it.
        (broken is IOException or HttpRequestException).ShouldBeTrue($"{broken}");
    }

    // What an agent reads after what the replica said, until its stream ends.
    private static async Task<string> ReadAsync(TestGateway gateway, bool breaksOff, string method, string said)
    {
        using var replica = new FakeReplica(Stream(said), breaksOff);
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), new Uri("mcp", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.TryAddWithoutValidation("Mcp-Session-Id", replica.Join(gateway));
        request.Content = method == "GET" ? null : new StringContent("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"x"} }""", Encoding.UTF8, "application/json");
        using var answer = await gateway.Http(gateway.AdminKey).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var stream = await answer.Content.ReadAsStreamAsync(Cancel);
        var first = new byte[said.Length];
        await stream.ReadExactlyAsync(first, Cancel).AsTask().WaitAsync(Soon, Cancel);
        Encoding.ASCII.GetString(first).ShouldBe(said);
        if (!breaksOff)
        {
            gateway.Get<ReplicaDirectory>().Set([]);
        }

        using var rest = new StreamReader(stream);
        return await rest.ReadToEndAsync(Cancel).WaitAsync(Soon, Cancel);
    }

    private static string Stream(string events) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n{Encoding.UTF8.GetByteCount(events):x}\r\n{events}\r\n";
}
