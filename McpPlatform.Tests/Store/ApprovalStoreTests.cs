using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core;
using McpPlatform.Core.Approvals;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Runs;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class ApprovalStoreTests(TestPostgres postgres)
{
    private static readonly ApprovalGate Overwrite = new()
    {
        Rule = ApprovalRule.OverwriteForeignTarget, Subject = "warehouse.public.airports", Reason = "Replaces a table someone else made.",
    };

    private static readonly ApprovalGate Unmask = new() { Rule = ApprovalRule.Unmask, Subject = "warehouse.public.airports", Reason = "Shows names." };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static DateTimeOffset Tomorrow => DateTimeOffset.UtcNow.AddDays(1);

    [Fact]
    public async Task An_approval_is_good_for_one_run_and_asking_again_for_that_run_succeeds()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var approvals = store.Get<IApprovalStore>();
        var pipeline = await store.ApplyAsync();
        var (run, other) = (Guid.NewGuid(), Guid.NewGuid());
        var asked = (await approvals.RequestAsync(TestStore.Person, pipeline, [Overwrite], Tomorrow, Cancellation)).ShouldHaveSingleItem();
        (await approvals.UseAsync("default", pipeline.Id, pipeline.PlanHash, [Overwrite], run, Cancellation)).ShouldBeFalse();

        var decided = await approvals.DecideAsync(TestStore.Person, asked.Id, new DecideApproval(true, "fine"), Cancellation);

        decided.State.ShouldBe(ApprovalState.Approved);
        decided.DecidedBy.ShouldBe("Ada");
        (await approvals.UseAsync("default", pipeline.Id, pipeline.PlanHash, [Overwrite], run, Cancellation)).ShouldBeTrue();
        (await approvals.UseAsync("default", pipeline.Id, pipeline.PlanHash, [Overwrite], run, Cancellation)).ShouldBeTrue();
        (await approvals.UseAsync("default", pipeline.Id, pipeline.PlanHash, [Overwrite], other, Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_approval_of_one_plan_does_not_open_another()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var approvals = store.Get<IApprovalStore>();
        var pipeline = await store.ApplyAsync();
        await ApproveAsync(approvals, pipeline, Overwrite);
        var edited = await store.ApplyAsync(TestStore.Plan(target: "public.payroll"));

        (await approvals.UseAsync("default", pipeline.Id, edited.PlanHash, [Overwrite], Guid.NewGuid(), Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task All_gates_are_used_or_none()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var approvals = store.Get<IApprovalStore>();
        var pipeline = await store.ApplyAsync();
        await ApproveAsync(approvals, pipeline, Overwrite);
        var run = Guid.NewGuid();

        (await approvals.UseAsync("default", pipeline.Id, pipeline.PlanHash, [Overwrite, Unmask], run, Cancellation)).ShouldBeFalse();
        (await approvals.ListAsync("default", ApprovalState.Approved, new PageRequest(), Cancellation)).Items.Count.ShouldBe(1);
        await ApproveAsync(approvals, pipeline, Unmask);

        (await approvals.UseAsync("default", pipeline.Id, pipeline.PlanHash, [Overwrite, Unmask], run, Cancellation)).ShouldBeTrue();
        (await approvals.ListAsync("default", ApprovalState.Used, new PageRequest(), Cancellation)).Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_pending_is_not_asked_twice_and_what_is_decided_is_not_decided_again()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var approvals = store.Get<IApprovalStore>();
        var pipeline = await store.ApplyAsync();

        var first = await approvals.RequestAsync(TestStore.Person, pipeline, [Overwrite], Tomorrow, Cancellation);
        var second = await approvals.RequestAsync(TestStore.Person, pipeline, [Overwrite], Tomorrow, Cancellation);
        await approvals.DecideAsync(TestStore.Person, first[0].Id, new DecideApproval(false), Cancellation);

        second[0].Id.ShouldBe(first[0].Id);
        await Should.ThrowAsync<ConflictException>(() =>
            approvals.DecideAsync(TestStore.Person, first[0].Id, new DecideApproval(true), Cancellation));
        await Should.ThrowAsync<NotFoundException>(() =>
            approvals.DecideAsync(TestStore.Person, Guid.NewGuid(), new DecideApproval(true), Cancellation));
        await Should.ThrowAsync<NotFoundException>(() =>
            approvals.DecideAsync(TestStore.Person with { Tenant = "other" }, first[0].Id, new DecideApproval(true), Cancellation));
    }

    [Fact]
    public async Task An_expired_approval_neither_opens_a_gate_nor_can_be_decided_and_is_asked_for_anew()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var approvals = store.Get<IApprovalStore>();
        var pipeline = await store.ApplyAsync();
        var approved = await ApproveAsync(approvals, pipeline, Overwrite);
        var pending = (await approvals.RequestAsync(TestStore.Person, pipeline, [Unmask], Tomorrow, Cancellation))[0];

        await store.SqlAsync("UPDATE approvals SET expires_at = now() - interval '1 second'");

        (await approvals.UseAsync("default", pipeline.Id, pipeline.PlanHash, [Overwrite], Guid.NewGuid(), Cancellation)).ShouldBeFalse();
        await Should.ThrowAsync<ConflictException>(() =>
            approvals.DecideAsync(TestStore.Person, pending.Id, new DecideApproval(true), Cancellation));
        (await approvals.ListAsync("default", ApprovalState.Expired, new PageRequest(), Cancellation)).Items.Count.ShouldBe(2);
        var anew = await approvals.RequestAsync(TestStore.Person, pipeline, [Overwrite], Tomorrow, Cancellation);
        anew[0].Id.ShouldNotBe(approved.Id);
        anew[0].State.ShouldBe(ApprovalState.Pending);
    }

    [Fact]
    public async Task Approving_the_last_gate_wakes_the_run_that_waits()
    {
        await using var store = await TestStore.CreateAsync(postgres, presence: true);
        var approvals = store.Get<IApprovalStore>();
        var runs = store.Get<IRunStore>();
        var pipeline = await store.ApplyAsync();
        var run = await store.EnqueueAsync(pipeline);
        await approvals.RequestAsync(TestStore.Person, pipeline, [Overwrite, Unmask], Tomorrow, Cancellation);
        await WaitForApprovalAsync(store);
        var worker = await store.WorkerAsync();

        (await runs.ClaimAsync(worker, Cancellation)).ShouldBeNull();
        await ApproveAsync(approvals, pipeline, Overwrite);
        (await runs.ClaimAsync(worker, Cancellation)).ShouldBeNull();
        await ApproveAsync(approvals, pipeline, Unmask);

        var woken = (await runs.ClaimAsync(worker, Cancellation)).ShouldNotBeNull();
        woken.Run.Info.Id.ShouldBe(run.Id);
        woken.Run.Info.State.ShouldBe(RunState.Queued);
    }

    [Fact]
    public async Task A_run_that_begins_to_wait_after_the_decision_was_taken_does_not_wait_for_ever()
    {
        await using var store = await TestStore.CreateAsync(postgres, presence: true);
        var pipeline = await store.ApplyAsync();
        await store.EnqueueAsync(pipeline);
        var claimed = (await store.Get<IRunStore>().ClaimAsync(await store.WorkerAsync(), Cancellation))!;
        claimed.Run.Begin(DateTimeOffset.UtcNow);
        await ApproveAsync(store.Get<IApprovalStore>(), pipeline, Overwrite);

        claimed.Run.WaitForApproval();
        await store.Get<IRunStore>().SaveAsync(claimed.Lease, claimed.Run, Cancellation);

        (await store.Get<IRunStore>().FindAsync("default", claimed.Run.Info.Id, Cancellation))!.State.ShouldBe(RunState.Queued);
    }

    [Fact]
    public async Task Rejecting_fails_the_run_that_waits_and_says_who_and_why()
    {
        await using var store = await TestStore.CreateAsync(postgres, presence: true);
        var approvals = store.Get<IApprovalStore>();
        var pipeline = await store.ApplyAsync();
        var run = await store.EnqueueAsync(pipeline);
        var asked = await approvals.RequestAsync(TestStore.Person, pipeline, [Overwrite], Tomorrow, Cancellation);
        await WaitForApprovalAsync(store);

        await approvals.DecideAsync(TestStore.Person, asked[0].Id, new DecideApproval(false, "not on a Friday"), Cancellation);

        var failed = (await store.Get<IRunStore>().FindAsync("default", run.Id, Cancellation))!;
        failed.State.ShouldBe(RunState.Failed);
        failed.EndedAt.ShouldNotBeNull();
        failed.Error!.Node.ShouldBe(RunNode.InitializeRun);
        failed.Error.Message.ShouldContain("Ada rejected");
        failed.Error.Message.ShouldContain("not on a Friday");
    }

    [Fact]
    public async Task A_run_whose_approvals_all_expired_goes_on_to_ask_again()
    {
        await using var store = await TestStore.CreateAsync(postgres, presence: true);
        var pipeline = await store.ApplyAsync();
        await store.EnqueueAsync(pipeline);
        await store.Get<IApprovalStore>().RequestAsync(TestStore.Person, pipeline, [Overwrite], Tomorrow, Cancellation);
        await WaitForApprovalAsync(store);

        await store.SqlAsync("UPDATE approvals SET expires_at = now() - interval '1 second'");

        var claimed = (await store.Get<IRunStore>().ClaimAsync(await store.WorkerAsync(), Cancellation)).ShouldNotBeNull();
        claimed.Run.Info.State.ShouldBe(RunState.Queued);
    }

    private static async Task WaitForApprovalAsync(TestStore store)
    {
        var claimed = (await store.Get<IRunStore>().ClaimAsync(await store.WorkerAsync(), Cancellation))!;
        claimed.Run.Begin(DateTimeOffset.UtcNow);
        claimed.Run.WaitForApproval();
        await store.Get<IRunStore>().SaveAsync(claimed.Lease, claimed.Run, Cancellation);
    }

    private static async Task<ApprovalInfo> ApproveAsync(IApprovalStore approvals, PipelineInfo pipeline, ApprovalGate gate)
    {
        var asked = await approvals.RequestAsync(TestStore.Person, pipeline, [gate], Tomorrow, Cancellation);
        return await approvals.DecideAsync(TestStore.Person, asked[0].Id, new DecideApproval(true), Cancellation);
    }
}
