using System.Diagnostics;
using McpPlatform.Guard.Processes;

namespace McpPlatform.Guard.Sandbox;

/// <summary>The command line of a slot: Deno without any permission, behind whatever guards the system allows.</summary>
/// <param name="Guards">Programs in front of Deno; empty where the system allows none.</param>
/// <param name="Deno">Path of Deno.</param>
/// <param name="MemoryBytes">Largest quota of memory of a tool.</param>
internal sealed record SlotCommand(IReadOnlyList<string> Guards, string Deno, int MemoryBytes)
{
    // The engine needs some memory beside what it gives its tool.
    private const int EngineBytes = 32 * 1_024 * 1_024;
    private const int HeapMegabytes = 128;
    private const int MaxTableEntries = 100_000;
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(10);

    private static readonly string[] Permissions = ["read", "write", "net", "env", "run", "sys", "ffi", "import"];

    // No capability, no core dump with a secret in it, and an end with the host, even when that is killed.
    private static readonly string[] Harmless =
        ["setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--pdeathsig", "KILL", "prlimit", "--core=0"];

    /// <summary>Strictest first: without any network, also as a user without rights; without rights to gain; with nothing but Deno's own denial.</summary>
    private static readonly string[][] Strictness =
    [
        ["unshare", "--net", .. Harmless],
        ["unshare", "--user", "--net", .. Harmless],
        ["setpriv", "--no-new-privs", "--pdeathsig", "KILL", "prlimit", "--core=0"],
        [],
    ];

    /// <summary>The folder of the slot's script and its engine.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "sandbox");

    public static string Script { get; } = Path.Combine(Folder, "slot.js");

    public static string Engine { get; } = Path.Combine(Folder, "npm", "@jitl", "quickjs-ng-wasmfile-release-sync", "emscripten-module.wasm");

    /// <summary>Finds Deno and the strictest guards that let it run.</summary>
    /// <exception cref="SandboxUnavailableException">There is no Deno, or it does not run.</exception>
    public static async Task<SlotCommand> FindAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        var deno = DenoProgram.Find(options.Deno);
        foreach (var guards in OperatingSystem.IsLinux() ? Strictness : [[]])
        {
            if (guards.All(IsThere) && await RunsAsync([.. guards, deno, "--version"], cancellationToken))
            {
                return new SlotCommand(guards, deno, options.MaxMemoryBytes);
            }
        }

        throw new SandboxUnavailableException($"Deno does not run: '{deno} --version' fails. Install Deno 2.9 or later and name it in Sandbox:Deno.");
    }

    /// <summary>How a slot that runs a script is started.</summary>
    public ProcessStartInfo Describe(string script) => Start(
    [
        .. Guards, Deno, "run", "--quiet", "--no-prompt", "--no-config", "--no-lock", "--no-npm", "--no-remote", "--no-code-cache",
        .. Permissions.Select(permission => $"--deny-{permission}"),
        $"--import-map={Path.Combine(Folder, "imports.json")}",
        $"--v8-flags=--expose-gc,--max-old-space-size={HeapMegabytes},--wasm-max-mem-pages={(MemoryBytes + (long)EngineBytes) / WasmMemory.PageBytes},"
            + $"--wasm-max-table-size={MaxTableEntries}",
        script,
    ]);

    // Guards are programs and their options; only programs are looked for.
    private static bool IsThere(string word) => word is not ("unshare" or "setpriv" or "prlimit") || ProgramPath.Find(word) is not null;

    private static async Task<bool> RunsAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Start(command))!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ProbeTimeout);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill();
            return false;
        }
    }

    // Nothing of the host's environment; Deno's own cache lies where nothing can be written, so that it leaves no file.
    private static ProcessStartInfo Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, CreateNoWindow = true,
            WorkingDirectory = Path.GetPathRoot(Path.GetTempPath())!,
        };
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["DENO_DIR"] = OperatingSystem.IsWindows() ? @"NUL\none" : "/dev/null/none";
        start.Environment["DENO_NO_UPDATE_CHECK"] = "1";
        start.Environment["NO_COLOR"] = "1";
        return start;
    }
}
