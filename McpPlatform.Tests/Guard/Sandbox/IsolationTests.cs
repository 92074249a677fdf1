using System.Diagnostics;
using McpPlatform.Guard.Sandbox;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Sandbox;

public sealed class IsolationTests
{
    // What a tool that broke out of its engine would try, each as an expression that is true when it is denied.
    private const string Escapes = """
        const denied = (attempt) => { try { return attempt() instanceof Promise ? "promise" : false; } catch { return true; } };
        const later = async (attempt) => { try { await attempt(); return false; } catch { return true; } };
        const all = {
          read: denied(() => Deno.readTextFileSync("/etc/passwd")),
          readScript: denied(() => Deno.readTextFileSync(new URL(import.meta.url))),
          write: denied(() => Deno.writeTextFileSync("FOLDER/escape", "1")),
          env: denied(() => Deno.env.get("PATH")),
          hostname: denied(() => Deno.hostname()),
          run: denied(() => new Deno.Command("/bin/sh", { args: ["-c", "true"] }).outputSync()),
          fork: await later(async () => (await import("node:child_process")).execSync("true")),
          ffi: denied(() => Deno.dlopen("libc.so.6", {})),
          connect: await later(() => Deno.connect({ hostname: "127.0.0.1", port: Number(PORT) })),
          fetch: await later(() => fetch("http://127.0.0.1:PORT/")),
          listen: denied(() => Deno.listen({ port: 0 })),
          kill: denied(() => Deno.kill(1, "SIGTERM")),
          remote: await later(() => import("http://127.0.0.1:PORT/x.js".slice(0))),
          file: await later(() => import("file:///etc/passwd".slice(0))),
        };
        console.log(Object.entries(all).filter(([, ok]) => ok !== true).map(([name]) => name).join(",") || "all denied");
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slot_itself_reaches_no_file_no_network_no_environment_and_no_program()
    {
        using var folder = new TestFolder();
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        var script = folder.In("escapes.js");
        await File.WriteAllTextAsync(script, Escapes.Replace("PORT", $"{port}", StringComparison.Ordinal).Replace("FOLDER", folder.Path, StringComparison.Ordinal), Cancel);
        var command = await SlotCommand.FindAsync(new SandboxOptions(), Cancel);
        using var slot = Process.Start(command.Describe(script))!;
        var errors = slot.StandardError.ReadToEndAsync(Cancel);
        (await slot.StandardOutput.ReadToEndAsync(Cancel) + await errors).Trim().ShouldBe("all denied");
        File.Exists(folder.In("escape")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_script_sees_the_language_and_nothing_of_its_slot()
    {
        await using var sandbox = new TestSandbox();
        const string Script = """
            export default () => ["Deno", "process", "fetch", "require", "WebAssembly", "Worker", "XMLHttpRequest", "setTimeout", "gc"]
              .filter((name) => name in globalThis || typeof Function(`return typeof ${name}`)() === name)
            """;
        (await sandbox.TextAsync(TestSandbox.Script(Script))).ShouldBe("[]");
    }

    [Theory]
    [InlineData("import fs from 'node:fs'; export default () => 1")]
    [InlineData("export default async () => (await import('./slot.js'), 1)")]
    [InlineData("export default () => Function('return this')().constructor.constructor('return Deno')()")]
    public async Task A_script_imports_nothing_and_does_not_climb_out(string source)
    {
        await using var sandbox = new TestSandbox();
        var result = await sandbox.RunAsync(TestSandbox.Script(source));
        result.Failure!.Kind.ShouldBe(SandboxFailureKind.Failed);
    }

    [Theory]
    [InlineData("fd_pread")]
    [InlineData("sock_recv")]
    [InlineData("path_symlink")]
    public async Task A_module_is_told_that_there_are_no_files_and_no_sockets(string function)
    {
        await using var sandbox = new TestSandbox();

        // 52, "function not supported", written as a character is '4'.
        (await sandbox.TextAsync(WasmTools.Tool(WasmTools.Try(function)))).ShouldBe("4");
    }

    [Theory]
    [InlineData("env.system")]
    [InlineData("wasi_snapshot_preview1.path_exec")]
    public async Task A_module_that_imports_anything_else_is_refused(string import)
    {
        await using var sandbox = new TestSandbox();
        var failure = (await sandbox.RunAsync(WasmTools.Tool(new WasmModule(import).Build()))).Failure!;
        failure.Kind.ShouldBe(SandboxFailureKind.InvalidTool);
        failure.Message.ShouldContain(import.Split('.')[0]);
    }

    [Fact]
    public async Task Every_way_to_fail_is_one_sentence()
    {
        await using var sandbox = new TestSandbox();
        (SandboxedTool Tool, SandboxFailureKind Kind, string Words)[] failing =
        [
            (WasmTools.Tool(WasmTools.Trap), SandboxFailureKind.Trapped, "The tool 'wasm-tool' trapped: unreachable"),
            (WasmTools.Tool(WasmTools.ExitWith(3)), SandboxFailureKind.Failed, "The tool 'wasm-tool' failed: It ended with code 3."),
            (WasmTools.Tool(WasmTools.ExitWith(0)), SandboxFailureKind.OutputUnreadable, "The tool 'wasm-tool' answered with nothing."),
            (WasmTools.Tool("not wasm"u8.ToArray()), SandboxFailureKind.InvalidTool, "The tool 'wasm-tool' does not run. It is no WASM module of version 1."),
            (TestSandbox.Script("export default () => { throw new Error('no luck'); }"), SandboxFailureKind.Failed, "The tool 'script-tool' failed: no luck"),
            (TestSandbox.Script("export default () => new Promise(() => {})"), SandboxFailureKind.Failed, "The tool 'script-tool' failed: It waits for something that never comes."),
            (TestSandbox.Script("export const x = 1"), SandboxFailureKind.InvalidTool, "The tool 'script-tool' does not run. It does not 'export default function (args, host)', or awaits something outside of it."),
        ];
        foreach (var (tool, kind, words) in failing)
        {
            var failure = (await sandbox.RunAsync(tool)).Failure!;
            (failure.Kind, failure.Message).ShouldBe((kind, words));
        }
    }
}
