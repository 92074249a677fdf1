using System.Text;

namespace McpPlatform.Benchmarks.Calls.Agents;

/// <summary>Which call comes after which: other tools each time, one in twenty with something planted. It also judges the answers.</summary>
internal sealed class CallSequence(Target target, Variant variant, int agent)
{
    private const int Stride = 7;
    private const int AgentStride = 31;
    private readonly BenchText text = BenchText.Of(variant.Bytes);
    private readonly byte[] expectedId = Encoding.ASCII.GetBytes($"\"id\":{CallTemplate.FirstId}");
    private long count;

    public long Id => CallTemplate.FirstId + (agent * 10_000_000L) + count;

    public int Tool => (int)(((count * Stride) + (agent * AgentStride)) % Variant.Tools);

    public bool IsPlanted => (count + agent) % Variant.Planted == 0;

    /// <summary>Which of several callers calls.</summary>
    public int Caller(int callers) => (int)(count % callers);

    public void Next() => count++;

    /// <exception cref="InvalidOperationException">It is not the answer to the call.</exception>
    public void Check(ReadOnlySpan<byte> answer, bool isSuccess, string head)
    {
        System.Buffers.Text.Utf8Formatter.TryFormat(Id, expectedId.AsSpan(5), out _);
        var mark = "\"text\":\""u8;
        var at = answer.IndexOf(mark);
        var rest = at < 0 ? default : answer[(at + mark.Length)..];
        var fits = IsPlanted && target.Redacts ? text.IsRedactedIn(rest) : text.IsIn(rest, IsPlanted);
        if (!isSuccess || !fits || answer.IndexOf(expectedId) < 0)
        {
            var same = rest.CommonPrefixLength(text.Bytes(IsPlanted));
            throw new InvalidOperationException($"A wrong answer to {Id}, other than wanted after {same} bytes of text: {head}{Encoding.UTF8.GetString(rest[Math.Max(0, Math.Min(same, rest.Length) - 50)..Math.Min(rest.Length, same + 300)])}");
        }
    }
}
