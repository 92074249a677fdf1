using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Cli.Commands;

/// <summary>Where a command takes a plan from: a file, standard input, or a conversation.</summary>
internal static class PlanSource
{
    /// <summary>Reads a plan, or an answer of planning that carries one.</summary>
    /// <param name="call">The call.</param>
    /// <param name="path">The file; <c>-</c> for standard input.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CliException">It holds no plan.</exception>
    public static async Task<ApplyPlan> ReadAsync(CommandCall call, string path, CancellationToken cancellationToken)
    {
        var text = path == "-" ? await call.Terminal.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(path, cancellationToken);
        using var document = JsonDocument.Parse(text);
        if (document.RootElement.TryGetProperty("conversationId", out _))
        {
            return Of(document.Deserialize(ContractsJson.Default.PlanAnswer)!);
        }

        return document.Deserialize(ContractsJson.Default.PipelinePlan) is { } plan
            ? new ApplyPlan(plan)
            : throw new CliException($"'{path}' holds no plan.");
    }

    /// <summary>Takes the plan of a conversation.</summary>
    /// <param name="call">The call.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CliException">It has come to no plan yet.</exception>
    public static async Task<ApplyPlan> ReadAsync(CommandCall call, Guid conversation, CancellationToken cancellationToken) =>
        Of((await call.Gateway.GetConversationAsync(conversation, cancellationToken)).Answer);

    private static ApplyPlan Of(PlanAnswer? answer) => answer is { Plan: PipelinePlan plan }
        ? new ApplyPlan(plan, answer.PlanHash)
        : throw new CliException("The conversation has come to no plan yet; its questions stand open. See 'mcpp answer'.");
}
