using McpPlatform.Gateway.Agents;
using McpPlatform.Gateway.Calls;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Transports;

/// <summary>The one queue of a connection.</summary>
public sealed class OutboxTests
{
    private const int Megabyte = 1_048_576;
    private int unread;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_leave_in_the_order_in_which_they_came()
    {
        var outbox = Make();
        await outbox.SendAsync(new byte[1], Cancel);
        outbox.Post(new byte[2]);
        await outbox.AnswerAsync(null, Cancel);
        var answer = new Answer("1"u8.ToArray(), Reply.Empty);
        await outbox.AnswerAsync(answer, Cancel);
        foreach (var length in (int[])[1, 2, answer.Length])
        {
            (await NextAsync(outbox)).Length.ShouldBe(length);
        }

        (await NextAsync(outbox)).IsEmpty.ShouldBeTrue("nothing came in time");
    }

    [Fact]
    public async Task A_call_waits_while_much_is_unread_and_goes_on_when_it_was_read()
    {
        var outbox = Make();
        await outbox.SendAsync(new byte[Megabyte], Cancel);
        var waiting = outbox.SendAsync(new byte[7], Cancel).AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        (await NextAsync(outbox)).Length.ShouldBe(Megabyte);
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        (await NextAsync(outbox)).Length.ShouldBe(7);
        unread.ShouldBe(0);
    }

    [Fact]
    public async Task A_call_that_is_given_up_waits_no_longer()
    {
        var outbox = Make();
        await outbox.SendAsync(new byte[Megabyte], Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waiting = outbox.SendAsync(new byte[7], stop.Token).AsTask();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task News_may_come_while_calls_wait_but_not_without_end()
    {
        var outbox = Make();
        await outbox.SendAsync(new byte[Megabyte], Cancel);
        outbox.Post(new byte[1_000]);
        unread.ShouldBe(0);
        outbox.Post(new byte[1]);
        unread.ShouldBe(1, "as much as a large message was kept besides");
        var many = Make();
        for (var i = 0; i < 1_000; i++)
        {
            many.Post(new byte[1]);
        }

        unread.ShouldBe(1);
        many.Post(new byte[1]);
        unread.ShouldBe(2);
    }

    private static ValueTask<ReadOnlyMemory<byte>> NextAsync(Outbox outbox) => outbox.NextAsync(TimeSpan.FromMilliseconds(50), Cancel);

    private Outbox Make() => new(1_000, () => unread++);
}
