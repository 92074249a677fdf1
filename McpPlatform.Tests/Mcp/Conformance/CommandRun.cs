using System.Diagnostics;

namespace McpPlatform.Tests.Mcp.Conformance;

/// <summary>A command that runs to its end.</summary>
internal static class CommandRun
{
    /// <summary>What it wrote. Ends the command with all it started when nobody wants that any more.</summary>
    public static async Task<string> OutputAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        await using var end = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var written = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return string.Concat(written);
    }
}
