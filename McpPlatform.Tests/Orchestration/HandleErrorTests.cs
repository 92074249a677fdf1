using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Runs;
using McpPlatform.Worker;
using McpPlatform.Worker.Orchestration.Nodes;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class HandleErrorTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly HandleError node = new(Options.Create(new WorkerOptions()), TimeProvider.System);

    [Theory]
    [InlineData(FailureClass.Transient, 8)]
    [InlineData(FailureClass.System, 3)]
    public void A_failure_is_tried_again_as_often_as_its_class_allows_and_then_ends_the_run(FailureClass failure, int tries)
    {
        var run = AtCheck();
        var error = new RunError(failure, RunNode.CheckSourceConnection, "It broke.");

        for (var attempt = 1; attempt < tries; attempt++)
        {
            node.Decide(run, error);
            run.Info.State.ShouldBe(RunState.Retrying);
            run.Info.Node.ShouldBe(RunNode.CheckSourceConnection);
            run.Info.Attempt.ShouldBe(attempt);
            run.RetryAt.ShouldNotBeNull();
            run.Begin(Now);
        }

        node.Decide(run, error);
        run.Info.State.ShouldBe(RunState.Failed);
        run.Info.Error!.Message.ShouldContain($"{tries} tries");
    }

    [Fact]
    public void A_matter_of_configuration_waits_for_a_person_at_the_node_that_failed()
    {
        var run = AtCheck();

        node.Decide(run, new RunError(FailureClass.Configuration, RunNode.CheckSourceConnection, "The password is wrong."));

        run.Info.State.ShouldBe(RunState.WaitingForFix);
        run.Info.Node.ShouldBe(RunNode.CheckSourceConnection);
    }

    [Fact]
    public void Going_on_to_the_next_node_forgets_the_tries_of_the_one_before()
    {
        var run = AtCheck();
        node.Decide(run, new RunError(FailureClass.Transient, RunNode.CheckSourceConnection, "It broke."));
        run.Begin(Now);

        run.Enter(RunNode.DiscoverSourceSchema);

        run.Info.Attempt.ShouldBe(0);
    }

    [Fact]
    public void A_run_that_its_worker_releases_is_queued_without_counting_a_failure()
    {
        var run = AtCheck();

        run.Release();

        run.Info.State.ShouldBe(RunState.Queued);
        run.Info.Attempt.ShouldBe(0);
        run.Info.Node.ShouldBe(RunNode.CheckSourceConnection);
    }

    private static Run AtCheck()
    {
        var run = new Run(new RunInfo
        {
            Id = Guid.NewGuid(), PipelineId = Guid.NewGuid(), Pipeline = "p", PlanHash = "h", State = RunState.Queued,
            Node = RunNode.InitializeRun, StartedBy = "ada", CreatedAt = Now,
        });
        run.Begin(Now);
        run.Enter(RunNode.GetSourceCredentials);
        run.Enter(RunNode.CheckSourceConnection);
        return run;
    }
}
