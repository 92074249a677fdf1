namespace McpPlatform.Guard.Sandbox;

/// <summary>
/// The memory a WASM module declares (WebAssembly core specification, "Memory Section"), narrowed to a quota: the engine then refuses every growth
/// beyond it, for this module alone.
/// </summary>
internal static class WasmMemory
{
    public const int PageBytes = 65_536;
    private const int HeadBytes = 8;
    private const byte MemorySection = 5;
    private static ReadOnlySpan<byte> Magic => "\0asm\x01\0\0\0"u8;

    /// <summary>A copy of a module whose memory grows no further than a quota.</summary>
    /// <exception cref="UnfitToolException">It is no such module, or begins with more memory than that.</exception>
    public static byte[] Limit(ReadOnlySpan<byte> module, int bytes)
    {
        if (!module.StartsWith(Magic))
        {
            throw Invalid("It is no WASM module of version 1.");
        }

        for (var at = HeadBytes; at < module.Length;)
        {
            var section = at;
            var id = module[at++];
            var size = ReadNumber(module, ref at);
            if (size > module.Length - at)
            {
                throw Invalid("It ends in the middle of a section.");
            }

            var end = at + (int)size;
            if (id == MemorySection)
            {
                return Narrow(module, section, module[at..end], end, (uint)(bytes / PageBytes));
            }

            at = end;
        }

        throw Invalid("It declares no memory.");
    }

    private static byte[] Narrow(ReadOnlySpan<byte> module, int from, ReadOnlySpan<byte> section, int to, uint pages)
    {
        var (least, most) = Limits(section);
        return least <= pages
            ? Replace(module, from, to, least, Math.Min(most, pages))
            : throw new UnfitToolException(SandboxFailureKind.OutOfMemory, $"It begins with {(long)least * PageBytes} bytes of memory.");
    }

    // What is not one plain memory (shared, of 64 bits, several) has no single limit to narrow.
    private static (uint Least, uint Most) Limits(ReadOnlySpan<byte> section)
    {
        var at = 0;
        if (ReadNumber(section, ref at) != 1 || at >= section.Length || section[at] > 1)
        {
            throw Invalid("It declares a memory that is shared, of 64 bits, or not the only one.");
        }

        var bounded = section[at++] == 1;
        return (ReadNumber(section, ref at), bounded ? ReadNumber(section, ref at) : uint.MaxValue);
    }

    private static byte[] Replace(ReadOnlySpan<byte> module, int from, int to, uint least, uint most)
    {
        using var limits = new MemoryStream();
        limits.Write([1, 1]);
        WriteNumber(limits, least);
        WriteNumber(limits, most);
        using var result = new MemoryStream(module.Length + 16);
        result.Write(module[..from]);
        result.WriteByte(MemorySection);
        WriteNumber(result, (uint)limits.Length);
        limits.WriteTo(result);
        result.Write(module[to..]);
        return result.ToArray();
    }

    private static uint ReadNumber(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 35 && at < bytes.Length; shift += 7)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if ((part & 0x80) == 0)
            {
                return value <= uint.MaxValue ? (uint)value : throw Invalid("It holds a number that is too large.");
            }
        }

        throw Invalid("It ends in the middle of a number.");
    }

    private static UnfitToolException Invalid(string why) => new(SandboxFailureKind.InvalidTool, why);

    private static void WriteNumber(MemoryStream to, uint value)
    {
        for (; value > 0x7F; value >>= 7)
        {
            to.WriteByte((byte)(value | 0x80));
        }

        to.WriteByte((byte)value);
    }
}
