using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using Spectre.Console;

namespace McpPlatform.Cli.Views;

/// <summary>Follows a run with a live progress bar on standard error, until it ends or waits for a person.</summary>
internal static class RunWatcher
{
    /// <summary>Follows it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Ends the watching, not the run.</param>
    /// <returns>The run as it stands then.</returns>
    public static async Task<RunInfo> WatchAsync(CommandCall call, Guid id, CancellationToken cancellationToken)
    {
        var run = await call.Gateway.GetRunAsync(id, cancellationToken);
        if (Settled(run))
        {
            return run;
        }

        if (!call.Terminal.Live.Profile.Capabilities.Interactive)
        {
            return await FollowAsync(call, run, new PhaseLines(call.Terminal.Error).Show, cancellationToken);
        }

        var figures = new FiguresColumn();
        return await call.Terminal.Live.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 }, figures)
            .StartAsync(bars =>
            {
                var bar = bars.AddTask(Markup.Escape(run.Pipeline), autoStart: true);
                bar.IsIndeterminate = true;
                return FollowAsync(call, run, progress => Draw(bar, figures, progress), cancellationToken);
            });
    }

    private static bool Settled(RunInfo run) => run.State.IsFinal() || run.State.WaitsForPerson();

    private static async Task<RunInfo> FollowAsync(CommandCall call, RunInfo run, Action<RunProgress> show, CancellationToken cancellationToken)
    {
        long? last = null;
        while (!Settled(run))
        {
            // The stream of a resumed run ends at its former end, so what the run is now decides.
            await foreach (var update in call.Gateway.WatchRunAsync(run.Id, last, cancellationToken))
            {
                if (update.Progress is { } progress)
                {
                    show(progress);
                }

                last = update.Event?.Seq ?? last;
                if (update.Event is { Type: EventTypes.RunWaiting or EventTypes.RunEnded })
                {
                    run = await call.Gateway.GetRunAsync(run.Id, cancellationToken);
                    if (Settled(run))
                    {
                        return run;
                    }
                }
            }

            run = await call.Gateway.GetRunAsync(run.Id, cancellationToken);
        }

        return run;
    }

    private static void Draw(ProgressTask bar, FiguresColumn figures, RunProgress progress)
    {
        bar.Description = Markup.Escape(RunWords.Phase(progress.Node));
        figures.Words = Say(progress);
        bar.IsIndeterminate = progress.RowEstimate is not > 0;
        bar.MaxValue = Math.Max(1, progress.RowEstimate ?? 1);
        bar.Value = progress.RowEstimate is > 0 ? Math.Min(progress.Rows, progress.RowEstimate.Value) : 0;
    }

    private static string Say(RunProgress progress)
    {
        var left = progress.SecondsLeft is { } seconds ? $", {Figures.Left(seconds)} left" : "";
        return $"{Figures.Of(progress.Rows, "row")}, {Figures.Bytes(progress.Bytes)}, {Figures.Speed(progress.RowsPerSecond)}{left}";
    }

    /// <summary>Where nothing can be redrawn, such as a log: a line for each phase.</summary>
    private sealed class PhaseLines(TextWriter writer)
    {
        private RunNode? last;

        public void Show(RunProgress progress)
        {
            if (progress.Node != last)
            {
                last = progress.Node;
                writer.WriteLine(RunWords.Phase(progress.Node));
            }
        }
    }

    private sealed class FiguresColumn : ProgressColumn
    {
        public string Words { get; set; } = "";

        public override Spectre.Console.Rendering.IRenderable Render(Spectre.Console.Rendering.RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(Words, new Style(foreground: Color.Grey));
    }
}
