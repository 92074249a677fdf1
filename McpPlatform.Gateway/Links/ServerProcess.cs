using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using McpPlatform.Guard.Processes;

namespace McpPlatform.Gateway.Links;

/// <summary>
/// A program that is an upstream: its process, and whatever that starts. It gets an environment of its own, nothing of the gateway's. On Linux it
/// ends with the gateway, even when that is killed.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int Kill = 9;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly string[] Guards = ["setsid", "setpriv"];

    // What programs need to run at all; a gateway's own settings may hold secrets.
    private static readonly string[] Inherited =
        ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "SystemRoot", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PATHEXT", "ComSpec"];

    private readonly Process process;
    private readonly LastWords words;

    private ServerProcess(Process process)
    {
        this.process = process;
        words = new LastWords(process.StandardError);
    }

    public int Id => process.Id;

    public Stream Input => process.StandardInput.BaseStream;

    public Stream Output => process.StandardOutput.BaseStream;

    /// <summary>The last line it wrote on standard error; it may hold secrets, so it is for the operator alone.</summary>
    public string LastWords => words.Text;

    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    /// <exception cref="Win32Exception">The system does not start it.</exception>
    public static async Task<ServerProcess> StartAsync(ProcessAddress address, CancellationToken cancellationToken) =>
        new(await ParentThread.StartAsync(Describe(address)).WaitAsync(cancellationToken));

    /// <summary>Waits a little for its end.</summary>
    /// <returns>Its exit code; <see langword="null"/> when it goes on.</returns>
    public async Task<int?> ExitCodeAsync()
    {
        using var soon = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(soon.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Ends it: its input is closed, which is the sign to end; what is still there after that is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Gone already.
        }

        if (await ExitCodeAsync() is null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        EndGroup();
        await words.Ended;
        process.Dispose();
    }

    private static ProcessStartInfo Describe(ProcessAddress address)
    {
        var program = Find(address.Command) ?? throw new FileNotFoundException($"There is no program '{address.Command}' on the gateway's machine.");
        List<string> command = AreGuarded ? ["setsid", "setpriv", "--no-new-privs", "--pdeathsig", "KILL", program] : [program];
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), .. address.Arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, CreateNoWindow = true,
            WorkingDirectory = address.Folder ?? Path.GetTempPath(),
        };
        start.Environment.Clear();
        foreach (var (name, value) in Inherited.Select(n => (n, Environment.GetEnvironmentVariable(n))).Where(v => v.Item2 is not null))
        {
            start.Environment[name] = value;
        }

        foreach (var (name, value) in address.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static bool AreGuarded { get; } = OperatingSystem.IsLinux() && Guards.All(g => Find(g) is not null);

    private static string? Find(string program)
    {
        if (program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(program))
        {
            return File.Exists(program) ? program : null;
        }

        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat", ""] : [""];
        return ProgramPath.Find([.. endings.Select(ending => program + ending)]);
    }

    // What it started and left behind is in its group.
    private void EndGroup()
    {
        if (AreGuarded)
        {
            _ = SendSignal(-process.Id, Kill);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SendSignal(int process, int signal);
}
