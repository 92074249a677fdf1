using System.Diagnostics;

namespace McpPlatform.Tests.Mcp.Conformance;

/// <summary>A command that ran to its end.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">What it wrote.</param>
internal sealed record CommandRun(int Code, string Output)
{
    /// <summary>Runs a command; ends it with all it started when nobody wants that any more.</summary>
    public static async Task<CommandRun> OfAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        await using var end = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var written = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return new(process.ExitCode, string.Concat(written));
    }
}
