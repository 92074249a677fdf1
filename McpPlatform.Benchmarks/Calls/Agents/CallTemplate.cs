using System.Buffers.Text;
using System.Text;

namespace McpPlatform.Benchmarks.Calls.Agents;

/// <summary>A request for a call, ready to be sent: its id, which is an argument as well, its tool and whether it plants are written over those of the one before.</summary>
internal sealed class CallTemplate
{
    public const long FirstId = 1_000_000_000;
    private const int IdDigits = 10;
    private const int ToolDigits = 3;
    private readonly byte[] request;
    private readonly int id;
    private readonly int argument;
    private readonly int planted;
    private readonly int[] tools;

    /// <summary>Takes a request that calls the first tool.</summary>
    public CallTemplate(byte[] request, Variant variant)
    {
        this.request = request;
        id = After("\"id\":");
        argument = After("\"n\":");
        planted = After("\"planted\":");
        tools = [.. EndsOf(Encoding.ASCII.GetBytes(variant.Tool(0))).Select(end => end - ToolDigits)];
    }

    public ReadOnlySpan<byte> For(long number, int tool, bool isPlanted)
    {
        Utf8Formatter.TryFormat(number, request.AsSpan(id, IdDigits), out _);
        request.AsSpan(id, IdDigits).CopyTo(request.AsSpan(argument));
        request[planted] = (byte)(isPlanted ? '1' : '0');
        foreach (var at in tools)
        {
            Utf8Formatter.TryFormat(tool, request.AsSpan(at, ToolDigits), out _, new System.Buffers.StandardFormat('D', ToolDigits));
        }

        return request;
    }

    private int After(string mark) => request.AsSpan().IndexOf(Encoding.ASCII.GetBytes(mark)) + mark.Length;

    private IEnumerable<int> EndsOf(byte[] name)
    {
        for (var from = 0; request.AsSpan(from).IndexOf(name) is >= 0 and var at; from += at + name.Length)
        {
            yield return from + at + name.Length;
        }
    }
}
