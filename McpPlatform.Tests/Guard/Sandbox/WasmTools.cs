using McpPlatform.Guard.Sandbox;

namespace McpPlatform.Tests.Guard.Sandbox;

/// <summary>WASM tools of the tests.</summary>
internal static class WasmTools
{
    private const int Vector = 32, Count = 40, Buffer = 1_024, BufferBytes = 60_000;

    /// <summary>Writes what it reads, up to 60,000 bytes.</summary>
    public static byte[] Echo { get; } = new WasmModule("fd_read", "fd_write").Build(
        WasmModule.Vector(Vector, Buffer, BufferBytes),
        WasmModule.Call(0, 0, Vector, 1, Count), [WasmModule.Drop],
        WasmModule.Int(Vector + 4), WasmModule.Load32(Count), WasmModule.Store32,
        WasmModule.Call(1, 1, Vector, 1, Count), [WasmModule.Drop]);

    public static byte[] EndlessLoop { get; } = new WasmModule().Build(WasmModule.Forever());

    /// <summary>Asks for page after page, and gives up when it gets no more.</summary>
    public static byte[] MemoryHog { get; } = new WasmModule().Build(
        WasmModule.While(WasmModule.Int(-1), WasmModule.Int(1), [WasmModule.Grow, 0, WasmModule.LessThanSigned]), [WasmModule.Unreachable]);

    /// <summary>Writes 32 KB after 32 KB.</summary>
    public static byte[] OutputFlood { get; } = new WasmModule("fd_write").Build(
        WasmModule.Vector(Vector, Buffer, 32_768), WasmModule.Forever(WasmModule.Call(0, 1, Vector, 1, Count), [WasmModule.Drop]));

    /// <summary>Adds one to a digit in its memory and writes it: 1 each time, if nothing of the call before is left.</summary>
    public static byte[] Counter { get; } = new WasmModule("fd_write") { Data = "0"u8.ToArray() }.Build(
        WasmModule.Int(0), WasmModule.Int(0), [WasmModule.Load8, 0, 0], WasmModule.Int(1), [WasmModule.Add], [WasmModule.Store8, 0, 0],
        WasmModule.Vector(Vector, 0, 1), WasmModule.Call(0, 1, Vector, 1, Count), [WasmModule.Drop]);

    public static byte[] Trap { get; } = new WasmModule().Build([WasmModule.Unreachable]);

    public static byte[] ExitWith(int code) => new WasmModule("proc_exit").Build(WasmModule.Call(0, code));

    /// <summary>Asks its host for a function and writes what it is told.</summary>
    public static byte[] Ask(string function, string question) =>
        new WasmModule("host.call", "host.take", "fd_write") { Data = [.. new byte[64], .. System.Text.Encoding.UTF8.GetBytes(function + question)] }.Build(
            WasmModule.Int(Vector), WasmModule.Int(Buffer), WasmModule.Store32,
            WasmModule.Int(Vector + 4), WasmModule.Call(0, 64, function.Length, 64 + function.Length, question.Length), WasmModule.Store32,
            WasmModule.Call(1, Buffer),
            WasmModule.Call(2, 1, Vector, 1, Count), [WasmModule.Drop]);

    /// <summary>Calls a function that takes four numbers, all zero, and writes the number it answers as a character, which is JSON from 48 ('0') on.</summary>
    public static byte[] Try(string function) => new WasmModule(function, "fd_write").Build(
        WasmModule.Int(0), WasmModule.Call(0, 0, 0, 0, 0), [WasmModule.Store8, 0, 0],
        WasmModule.Vector(Vector, 0, 1), WasmModule.Call(1, 1, Vector, 1, Count), [WasmModule.Drop]);

    public static SandboxedTool Tool(byte[] code, SandboxGrants? grants = null, string name = "wasm-tool") =>
        new(name, SandboxedToolKind.Wasm, code, grants ?? SandboxGrants.None);
}
