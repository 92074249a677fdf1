using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Pipeline;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Guard;
using McpPlatform.Guard.Redaction;
using McpPlatform.Tests.Environment;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

/// <summary>What redaction costs where there is nothing to hide, which is nearly always.</summary>
public sealed class CleanAnswerTests
{
    private const int Times = 200;

    [Fact]
    public void An_answer_of_a_kilobyte_without_data_is_given_as_it_is_and_nothing_is_allocated()
    {
        using var folder = new TestFolder();
        using var services = Services(folder.Path);
        var stage = new AnswerRedaction(new MessageRedaction(services.GetRequiredService<IRedaction>()));
        var (call, reply) = (Call(), Reply.Of(Answer()));
        var same = true;
        for (var i = 0; i < Times; i++)
        {
            same &= stage.Redact(call, reply) == reply;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++)
        {
            same &= stage.Redact(call, reply) == reply;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        same.ShouldBeTrue();
        call.Redactions.ShouldBe(0);
    }

    private static ReadOnlyMemory<byte> Answer() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        content = new[] { new { type = "text", text = string.Concat(Enumerable.Repeat("The ticket is open,\nand \"nobody\" has looked at it since yesterday. ", 9)) } },
        structuredContent = new { tickets = Enumerable.Range(1, 12).Select(n => new { id = n, state = "open", title = "A printer prints nothing" }) },
    });

    private static Call Call() => new(
        new Principal(Tenants.Default, "key:1", "Agent", PrincipalKind.Agent, [Scope.Run]), AgentProfile.Gateway, EnvelopeReader.Read(Encoding.UTF8.GetBytes(
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"tickets","arguments":{}}}""")), new NoStream())
    {
        Session = "s", Transport = "streamable_http", Began = DateTimeOffset.UnixEpoch, Started = 0,
    };

    private static ServiceProvider Services(string folder) => new ServiceCollection().AddLogging()
        .AddGuard(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Platform:DataFolder", (string?)folder)]).Build()).BuildServiceProvider();

    private sealed class NoStream : IAgentStream
    {
        public ValueTask TellAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask KeepAliveAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Envelope> AskAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
