using System.Diagnostics;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Guard.Policy;
using McpPlatform.Guard.Sandbox;
using McpPlatform.Tests.Environment;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Policy;

/// <summary>An engine of the test's own, so that nobody else loses it.</summary>
public sealed class EngineFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_engine_is_replaced_and_knows_what_the_former_knew()
    {
        await using var engine = NewEngine();
        var slice = await SliceAsync(engine);
        (await AskAsync(engine, slice)).Allowed.ShouldBeTrue();
        var first = await engine.ProcessAsync(Cancellation);
        Kill(first.Id);
        (await AskAsync(engine, slice)).Allowed.ShouldBeTrue();
        (await engine.ProcessAsync(Cancellation)).Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task Questions_that_wait_while_the_engine_dies_are_answered_by_the_next()
    {
        await using var engine = NewEngine();
        var slice = await SliceAsync(engine);
        var process = await engine.ProcessAsync(Cancellation);
        var asked = Enumerable.Range(0, 500).Select(_ => AskAsync(engine, slice)).ToList();
        Kill(process.Id);
        (await Task.WhenAll(asked)).ShouldAllBe(answer => answer.Allowed);
    }

    [Fact]
    public async Task Questions_the_engine_does_not_understand_fail_alone()
    {
        await using var engine = NewEngine();
        var slice = await SliceAsync(engine);
        var nonsense = new EngineQuestion(slice.Set, "{}"u8.ToArray());
        engine.TryAsk(nonsense).ShouldBeTrue();
        await Should.ThrowAsync<EngineUnavailableException>(() => nonsense.Answer);
        (await AskAsync(engine, slice)).Allowed.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_an_answer_in_time_the_answer_is_no_and_what_was_decided_before_still_holds()
    {
        await using var policies = await TestPolicies.StartAsync(deadline: "00:00:00.001");
        var known = TestPolicies.Call("wiki/search");
        await policies.EventuallyAsync(known, "allow scope-run");
        List<PolicyRequest> others = [.. Enumerable.Range(0, 31).Select(bits => known with { Principal = known.Principal with { Scopes = Scopes(bits), Kind = PrincipalKind.Service } })];
        var decided = await Task.WhenAll(others.Select(o => policies.Policy.DecideAsync(o, Cancellation).AsTask()));
        decided.Where(d => d.Rule == "policy-unavailable").ShouldAllBe(d => !d.Allowed);
        decided.ShouldContain(d => d.Rule == "policy-unavailable");
        (await policies.RuleAsync(known)).ShouldBe("allow scope-run");
    }

    [Fact]
    public async Task Without_an_engine_nothing_is_allowed()
    {
        await using var engine = new CedarEngine(new SandboxOptions { Deno = "/nowhere/deno" }, TimeProvider.System, NullLogger.Instance);
        await Eventually.TrueAsync(() => engine.StartFailure is not null, TimeSpan.FromSeconds(20), "the start has failed", Cancellation);
        var question = new EngineQuestion(new EngineSet("none", "{}"u8.ToArray()), "{}"u8.ToArray());
        engine.TryAsk(question).ShouldBeTrue();
        await Should.ThrowAsync<TimeoutException>(() => question.Answer.WaitAsync(TimeSpan.FromMilliseconds(50), Cancellation));
    }

    private static CedarEngine NewEngine() => new(new SandboxOptions(), TimeProvider.System, NullLogger.Instance);

    private static async Task<PolicySlice> SliceAsync(CedarEngine engine)
    {
        var edition = await PolicyEdition.MakeAsync(engine, new PolicyTexts(new HashSet<string>()), [], NullLogger.Instance, Cancellation);
        return edition.Of("default").SliceOf(Actions.CallTool)!;
    }

    private static Task<EngineAnswer> AskAsync(CedarEngine engine, PolicySlice slice)
    {
        var question = QuestionWriter.Write(slice, "default", DecisionKey.Of(slice.Reads, TestPolicies.Call("wiki/search"), DateTimeOffset.UtcNow));
        engine.TryAsk(question).ShouldBeTrue();
        return question.Answer.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    private static IReadOnlyList<Scope> Scopes(int bits) => [.. Enum.GetValues<Scope>().Where((_, at) => (bits & (1 << at)) != 0)];
}
