using McpPlatform.Client.Words;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Cli.Views;

/// <summary>What planning answered, for a person.</summary>
internal static class PlanView
{
    /// <summary>Writes it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="answer">The answer.</param>
    public static void Write(CommandCall call, PlanAnswer answer)
    {
        var output = call.Terminal.Out;
        switch (answer)
        {
            case { Status: PlanAnswerStatus.Ready, Plan: { } plan }:
                WritePlan(output, plan);
                output.WriteLine();
                output.WriteLine($"Make it a pipeline:  mcpp apply --conversation {answer.ConversationId}");
                break;
            case { Status: PlanAnswerStatus.NeedsInput }:
                WriteQuestions(output, answer);
                break;
            default:
                output.WriteLine("This cannot be done as asked:");
                WriteLines(output, answer.Reasons.Select(reason => reason.Reason));
                break;
        }

        if (answer.NotUnderstood.Count > 0)
        {
            output.WriteLine($"Not understood, so without effect: {string.Join(", ", answer.NotUnderstood.Select(part => $"“{part}”"))}.");
        }
    }

    private static void WritePlan(TextWriter output, PipelinePlan plan)
    {
        output.WriteLine($"{plan.Name}: {plan.Source.Connection} → {plan.Destination.Connection}");
        foreach (var stream in plan.Streams)
        {
            output.WriteLine();
            output.WriteLine($"  {new StreamName(stream.Name, stream.Namespace)} → {stream.Target}   [{PlanWords.Mode(stream.SyncMode)}]");
            WriteLines(output, Sentences(stream), "    ");
        }

        output.WriteLine();
        output.WriteLine($"  When:      {ScheduleWords.Of(plan.Schedule)}.");
        output.WriteLine($"  Changes:   {PlanWords.Of(plan.SchemaPolicy)}");
        if (plan.Metadata.Delivery is { } delivery)
        {
            output.WriteLine($"  Delivery:  {PlanWords.Of(delivery)}");
        }

        foreach (var gate in plan.Approvals)
        {
            output.WriteLine($"  Approval:  {gate.Reason}");
        }
    }

    private static IEnumerable<string> Sentences(StreamPlan stream)
    {
        yield return PlanWords.How(stream);
        if (stream.SelectedFields.Count > 0)
        {
            yield return PlanWords.Columns(stream);
        }

        foreach (var transform in stream.Transforms)
        {
            yield return PlanWords.Of(transform);
        }
    }

    private static void WriteQuestions(TextWriter output, PlanAnswer answer)
    {
        foreach (var question in answer.Questions)
        {
            output.WriteLine($"{question.Question}   ({question.Field})");
            foreach (var choice in question.Choices)
            {
                output.WriteLine(choice.Value == choice.Label ? $"  {choice.Value}" : $"  {choice.Value,-24} {choice.Label}");
            }
        }

        output.WriteLine();
        output.WriteLine($"Answer:  mcpp answer {answer.ConversationId} {string.Join(' ', answer.Questions.Select(question => $"{question.Field}=…"))}");
    }

    private static void WriteLines(TextWriter output, IEnumerable<string> lines, string indent = "  ")
    {
        foreach (var line in lines)
        {
            output.WriteLine(indent + line);
        }
    }
}
