using McpPlatform.Contracts.Api;
using McpPlatform.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Records;

/// <summary>
/// Appends OpenLineage events, one a line, to <c>openlineage.jsonl</c> in the data folder. The file is for other programs; the platform's
/// own records stand in the store, so an event that cannot be written is logged and stops no run.
/// </summary>
/// <param name="platform">The data folder.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class LineageFile(IOptions<PlatformOptions> platform, TimeProvider time, ILogger<LineageFile> log) : IDisposable
{
    private readonly SemaphoreSlim writing = new(1);

    /// <summary>Where the events are.</summary>
    public string FilePath { get; } = Path.Combine(platform.Value.DataFolder, "openlineage.jsonl");

    /// <summary>A Worker began a run, for the first time or again.</summary>
    /// <param name="run">The run.</param>
    /// <param name="pipeline">Its pipeline.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task StartedAsync(RunInfo run, PipelineInfo pipeline, CancellationToken cancellationToken) =>
        AppendAsync("START", run, pipeline, cancellationToken);

    /// <summary>A run ended.</summary>
    /// <param name="run">The run.</param>
    /// <param name="pipeline">Its pipeline; <see langword="null"/> when it could not even be loaded, which leaves nothing to tell.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task EndedAsync(RunInfo run, PipelineInfo? pipeline, CancellationToken cancellationToken) =>
        pipeline is null ? Task.CompletedTask : AppendAsync(EventType(run.State), run, pipeline, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => writing.Dispose();

    private static string EventType(RunState state) => state switch
    {
        RunState.Succeeded => "COMPLETE",
        RunState.Cancelled => "ABORT",
        _ => "FAIL",
    };

    private async Task AppendAsync(string type, RunInfo run, PipelineInfo pipeline, CancellationToken cancellationToken)
    {
        var line = OpenLineageEvents.Write(type, time.GetUtcNow(), run, pipeline);
        await writing.WaitAsync(cancellationToken);
        try
        {
            await using var file = new FileStream(FilePath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            await file.WriteAsync(line, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LineageNotWritten(log, FilePath, e);
        }
        finally
        {
            writing.Release();
        }
    }
}
