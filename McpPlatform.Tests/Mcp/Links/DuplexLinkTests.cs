using System.Text;
using System.Threading.Channels;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Links;

/// <summary>What all comes in one channel is sorted: answers to their requests, the rest to calls under way, news to the session.</summary>
public sealed class DuplexLinkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_come_to_their_requests_in_whatever_order()
    {
        await using var line = new Line();
        using var one = await line.AskAsync(1);
        using var two = await line.AskAsync(2);

        line.Says("""{"jsonrpc":"2.0","id":2,"result":{"of":2}}""", """{"jsonrpc":"2.0","id":1,"result":{"of":1}}""");

        (await TextAsync(one)).ShouldBe("""{"of":1}""");
        (await TextAsync(two)).ShouldBe("""{"of":2}""");
    }

    [Fact]
    public async Task News_that_comes_right_after_an_answer_or_beside_a_call_is_heard_by_the_session()
    {
        await using var line = new Line();
        using var answered = await line.AskAsync(1);
        using var running = await line.AskAsync(2);
        var session = answered.SessionId;

        line.Says(
            """{"jsonrpc":"2.0","id":1,"result":{}}""", """{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}""",
            """{"jsonrpc":"2.0","id":2,"result":{}}""", """{"jsonrpc":"2.0","method":"notifications/message","params":{"data":"late"}}""");

        await TextAsync(answered);
        using var news = await line.Link.ListenAsync(session, _ => { }, Cancel);
        await using var heard = news.ReadAsync(Cancel).GetAsyncEnumerator(Cancel);
        (await heard.MoveNextAsync()).ShouldBeTrue();
        heard.Current.Message!.Method.ShouldBe("notifications/tools/list_changed");
        (await heard.MoveNextAsync()).ShouldBeTrue();
        heard.Current.Message!.Method.ShouldBe("notifications/message");
    }

    [Fact]
    public async Task What_is_told_during_a_call_comes_before_its_answer_and_to_the_call_that_waits_longest()
    {
        await using var line = new Line();
        using var first = await line.AskAsync(1);
        using var second = await line.AskAsync(2);

        line.Says(
            """{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":2,"progress":1}}""",
            """{"jsonrpc":"2.0","method":"notifications/message","params":{"data":"x"}}""",
            """{"jsonrpc":"2.0","id":2,"result":{}}""", """{"jsonrpc":"2.0","id":1,"result":{}}""");

        (await MethodsAsync(first)).ShouldBe(["notifications/message"]);
        (await MethodsAsync(second)).ShouldBe(["notifications/progress"]);
    }

    [Fact]
    public async Task A_lost_connection_is_told_to_those_who_wait_and_ends_its_session()
    {
        await using var line = new Line();
        using var waiting = await line.AskAsync(1);

        line.Ends();

        (await Should.ThrowAsync<UpstreamException>(() => TextAsync(waiting))).Message.ShouldBe("The server 'line' is gone.");
        using var later = await line.Link.PostAsync(new Outgoing("{}"u8.ToArray(), _ => { }, 2, waiting.SessionId), Cancel);
        later.IsSessionUnknown.ShouldBeTrue();
    }

    private static async Task<string> TextAsync(IUpstreamMessages messages) => Encoding.UTF8.GetString((await messages.FindAnswerAsync(Cancel))!.Result.Span);

    private static async Task<List<string>> MethodsAsync(IUpstreamMessages messages)
    {
        var methods = new List<string>();
        await foreach (var (message, _) in messages.ReadAsync(Cancel))
        {
            if (message!.Kind == EnvelopeKind.Result)
            {
                break;
            }

            methods.Add(message.Method);
        }

        return methods;
    }

    /// <summary>A link over a connection on which a test speaks.</summary>
    private sealed class Line : IAsyncDisposable
    {
        private readonly Channel<byte[]> said = Channel.CreateUnbounded<byte[]>();

        public Line() => Link = new DuplexLink("line", (_, _) => Task.FromResult<ICarrier>(new Carrier(said.Reader)), NullLogger.Instance);

        public DuplexLink Link { get; }

        public ValueTask<IUpstreamMessages> AskAsync(long id) => Link.PostAsync(new Outgoing("{}"u8.ToArray(), _ => { }, id, Role: RequestRole.Call), Cancel);

        public void Says(params string[] messages)
        {
            foreach (var message in messages)
            {
                said.Writer.TryWrite(Encoding.UTF8.GetBytes(message));
            }
        }

        public void Ends() => said.Writer.TryComplete();

        public ValueTask DisposeAsync()
        {
            Ends();
            return Link.DisposeAsync();
        }
    }

    private sealed class Carrier(ChannelReader<byte[]> said) : ICarrier
    {
        public string Ending => "is gone";

        public Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => Task.CompletedTask;

        public IAsyncEnumerable<byte[]> ReadAsync(CancellationToken cancellationToken) => said.ReadAllAsync(cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
