using System.Buffers.Text;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Metering;

/// <summary>
/// What a server says in the <c>_meta</c> of a result about what the call used. There is no standard for it: taken is a member <c>usage</c> with the
/// names that language models' interfaces give tokens, and from the gateway's own sandbox <see cref="Key"/>.
/// </summary>
/// <param name="Tokens">Tokens in and out; <see langword="null"/> where it says nothing.</param>
/// <param name="Cpu">Processor time.</param>
internal readonly record struct StatedUsage(long? Tokens, TimeSpan Cpu)
{
    private const long Most = 1_000_000_000;

    /// <summary>The member under which the sandbox says what a call used.</summary>
    public static ReadOnlySpan<byte> Key => "mcp-platform/usage"u8;

    /// <summary>Reads it. A result without such a member is only searched, not parsed.</summary>
    public static StatedUsage Read(ReadOnlyMemory<byte> result)
    {
        if (result.Span.IndexOf("usage\""u8) < 0)
        {
            return default;
        }

        var meta = JsonMembers.Find(result, "_meta"u8);
        var usage = JsonMembers.Find(meta, "usage"u8);
        var cpu = Number(JsonMembers.Find(meta, Key), "cpuMicroseconds"u8) ?? 0;
        return new StatedUsage(
            Number(usage, "totalTokens"u8) ?? Number(usage, "total_tokens"u8)
                ?? Sum(Number(usage, "inputTokens"u8) ?? Number(usage, "input_tokens"u8), Number(usage, "outputTokens"u8) ?? Number(usage, "output_tokens"u8)),
            TimeSpan.FromMicroseconds(cpu));
    }

    private static long? Sum(long? left, long? right) => left is null && right is null ? null : (left ?? 0) + (right ?? 0);

    private static long? Number(ReadOnlyMemory<byte> json, ReadOnlySpan<byte> name) =>
        JsonMembers.Find(json, name) is { IsEmpty: false } value && Utf8Parser.TryParse(value.Span, out long number, out var read) && read == value.Length && number >= 0
            ? Math.Min(number, Most)
            : null;
}
