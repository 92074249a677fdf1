using System.Diagnostics;
using System.Text;

namespace McpPlatform.Tests.Mcp.Transports;

/// <summary>An agent that starts <c>mcpp mcp</c> as its server.</summary>
internal sealed class StdioAgent : MessageAgent
{
    private readonly Process process;
    private readonly StringBuilder said = new();
    private readonly Task reading;

    private StdioAgent(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) => Note(line.Data is null ? "" : line.Data + "\n");
        process.BeginErrorReadLine();
        reading = ReadAsync();
    }

    public Process Process => process;

    /// <summary>What it said on standard error.</summary>
    public string Said
    {
        get
        {
            lock (said)
            {
                return said.ToString();
            }
        }
    }

    /// <summary>The command of this build.</summary>
    public static string Mcpp { get; } = Path.Combine(AppContext.BaseDirectory, "mcpp.dll");

    public static StdioAgent Start(Uri gateway, string? key) => Start(["mcp", "--url", new Uri(gateway, "mcp").AbsoluteUri], key);

    public static StdioAgent Start(string[] arguments, string? key)
    {
        var start = new ProcessStartInfo("dotnet", [Mcpp, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = new UTF8Encoding(false),
        };
        start.Environment.Remove("MCPP_DATA");
        start.Environment["MCPP_KEY"] = key;
        return new StdioAgent(Process.Start(start)!);
    }

    public override async Task SendAsync(string message)
    {
        await process.StandardInput.WriteLineAsync(message.AsMemory(), Cancel);
        await process.StandardInput.FlushAsync(Cancel);
    }

    /// <summary>Closes its input and waits until it has ended; its exit code.</summary>
    public async Task<int> CloseAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        await reading;
        return process.ExitCode;
    }

    public override async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        await reading;
        process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            // Whatever is no message fails here, and with it the test.
            Hear(line);
        }
    }

    private void Note(string line)
    {
        lock (said)
        {
            said.Append(line);
        }
    }
}
