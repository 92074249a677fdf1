using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>What fails is tried again, waits for a correction, or ends; and goes on from where it stood.</summary>
[Collection(SharedPlatform.Name)]
public sealed class RepairsTests(JourneyStage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_source_that_does_not_answer_for_a_moment_is_tried_again()
    {
        await using var line = PortForward.ToDatabase(stage.Stack.WarehouseDatabase);
        var pipeline = await ApplyOverAsync(line, "ferry");
        line.Close();
        var run = await stage.Client.StartRunAsync(pipeline.Id, cancellationToken: Cancel);
        var retrying = await stage.UntilAsync(run.Id, RunState.Retrying);
        retrying.Error!.Class.ShouldBe(FailureClass.Transient);
        retrying.Attempt.ShouldBeGreaterThan(0);
        line.Open();
        (await stage.UntilAsync(run.Id, RunState.Succeeded)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_run_that_gave_up_can_be_resumed()
    {
        await using var line = PortForward.ToDatabase(stage.Stack.WarehouseDatabase);
        var pipeline = await ApplyOverAsync(line, "canal");
        line.Close();
        var run = await stage.Client.StartRunAsync(pipeline.Id, cancellationToken: Cancel);
        var failed = await stage.UntilAsync(run.Id, RunState.Failed);
        failed.Error!.Message.ShouldContain("Given up after 8 tries");
        line.Open();
        await stage.Client.ResumeRunAsync(run.Id, Cancel);
        (await stage.UntilAsync(run.Id, RunState.Succeeded)).Streams.Single().Loaded.ShouldBe(3);
    }

    [Fact]
    public async Task A_wrong_plan_waits_for_a_corrected_one_and_goes_on()
    {
        var source = await stage.AddDatabaseAsync("stable", "CREATE TABLE horses (id int PRIMARY KEY, name text, colour text); INSERT INTO horses VALUES (1, 'Rih', 'black')");
        var plan = await stage.PlanAsync("copy id, name and colour of horses from stable into the warehouse as stable_horses");
        var pipeline = await stage.Client.ApplyPlanAsync(new ApplyPlan(plan), Cancel);
        await Runs.ExecuteAsync(source, "ALTER TABLE horses DROP COLUMN colour", Cancel);
        var run = await stage.Client.StartRunAsync(pipeline.Id, cancellationToken: Cancel);
        var waiting = await stage.UntilAsync(run.Id, RunState.WaitingForFix);
        waiting.Error!.Message.ShouldContain("colour");

        await stage.Client.FixRunAsync(run.Id, plan with { Streams = [plan.Streams[0] with { SelectedFields = ["id", "name"] }] }, Cancel);
        await stage.UntilAsync(run.Id, RunState.Succeeded);
        (await stage.RowsAsync("SELECT * FROM stable_horses")).ShouldBe("(1,Rih)");
    }

    [Fact]
    public async Task A_missing_secret_waits_until_it_is_set_again()
    {
        await stage.AddDatabaseAsync("forge", "CREATE TABLE tools (id int PRIMARY KEY); INSERT INTO tools VALUES (1)");
        var plan = await stage.PlanAsync("copy tools from forge into the warehouse as forge_tools");
        var pipeline = await stage.Client.ApplyPlanAsync(new ApplyPlan(plan), Cancel);
        await stage.Client.RemoveSecretAsync("forge-password", Cancel);
        var run = await stage.Client.StartRunAsync(pipeline.Id, cancellationToken: Cancel);
        var waiting = await stage.UntilAsync(run.Id, RunState.WaitingForFix);
        waiting.Error!.Message.ShouldContain("forge-password");
        var password = new NpgsqlConnectionStringBuilder(stage.Stack.WarehouseDatabase).Password ?? JourneyStage.Password;
        await stage.Client.SetSecretAsync("forge-password", password, Cancel);
        await stage.Client.FixRunAsync(run.Id, cancellationToken: Cancel);
        await stage.UntilAsync(run.Id, RunState.Succeeded);
    }

    [Fact]
    public async Task A_run_is_cancelled_while_it_moves_rows_and_goes_on_when_resumed()
    {
        var source = await stage.AddDatabaseAsync("quarry", "CREATE TABLE stones (id int PRIMARY KEY); INSERT INTO stones SELECT generate_series(1, 1000)");
        var plan = await stage.PlanAsync("copy stones from quarry into the warehouse as quarry_stones");
        var pipeline = await stage.Client.ApplyPlanAsync(new ApplyPlan(plan), Cancel);
        RunInfo run;
        await using (var holder = new NpgsqlConnection(source))
        {
            await holder.OpenAsync(Cancel);
            await using var transaction = await holder.BeginTransactionAsync(Cancel);
            await using var take = new NpgsqlCommand("LOCK TABLE stones IN ACCESS EXCLUSIVE MODE", holder, transaction);
            await take.ExecuteNonQueryAsync(Cancel);
            run = await stage.Client.StartRunAsync(pipeline.Id, cancellationToken: Cancel);
            await stage.UntilAsync(run.Id, RunState.Running);
            await stage.Client.CancelRunAsync(run.Id, Cancel);
            (await stage.UntilAsync(run.Id, RunState.Cancelled)).EndedAt.ShouldNotBeNull();
        }

        await stage.Client.ResumeRunAsync(run.Id, Cancel);
        (await stage.UntilAsync(run.Id, RunState.Succeeded)).Streams.Single().Loaded.ShouldBe(1000);
    }

    [Fact]
    public async Task A_column_that_was_masked_does_not_arrive_in_the_clear_before_a_person_agrees()
    {
        await stage.AddDatabaseAsync("bank", "CREATE TABLE accounts (id int PRIMARY KEY, iban text); INSERT INTO accounts VALUES (1, 'DE02')");
        var masked = await stage.PlanAsync("copy accounts from bank into the warehouse as bank_accounts, redact iban");
        await stage.RunAsync(masked);
        var clear = masked with { Streams = [masked.Streams[0] with { Transforms = [] }] };

        // Applied twice with a change that hides it: what counts is what has arrived so far.
        await stage.Client.ApplyPlanAsync(new ApplyPlan(clear), Cancel);
        var run = await stage.StartAsync(clear with { SchemaPolicy = SchemaPolicy.Freeze });
        await stage.UntilAsync(run.Id, RunState.WaitingForApproval);
        (await stage.RowsAsync("SELECT iban FROM bank_accounts")).ShouldBe("(***)");

        await stage.Client.ApproveAllAsync(Cancel);
        await stage.UntilAsync(run.Id, RunState.Succeeded);
        (await stage.RowsAsync("SELECT iban FROM bank_accounts")).ShouldBe("(DE02)");
        await stage.RunAsync(clear with { SchemaPolicy = SchemaPolicy.Freeze });
    }

    private async Task<PipelineInfo> ApplyOverAsync(PortForward line, string name)
    {
        var database = await stage.Postgres.CreateDatabaseAsync(Cancel);
        await Runs.ExecuteAsync(database, "CREATE TABLE boats (id int PRIMARY KEY); INSERT INTO boats VALUES (1), (2), (3)", Cancel);
        var options = JourneyStage.Options(database);
        options["host"] = "127.0.0.1";
        options["port"] = line.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await stage.Client.AddConnectionAsync(new AddConnection(name, "postgres", options), Cancel);
        var plan = await stage.PlanAsync($"copy boats from {name} into the warehouse as {name}_boats");
        return await stage.Client.ApplyPlanAsync(new ApplyPlan(plan), Cancel);
    }
}
