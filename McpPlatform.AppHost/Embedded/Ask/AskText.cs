using System.Globalization;
using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;

namespace McpPlatform.AppHost.Ask;

/// <summary>Plan and result for a person.</summary>
internal static class AskText
{
    /// <summary>Writes them.</summary>
    public static string Write(AskOutcome outcome)
    {
        var text = new StringBuilder();
        if (outcome.Answer is { } answer)
        {
            WritePlan(text, answer);
        }

        if (outcome.Run is { } run)
        {
            WriteRun(text, run);
        }

        return text.Append(outcome.Error is null ? "" : $"Error: {outcome.Error}").ToString().TrimEnd();
    }

    private static void WritePlan(StringBuilder text, PlanAnswer answer)
    {
        foreach (var stream in answer.Plan?.Streams ?? [])
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"Plan: {answer.Plan!.Source.Connection}/{stream.Name} → {answer.Plan.Destination.Connection}/{stream.Target} ({stream.SyncMode})");
        }

        foreach (var reason in answer.Reasons)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {reason.Field}: {reason.Reason}");
        }

        foreach (var question in answer.Questions)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{question.Question}  [{string.Join(", ", question.Choices.Select(choice => choice.Label))}]");
        }

        foreach (var words in answer.NotUnderstood)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Not understood: {words}");
        }
    }

    private static void WriteRun(StringBuilder text, RunInfo run)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"Run {run.Id}: {run.State}");
        foreach (var stream in run.Streams)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  {stream.Name} → {stream.Target}: {stream.Read:N0} read, {stream.Loaded:N0} loaded, {stream.Merged:N0} merged, {stream.Rejected:N0} rejected, {stream.Discarded:N0} discarded");
        }
    }
}
