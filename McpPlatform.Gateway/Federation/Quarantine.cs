using McpPlatform.Contracts.Api;
using McpPlatform.Core.Tools;

namespace McpPlatform.Gateway.Federation;

/// <summary>Says why a tool is not offered. The sentences quote nothing of the definition: who reads them may be a model.</summary>
internal static class Quarantine
{
    /// <summary>Name of the rule, as the audit records it.</summary>
    public const string Rule = "definition-review";

    /// <summary>The reason.</summary>
    /// <param name="pin">What is decided; <see langword="null"/> where nothing is known.</param>
    /// <param name="hash">Hash of the definition that the upstream offers.</param>
    public static string Reason(ToolPin? pin, string hash) => pin switch
    {
        null => "Its definition cannot be reviewed at the moment.",
        { State: ToolState.Rejected } => "Its definition was rejected.",
        { State: ToolState.Quarantined, Approved: null } => "Its definition is new and waits for approval.",
        _ => pin.IsWithdrawn || pin.Approved?.Hash == hash
            ? "Its server was seen to offer it no more, or otherwise."
            : "Its definition changed since it was approved and waits for approval.",
    };

    /// <summary>What whoever calls it is told.</summary>
    /// <param name="offer">The quarantined tool.</param>
    public static string Refusal(Offer offer) =>
        $"The tool '{offer.Name}' is quarantined. {offer.Quarantine} A person decides on the page 'Tools' of the workbench, or with 'mcpp tools'. (rule '{Rule}')";
}
