using System.Buffers;
using System.ComponentModel;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace McpPlatform.Gateway.Links;

/// <summary>Messages on the standard streams of a process, one a line (MCP 2025-11-25 and 2026-07-28, Transports: stdio).</summary>
internal sealed class StdioCarrier : ICarrier
{
    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);

    private readonly ServerProcess process;
    private readonly UpstreamConfig config;
    private readonly DuplexLink link;
    private readonly int maxBytes;
    private readonly ILogger logger;
    private bool disposed;

    private StdioCarrier(ServerProcess process, UpstreamConfig config, DuplexLink link, int maxBytes, ILogger logger) =>
        (this.process, this.config, this.link, this.maxBytes, this.logger) = (process, config, link, maxBytes, logger);

    public string Ending { get; private set; } = "closed its output";

    /// <exception cref="UpstreamException">The program cannot be started.</exception>
    public static async Task<ICarrier> StartAsync(
        UpstreamConfig config, ProcessAddress address, DuplexLink link, int maxBytes, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var process = await ServerProcess.StartAsync(address, cancellationToken);
            Log.UpstreamProcessStarted(logger, config.Name, process.Id);
            return new StdioCarrier(process, config, link, maxBytes, logger);
        }
        catch (Exception exception) when (exception is Win32Exception or FileNotFoundException or DirectoryNotFoundException)
        {
            throw link.Fault(UpstreamFault.Unreached, $"cannot be started: {exception.Message.TrimEnd('.')}");
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var line = ArrayPool<byte>.Shared.Rent(message.Length + 1);
        try
        {
            message.Span.CopyTo(line);

            // Between members of JSON, line breaks mean nothing; inside of strings there are none.
            for (var (at, rest) = (0, 0); (rest = line.AsSpan(at, message.Length - at).IndexOfAny(LineBreaks)) >= 0; at += rest + 1)
            {
                line[at + rest] = (byte)' ';
            }

            line[message.Length] = (byte)'\n';
            await process.Input.WriteAsync(line.AsMemory(0, message.Length + 1), cancellationToken);
            await process.Input.FlushAsync(cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(line);
        }
    }

    public async IAsyncEnumerable<byte[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(process.Output, new StreamPipeReaderOptions(bufferSize: 16_384, leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, end);
                rest = rest.Slice(rest.GetPosition(1, end));
                if (line.Length > 1)
                {
                    yield return line.ToArray();
                }
            }

            if (rest.Length > maxBytes)
            {
                throw link.Fault(UpstreamFault.Unusable, $"sent a message of more than {maxBytes} bytes");
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                await NoteEndingAsync();
                yield break;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        disposed = true;
        await process.DisposeAsync();
    }

    private async Task NoteEndingAsync()
    {
        if (!disposed && await process.ExitCodeAsync() is { } code)
        {
            Ending = $"ended with exit code {code}";
            Log.UpstreamProcessEnded(logger, config.Name, process.Id, Ending, process.LastWords);
        }
    }
}
