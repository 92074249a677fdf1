using System.Text;

namespace McpPlatform.Tests.Guard.Sandbox;

/// <summary>
/// Assembles small WASI modules byte by byte (WebAssembly core specification, "Binary Format"), so that the tests need no compiler. The only function
/// is <c>_start</c>, with four local integers; imported functions come first, in the order they are named.
/// </summary>
internal sealed class WasmModule(params string[] imports)
{
    public const byte End = 0x0B, Drop = 0x1A, Unreachable = 0x00, Add = 0x6A, Load = 0x28, Load8 = 0x2D, Store = 0x36, Store8 = 0x3A, Grow = 0x40,
        LessThanSigned = 0x48;

    public int Pages { get; init; } = 1;

    public int? MostPages { get; init; }

    public byte[] Data { get; init; } = [];

    /// <summary>Assembles the module around the body of <c>_start</c>.</summary>
    public byte[] Build(params byte[][] body)
    {
        byte[] code = [1, 4, 0x7F, .. body.SelectMany(part => part), End];
        return
        [
            .. "\0asm"u8, 1, 0, 0, 0,
            .. Section(1, Vector([[0x60, 0, 0], [0x60, 1, 0x7F, 0], [0x60, 4, 0x7F, 0x7F, 0x7F, 0x7F, 1, 0x7F]])),
            .. Section(2, Vector([.. imports.Select(Import)])),
            .. Section(3, [1, 0]),
            .. Section(5, [1, MostPages is null ? (byte)0 : (byte)1, .. Number(Pages), .. MostPages is { } most ? Number(most) : []]),
            .. Section(7, Vector([[.. Name("memory"), 2, 0], [.. Name("_start"), 0, .. Number(imports.Length)]])),
            .. Section(10, Vector([[.. Number(code.Length), .. code]])),
            .. Section(11, Vector([[0, .. Int(0), End, .. Number(Data.Length), .. Data]])),
        ];
    }

    public static byte[] Int(int value)
    {
        List<byte> bytes = [0x41];
        for (; value is > 63 or < -64; value >>= 7)
        {
            bytes.Add((byte)((value & 0x7F) | 0x80));
        }

        return [.. bytes, (byte)(value & 0x7F)];
    }

    public static byte[] Call(int function) => [0x10, .. Number(function)];

    /// <summary>Calls an import with constants.</summary>
    public static byte[] Call(int function, params int[] arguments) => [.. arguments.SelectMany(Int), .. Call(function)];

    public static byte[] Forever(params byte[][] body) => [0x03, 0x40, .. body.SelectMany(part => part), 0x0C, 0, End];

    /// <summary>Goes on while the body leaves something other than zero.</summary>
    public static byte[] While(params byte[][] body) => [0x03, 0x40, .. body.SelectMany(part => part), 0x0D, 0, End];

    /// <summary>Stores a number: address and value are on the stack.</summary>
    public static byte[] Store32 => [Store, 2, 0];

    public static byte[] Load32(int address) => [.. Int(address), Load, 2, 0];

    /// <summary>Describes a piece of memory to WASI: eight bytes at an address.</summary>
    public static byte[] Vector(int at, int start, int length) => [.. Int(at), .. Int(start), .. Store32, .. Int(at + 4), .. Int(length), .. Store32];

    private static byte[] Import(string name)
    {
        var (module, function) = name.Contains('.', StringComparison.Ordinal) ? (name.Split('.')[0], name.Split('.')[1]) : ("wasi_snapshot_preview1", name);
        return [.. Name(module), .. Name(function), 0, function is "proc_exit" or "take" ? (byte)1 : (byte)2];
    }

    private static byte[] Section(byte id, byte[] content) => [id, .. Number(content.Length), .. content];

    private static byte[] Vector(byte[][] items) => [.. Number(items.Length), .. items.SelectMany(item => item)];

    private static byte[] Name(string text) => [.. Number(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Number(int value)
    {
        List<byte> bytes = [];
        for (; value > 0x7F; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
