using System.Text;
using McpPlatform.Gateway.Agents;
using McpPlatform.Gateway.Calls;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Transports;

/// <summary>What is kept for legacy agents whose connection broke, and how much of it.</summary>
public sealed class EventStreamTests
{
    private const int Megabyte = 1_048_576;
    private readonly KeptBytes all = new(20 * Megabyte);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flood_that_nobody_reads_is_bounded_in_bytes_and_the_newest_stay()
    {
        using var stream = new EventStream(1, all);
        for (var i = 0; i < 40; i++)
        {
            await stream.SendAsync(Message(i, Megabyte), Cancel);
        }

        await stream.AnswerAsync(Result(1), Cancel);
        var read = await ReadAsync(stream);
        read.Length.ShouldBeInRange(14 * Megabyte, 17 * Megabyte);
        read.ShouldContain("id: 1_41\n");
        read.ShouldNotContain("id: 1_20\n");
    }

    [Fact]
    public async Task An_answer_is_kept_however_large_it_is()
    {
        using var stream = new EventStream(1, all);
        await stream.AnswerAsync(Result(30 * Megabyte), Cancel);
        (await ReadAsync(stream)).Length.ShouldBeGreaterThan(30 * Megabyte);
    }

    [Fact]
    public async Task A_first_message_that_is_long_in_coming_is_waited_for_no_longer_than_two_ticks()
    {
        using var streams = new EventStreams(all);
        var stream = streams.Create();
        streams.Keep(stream);
        var waiting = stream.WaitForFirstAsync();
        streams.Tick();
        waiting.IsCompleted.ShouldBeFalse();
        streams.Tick();
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        stream.IsComplete.ShouldBeFalse();
    }

    [Fact]
    public async Task All_streams_together_keep_only_so_much_and_give_back_what_they_kept()
    {
        var streams = Enumerable.Range(0, 4).Select(_ => new EventStreams(all)).ToList();
        foreach (var kept in streams.Select(s => s.Unrequested))
        {
            for (var i = 0; i < 10; i++)
            {
                kept.Post(Message(i, Megabyte));
            }
        }

        var sizes = await Task.WhenAll(streams.Select(async s => (await ReadAsync(s.Unrequested, end: true)).Length));
        sizes.Sum().ShouldBeLessThan(24 * Megabyte);
        all.IsOver.ShouldBeTrue();
        streams.ForEach(s => s.Dispose());
        all.IsOver.ShouldBeFalse();
    }

    [Fact]
    public async Task Of_streams_that_nobody_came_back_for_the_oldest_go()
    {
        using var streams = new EventStreams(all);
        var created = Enumerable.Range(0, 200).Select(_ => streams.Create()).ToList();
        foreach (var stream in created)
        {
            await stream.AnswerAsync(Result(1), Cancel);
            streams.Keep(stream);
        }

        streams.Find(created[^1].Id).ShouldBe(created[^1]);
        created.Count(s => streams.Find(s.Id) is not null).ShouldBe(64);
        streams.Find(created[0].Id).ShouldBeNull();
    }

    private static ReadOnlyMemory<byte> Message(int number, int size) => Encoding.ASCII.GetBytes($"{number}".PadRight(size, '.'));

    private static Answer Result(int size) => new("1"u8.ToArray(), Reply.Of(Message(0, size)));

    private static async Task<string> ReadAsync(EventStream stream, bool end = false)
    {
        if (end)
        {
            await stream.AnswerAsync(null, Cancel);
        }

        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        await stream.CopyToAsync(new SseWriter(context.Response), 0, Cancel);
        return Encoding.ASCII.GetString(body.ToArray());
    }
}
