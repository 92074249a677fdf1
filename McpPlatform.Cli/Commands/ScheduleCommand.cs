using System.CommandLine;
using McpPlatform.Client.Words;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp schedule PIPELINE</c>: shows or changes when a pipeline runs.</summary>
internal static class ScheduleCommand
{
    private static readonly Argument<string> Pipeline = new("pipeline") { Description = "Id or name of the pipeline." };

    private static readonly Option<string?> Cron = new("--cron") { Description = "Five fields: minute, hour, day of month, month, day of week." };

    private static readonly Option<string?> Zone = new("--zone") { Description = "IANA time zone, such as Europe/Berlin; UTC when left out." };

    private static readonly Option<CatchUp> Missed = new("--catch-up") { Description = "What happens to missed times: none, once or all." };

    private static readonly Option<bool> Manual = new("--manual") { Description = "Only when started by hand." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) =>
        frame.Command("schedule", "Show or change when a pipeline runs.", RunAsync, Pipeline, Cron, Zone, Missed, Manual);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var pipeline = await PipelineChoice.FindAsync(call.Gateway, call.Value(Pipeline), cancellationToken);
        if (Wanted(call) is { } schedule)
        {
            pipeline = await call.Gateway.ChangeScheduleAsync(pipeline.Id, schedule, cancellationToken);
        }

        call.Show(pipeline, shown =>
        {
            var next = shown.NextRunAt is null ? "" : $" Next run: {Texts.When(shown.NextRunAt)} UTC.";
            call.Say($"{shown.Name}: {ScheduleWords.Of(shown.Plan.Schedule)}.{next}");
        });
        return ExitCodes.Done;
    }

    private static PlanSchedule? Wanted(CommandCall call) => (call.Value(Manual), call.Value(Cron)) switch
    {
        (true, null) => PlanSchedule.Manual,
        (false, { } cron) => new PlanSchedule { Kind = ScheduleKind.Cron, Cron = cron, TimeZone = call.Value(Zone), CatchUp = call.Value(Missed) },
        (false, null) when call.Value(Zone) is null => null,
        (false, null) => throw new CliException("A --zone needs a --cron expression."),
        _ => throw new CliException("Name either --cron or --manual, not both."),
    };
}
