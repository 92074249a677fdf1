using System.Globalization;
using System.Net.Sockets;
using System.Text;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Gateway;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Replicas;

/// <summary>What an idle session costs, by the memory of a gateway that is a process of its own: 5,000 of them are to stay under 200 MB.</summary>
public sealed class IdleSessionTests(TestPostgres postgres)
{
    private const int Sessions = 1_000;
    private const int Attempts = 3;
    private const int MostBytesEach = 200 * 1_048_576 / 5_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_idle_session_costs_less_than_40_KB_with_its_stream_open_or_not(bool listening)
    {
        await using var stack = await PlatformStack.StartAsync(postgres, Cancel, startWorker: false, new Dictionary<string, string>
        {
            ["Gateway:RequestsPerSecond"] = "100000", ["Gateway:Burst"] = "100000",

            // Little garbage lies around, so that what is measured is what is held.
            ["DOTNET_gcServer"] = "0", ["DOTNET_GCgen0size"] = "0x400000",
        });
        var open = new List<IDisposable>();
        await OpenAsync(stack, 100, listening, open);
        var each = long.MaxValue;

        // What else the process takes, it takes once: code that is compiled, room for the collector.
        for (var attempt = 0; attempt < Attempts && each >= MostBytesEach; attempt++)
        {
            var before = MemoryOf(stack.Gateway.Id);
            await OpenAsync(stack, Sessions, listening, open);
            each = (MemoryOf(stack.Gateway.Id) - before) / Sessions;
            TestContext.Current.TestOutputHelper?.WriteLine($"{before} bytes before, {each} bytes a session");
        }

        open.ForEach(o => o.Dispose());
        each.ShouldBeLessThan(MostBytesEach);
    }

    private static async Task OpenAsync(PlatformStack stack, int count, bool listening, List<IDisposable> open)
    {
        var address = new Uri(stack.GatewayAddress, "mcp");
        for (var i = 0; i < count; i++)
        {
            using var agent = await WireAgent.BeginAsync(address, key: stack.AdminKey);
            if (listening)
            {
                open.Add(await ListenAsync(address, stack.AdminKey, agent.Session!));
            }
        }
    }

    private static async Task<Socket> ListenAsync(Uri address, string key, string session)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, Cancel);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /mcp HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: text/event-stream\r\nAuthorization: Bearer {key}\r\nMcp-Session-Id: {session}\r\n\r\n"), Cancel);
        var answer = new byte[1_024];
        Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer, Cancel)).ShouldStartWith("HTTP/1.1 200");
        return socket;
    }

    private static long MemoryOf(int process) => 1_024 * long.Parse(
        File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
