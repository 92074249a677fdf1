namespace McpPlatform.Guard.Sandbox;

/// <summary>Runs tools nobody vouches for, each call in a slot: a process that reaches no network, no file and no environment.</summary>
public interface ISandbox
{
    /// <summary>Runs a tool once, with a state of its own. Waits for a free slot, for the tool's other calls and for the tenant's.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="tenant">For whom; its secrets are those a grant names.</param>
    /// <param name="arguments">JSON in UTF-8, at most <see cref="SandboxedTool.MaxArgumentBytes"/>.</param>
    /// <param name="quota">What the call may use.</param>
    /// <param name="cancellationToken">Ends the call and its slot.</param>
    /// <returns>JSON in UTF-8, or what went wrong; whatever the tool does is no exception.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A quota is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    Task<SandboxResult> RunAsync(
        SandboxedTool tool, string tenant, ReadOnlyMemory<byte> arguments, SandboxQuota quota, CancellationToken cancellationToken);

    /// <summary>Loads a tool as for a call, without calling it: what a script does outside of its function is done.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="tenant">For whom.</param>
    /// <param name="quota">What that may use.</param>
    /// <param name="cancellationToken">Ends it and its slot.</param>
    /// <returns>What is wrong with the tool, or why that cannot be told now; <see langword="null"/> for nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A quota is out of its range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<SandboxFailure?> CheckAsync(SandboxedTool tool, string tenant, SandboxQuota quota, CancellationToken cancellationToken);
}
