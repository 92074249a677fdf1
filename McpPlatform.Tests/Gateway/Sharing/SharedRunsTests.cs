using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Queueing;
using McpPlatform.Gateway.Sharing;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Sharing;

/// <summary>Calls that are the same and under way at the same time.</summary>
public sealed class SharedRunsTests
{
    private static readonly AnswerKey Key = new("acme", "the same");
    private static readonly Reply Answer = Reply.Of(Encoding.UTF8.GetBytes("""{"content":[]}"""));
    private readonly CatalogItem item = new(ListKind.Tools, "lookup", default, []) { ReadOnlyPin = "pin" };
    private readonly TaskCompletionSource<Reply> executing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SharedRuns runs = new();
    private int executed;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_executed_once_and_all_get_the_answer()
    {
        var all = Enumerable.Range(0, 10).Select(n => RunAsync($"key:{n}")).ToList();
        executing.SetResult(Answer);
        (await Task.WhenAll(all)).ShouldAllBe(reply => reply == Answer);
        executed.ShouldBe(1);
        (await RunAsync("key:11")).ShouldBe(Answer);
        executed.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_gives_up_even_the_first_ends_it_for_none_of_the_others()
    {
        using var first = new CancellationTokenSource();
        var leaves = RunAsync("key:1", first);
        var stays = RunAsync("key:2");
        await first.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaves);
        executing.SetResult(Answer);
        (await stays).ShouldBe(Answer);
        executed.ShouldBe(1);
    }

    [Fact]
    public async Task When_all_have_given_up_it_is_cancelled_and_who_comes_then_begins_anew()
    {
        using var all = new CancellationTokenSource();
        var (one, two) = (RunAsync("key:1", all), RunAsync("key:2", all));
        await all.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Task.WhenAll(one, two));
        var late = RunAsync("key:3");
        executing.SetResult(Answer);
        (await late).ShouldBe(Answer);
        executed.ShouldBe(2);
    }

    [Fact]
    public async Task An_answer_for_its_caller_alone_is_given_to_none_of_the_others()
    {
        var (first, same, other) = (RunAsync("key:1", isPrivate: true), RunAsync("key:1"), RunAsync("key:2"));
        executing.SetResult(Answer);
        (await first, await same, await other).ShouldBe((Answer, Answer, null));
    }

    [Fact]
    public async Task An_error_of_the_server_is_for_all_and_one_of_the_moment_for_the_first_alone()
    {
        var (first, other) = (RunAsync("key:1"), RunAsync("key:2"));
        executing.SetException(new McpErrorException(ErrorCodes.UpstreamUnavailable, "It is away."));
        ((await first)!.Value.Error!.Message, (await other)!.Value.Error!.Message).ShouldBe(("It is away.", "It is away."));

        var full = new SharedRuns();
        Task<Reply?> Run(string by) => full.RunAsync(NewCall(by, Cancel), Key, (_, _) => throw new McpErrorException(ErrorCodes.Overloaded, "It is full."), Cancel);
        (await Run("key:1"))!.Value.Error!.Message.ShouldBe("It is full.");
        var gate = new TaskCompletionSource<Reply>();
        var (leads, follows) = (
            full.RunAsync(NewCall("key:1", Cancel), Key, (_, _) => new(gate.Task), Cancel), full.RunAsync(NewCall("key:2", Cancel), Key, (_, _) => new(gate.Task), Cancel));
        gate.SetException(new McpErrorException(ErrorCodes.Overloaded, "It is full."));
        ((await leads)!.Value.Error!.Message, await follows).ShouldBe(("It is full.", null));
    }

    [Fact]
    public async Task A_tool_that_asks_back_is_executed_for_each_and_no_more_shared()
    {
        var call = NewCall("key:1", Cancel);
        runs.MayShare(call).ShouldBeTrue();
        var first = runs.RunAsync(call, Key, AskAsync, Cancel);
        var other = runs.RunAsync(NewCall("key:2", Cancel), Key, AskAsync, Cancel);
        (await first, await other).ShouldBe((null, null));
        runs.MayShare(call).ShouldBeFalse();

        static async ValueTask<Reply> AskAsync(Call shared, CancellationToken cancellationToken)
        {
            await Task.Yield();
            await shared.Stream.AskAsync(Methods.Elicit, default, cancellationToken);
            return Answer;
        }
    }

    [Theory]
    [InlineData("""{"_meta":{"progressToken":7}}""", null, false)]
    [InlineData("""{}""", "debug", false)]
    [InlineData("""{"_meta":{"traceparent":"00-x"}}""", null, true)]
    public void Who_wants_to_hear_of_it_meanwhile_shares_with_nobody(string parameters, string? logLevel, bool shares) =>
        runs.MayShare(NewCall("key:1", Cancel, parameters, logLevel)).ShouldBe(shares);

    private Task<Reply?> RunAsync(string by, CancellationTokenSource? giveUp = null, bool isPrivate = false) => runs.RunAsync(
        NewCall(by, giveUp?.Token ?? Cancel), Key,
        async (call, cancellationToken) =>
        {
            Interlocked.Increment(ref executed);
            call.Hint = new AnswerHint(null, isPrivate);
            return await executing.Task.WaitAsync(cancellationToken);
        },
        giveUp?.Token ?? Cancel);

    private Call NewCall(string by, CancellationToken giveUp, string parameters = "{}", string? logLevel = null) => new(
        new Principal("acme", by, by, PrincipalKind.Agent, []), AgentProfile.Gateway,
        new Envelope(EnvelopeKind.Request, Encoding.UTF8.GetBytes(parameters)) { Method = Methods.ToolsCall }, new SharedRun())
    {
        Session = by, Transport = "test", Began = DateTimeOffset.UtcNow, Started = TimeProvider.System.GetTimestamp(), LogLevel = logLevel,
        Offer = new Offer("lookup", item, null, default),
        Clock = new CallClock(TimeProvider.System.GetTimestamp(), TimeSpan.FromMinutes(1), TimeProvider.System, giveUp),
    };
}
