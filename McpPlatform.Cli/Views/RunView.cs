using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Views;

/// <summary>One run, for a person.</summary>
internal static class RunView
{
    /// <summary>Writes where it stands, its counts, and what to do next.</summary>
    /// <param name="call">The call.</param>
    /// <param name="run">The run.</param>
    public static void Write(CommandCall call, RunInfo run)
    {
        var output = call.Terminal.Out;
        var took = run.State.IsFinal() && run.Took(run.EndedAt!.Value) is { } span ? $" in {Figures.Duration(span)}" : "";
        output.WriteLine($"{run.Pipeline}: {RunWords.Of(run.State)}{took}   (run {run.Id})");
        if (run.Streams.Count > 0)
        {
            WriteCounts(call, run.Streams);
            foreach (var note in run.Streams.Select(RunWords.LeftOut).OfType<string>())
            {
                output.WriteLine(note);
            }
        }

        if (run.Error is { } error)
        {
            output.WriteLine($"{RunWords.Phase(error.Node)}: {error.Message}");
        }

        if (Next(run) is { } next)
        {
            output.WriteLine(next);
        }
    }

    private static void WriteCounts(CommandCall call, IReadOnlyList<RunStream> streams) => ListView.Draw(
        call, streams, "",
        ("Stream", s => s.Name), ("Target", s => s.Target), ("#Read", s => Figures.Count(s.Read)), ("#Loaded", s => Figures.Count(s.Loaded)),
        ("#Merged", s => Figures.Count(s.Merged)), ("#Rejected", s => Figures.Count(s.Rejected)), ("#Left out", s => Figures.Count(s.Discarded)),
        ("#Size", s => Figures.Bytes(s.Bytes)));

    private static string? Next(RunInfo run) => run.State switch
    {
        RunState.WaitingForApproval => "Decide:  mcpp approve",
        RunState.WaitingForFix => $"When corrected:  mcpp fix {run.Id}",
        RunState.Failed or RunState.Cancelled => $"Go on from what is committed:  mcpp resume {run.Id}",
        _ => null,
    };
}
