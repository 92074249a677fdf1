using System.Diagnostics;

namespace McpPlatform.AppHost.Machine;

/// <summary>Runs a short program to its end.</summary>
internal static class Command
{
    /// <summary>Runs it and returns what it wrote, standard error after standard output.</summary>
    /// <exception cref="CommandException">It ended with another code than 0.</exception>
    public static async Task<string> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        using var process = Process.Start(start) ?? throw new CommandException(start.FileName, -1, "It could not be started.");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        var text = await output + await errors;
        return process.ExitCode == 0 ? text : throw new CommandException(start.FileName, process.ExitCode, text.Trim());
    }

    /// <summary>Runs a program that is found by its name.</summary>
    public static Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(new ProcessStartInfo(program, arguments), cancellationToken);
}

/// <summary>A program ended badly.</summary>
internal sealed class CommandException(string program, int exitCode, string output)
    : Exception($"'{Path.GetFileName(program)}' ended with code {exitCode}: {output}")
{
    public string Output { get; } = output;
}
