using System.IO.Pipelines;
using System.Buffers;

namespace McpPlatform.Benchmarks.Calls.Upstream;

/// <summary>The same upstream on its standard streams, in the legacy era: what peers start that reach servers so.</summary>
internal static class BenchPipe
{
    public static async Task RunAsync()
    {
        var input = PipeReader.Create(Console.OpenStandardInput(), new StreamPipeReaderOptions(bufferSize: 65_536));
        await using var output = Console.OpenStandardOutput();
        while (true)
        {
            var read = await input.ReadAsync();
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                await AnswerAsync(rest.Slice(0, end).ToArray(), output);
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            input.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private static async Task AnswerAsync(byte[] line, Stream output)
    {
        var (method, id) = BenchRequest.Parse(line);
        if (!id.IsEmpty)
        {
            byte[] answer = [.. """{"jsonrpc":"2.0","id":"""u8, .. id.Span, .. BenchAnswers.For(method, modern: false, line).Span, (byte)'\n'];
            await output.WriteAsync(answer);
            await output.FlushAsync();
        }
    }
}
