namespace McpPlatform.Core.Usage;

/// <summary>What the meter counts of a call, beside what the audit keeps of it.</summary>
/// <param name="Server">The server: <see cref="Platform"/> for the platform's own tools, empty where the call is about none.</param>
/// <param name="Tool">The tool, prompt or resource as its server calls it, never as the agent does: agents could name without end.</param>
/// <param name="IsExecuted">Whether it reached its tool, prompt or resource.</param>
/// <param name="Cpu">Processor time, of sandboxed tools.</param>
/// <param name="Tokens">Tokens the server stated; 0 for none.</param>
/// <param name="EstimatedTokens">Tokens where none were stated, estimated from the size; else 0.</param>
/// <param name="CostMicros">What it cost, in millionths of the unit of the prices.</param>
public readonly record struct CallFigures(
    string? Server, string? Tool, bool IsExecuted, TimeSpan Cpu, long Tokens, long EstimatedTokens, long CostMicros)
{
    /// <summary>What stands for the server of the platform's own tools.</summary>
    public const string Platform = "platform";
}
