using McpPlatform.Connectors.Files.Folder;
using McpPlatform.Connectors.Hosting;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Runs;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>
/// Writes files. Rows go to parts in the state folder, one for each commit, recorded in a commit file that is replaced atomically; publishing
/// joins the parts and renames the result into place. Every step can be repeated after a crash.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class FileDestination(TimeProvider time)
{
    /// <summary>The pipeline that last wrote a target; <see langword="null"/> when none did.</summary>
    public static Guid? CreatorOf(FileRoot root, string name) => TargetRecord.Read(root, name)?.PipelineId;

    /// <summary>Stages, publishes, discards or restores.</summary>
    public WriteResult Write(WriteRequest request)
    {
        var stage = Open(request);
        using var turn = stage.Lock();
        return request.Intent switch
        {
            WriteIntent.Stage => Stage(stage),
            WriteIntent.Publish => Publish(stage),
            WriteIntent.Discard => Discard(stage),
            _ => Restore(stage),
        };
    }

    /// <summary>Opens the sink behind a stage link.</summary>
    public static ISegmentSink OpenSink(WriteRequest request, IReadOnlyList<ColumnSchema> columns)
    {
        var stage = Open(request);
        using var turn = stage.Lock();
        return new FileSink(stage, columns, stage.RequireCurrent());
    }

    private static FileStage Open(WriteRequest request)
    {
        var root = FileRoot.Of(request.Connection);
        root.RequireWritable();
        if (request.Mode == SyncMode.IncrementalDedup)
        {
            throw new ConnectorException(FailureClass.Configuration, "Files cannot replace single rows. Choose append or overwrite, or another destination.");
        }

        return new FileStage(root, request);
    }

    private static WriteResult Stage(FileStage stage)
    {
        var commit = stage.Begin();
        KillPoints.Reached("stage.prepared");
        return new WriteResult { Commit = commit.ToContract() };
    }

    private WriteResult Publish(FileStage stage)
    {
        var commit = stage.RequireCurrent();
        if (!commit.Published)
        {
            commit = new FilePublication(stage, time).Publish(commit);
        }

        return new WriteResult { Commit = commit.ToContract(), Counts = commit.Counts, Versions = new FileVersions(stage, time).List() };
    }

    private static WriteResult Discard(FileStage stage)
    {
        var commit = stage.Discard();
        return new WriteResult { Commit = commit?.ToContract() };
    }

    private WriteResult Restore(FileStage stage)
    {
        var versions = new FileVersions(stage, time);
        versions.Restore(stage.Request.Version);
        return new WriteResult { Commit = stage.Read()?.ToContract(), Versions = versions.List() };
    }
}
