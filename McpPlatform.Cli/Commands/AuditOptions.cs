using System.CommandLine;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary>The options that say which records of calls are wanted.</summary>
internal static class AuditOptions
{
    private static readonly Option<string?> Principal = new("--principal") { Description = "Only calls of this principal, such as key:ID." };

    private static readonly Option<string?> Name = new("--name") { Description = "Only calls of this tool, prompt or address." };

    private static readonly Option<string?> Outcome = new("--outcome")
    {
        Description = "Only calls that ended so: ok, tool_error, protocol_error, refused, cancelled or failed.",
    };

    private static readonly Option<string?> From = new("--from") { Description = "Only calls that began then or later, such as 2026-01-05 or 2026-01-05T06:30:00Z." };

    private static readonly Option<string?> To = new("--to") { Description = "Only calls that began before." };

    private static readonly Option<bool> WouldRefuse = new("--would-refuse") { Description = "Only calls that were allowed, and would have been refused by policies that are only tried." };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } = [Principal, Name, Outcome, WouldRefuse, From, To];

    /// <summary>What they say.</summary>
    /// <param name="call">The call.</param>
    /// <exception cref="CliException">An outcome or a moment is none.</exception>
    public static AuditFilter Read(CommandCall call) =>
        new(call.Value(Principal), call.Value(Name), OutcomeOf(call.Value(Outcome)), Texts.Moment(call.Value(From)), Texts.Moment(call.Value(To))) { WouldRefuse = call.Value(WouldRefuse) };

    private static CallOutcome? OutcomeOf(string? word) => word is null ? null
        : Enum.GetValues<CallOutcome>().Where(o => word == Texts.Snake(o)).Select(o => (CallOutcome?)o).FirstOrDefault()
            ?? throw new CliException($"'{word}' is no outcome. There are: {string.Join(", ", Enum.GetValues<CallOutcome>().Select(o => Texts.Snake(o)))}.");
}
