using System.Buffers;
using System.IO.Compression;
using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Runs;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>
/// Brings staged parts into the target: 1 join them in a temporary file beside it, 2 keep what is there as a version, 3 rename into place,
/// 4 record, 5 delete the parts. A crash between any two is met by doing it again: the name of an appended part comes from the run, and an
/// overwrite puts the same content in the same place.
/// </summary>
/// <param name="stage">The stage.</param>
/// <param name="time">The clock.</param>
internal sealed class FilePublication(FileStage stage, TimeProvider time)
{
    private readonly TargetFormat format = TargetFormat.OfName(stage.Request.Target);

    public FileCommit Publish(FileCommit commit)
    {
        var replaces = stage.Request.Mode == SyncMode.FullRefreshOverwrite || TakesThePlace(commit);
        var last = replaces || !stage.Request.Mode.IsIncremental() ? commit with { Overlap = null } : commit;
        var overlap = FileOverlap.Of(stage, last);
        Place(commit, overlap, replaces);
        if (commit.Staged.Rejected > 0)
        {
            PlaceRejected(commit);
        }

        overlap?.Write(stage.PathOf(FileStage.OverlapOf(commit.RunId)));
        var published = commit with
        {
            Fence = stage.Request.Run.Fence,
            Published = true,
            PublishedMode = stage.Request.Mode,
            PublishedCursor = stage.Request.Mode.IsIncremental() ? commit.StagedCursor ?? commit.PublishedCursor : commit.StagedCursor,
            Overlap = overlap is null ? last.Overlap : FileStage.OverlapOf(commit.RunId),
            Counts = new PublishCounts(commit.Staged.Rows - (overlap?.Removed ?? 0), overlap?.Removed ?? 0),
        };
        KillPoints.Reached("publish.before-commit");
        stage.Write(published);
        KillPoints.Reached("publish.after-commit");
        stage.DeleteParts();
        stage.DeleteOverlapsBut(published.Overlap);
        return published;
    }

    /// <summary>An append that brings all rows takes the place of the file that the same pipeline has overwritten: they stand there already.</summary>
    private bool TakesThePlace(FileCommit commit)
    {
        if (stage.Request.Mode != SyncMode.IncrementalAppend || commit.PublishedMode != SyncMode.FullRefreshOverwrite || !ReadCursor.ReadAll(commit.StagedCursor))
        {
            return false;
        }

        var writer = TargetRecord.Read(stage.Root, stage.Request.Target)?.PipelineId;
        return writer is null || writer == stage.Request.Run.PipelineId ? true : throw new ConnectorException(
            FailureClass.Configuration,
            $"The first incremental_append after a full_refresh_overwrite replaces '{stage.Request.Target}', but another pipeline has written it since and its rows would go. Choose another target.");
    }

    private void Place(FileCommit commit, FileOverlap? overlap, bool overwrites)
    {
        var target = overwrites ? stage.TargetPath : stage.Paths.AppendedBy(commit.RunId);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = $"{target}.{commit.RunId:N}.tmp";
        Join(temporary, commit, overlap);
        var rows = commit.Staged.Rows - (overlap?.Removed ?? 0);
        if (overwrites)
        {
            RefuseFolder(target);
            new FileVersions(stage, time).Keep(commit);
            KillPoints.Reached("publish.version-kept");
            DurableFile.Rename(temporary, target);
        }
        else if (rows == 0)
        {
            File.Delete(temporary);
        }
        else
        {
            DurableFile.Rename(temporary, target);
            var state = TargetRecord.Read(stage.Root, stage.Request.Target);
            TargetRecord.Write(stage.Root, stage.Request.Target, new TargetState(stage.Request.Run.PipelineId, commit.RunId, rows, state?.Versions ?? []));
        }

        KillPoints.Reached("publish.placed");
    }

    private static void RefuseFolder(string target)
    {
        if (Directory.Exists(target))
        {
            throw new ConnectorException(FailureClass.Configuration, "The target is a folder and cannot be overwritten by a file. Choose another name.");
        }
    }

    private void Join(string temporary, FileCommit commit, FileOverlap? overlap)
    {
        using var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 256 * 1024);
        if (format.Gzip)
        {
            using var content = new BufferedStream(new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true), 256 * 1024);
            WriteContent(content, commit, overlap);
        }
        else
        {
            WriteContent(file, commit, overlap);
        }

        file.Flush(flushToDisk: true);
    }

    private void WriteContent(Stream content, FileCommit commit, FileOverlap? overlap)
    {
        var header = new ArrayBufferWriter<byte>();
        var columns = stage.Request.Columns.Select(c => new ColumnSchema(c.Name, c.Type, c.Nullable)).ToArray();
        RowWriter.For(format.Kind, columns).WriteHeader(header);
        content.Write(header.WrittenSpan);
        ReadOnlySpanAction<byte, Stream> append = format.Kind == FileKind.Json ? new JsonArrayJoin().Append : static (rows, to) => to.Write(rows);
        if (format.Kind == FileKind.Json)
        {
            content.Write("["u8);
        }

        foreach (var name in commit.Parts)
        {
            if (overlap is null)
            {
                StagedPart.CopyAll(stage.PathOf(name), content, append);
            }
            else
            {
                StagedPart.CopyNew(stage.PathOf(name), stage.IndexPathOf(name), overlap, content, append);
            }
        }

        if (format.Kind == FileKind.Json)
        {
            content.Write("\n]\n"u8);
        }
    }

    private void PlaceRejected(FileCommit commit)
    {
        var target = stage.Paths.RejectedBy(commit.RunId);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = target + ".tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            foreach (var rejected in commit.Parts.Select(stage.RejectedPathOf).Where(File.Exists))
            {
                using var part = File.OpenRead(rejected);
                part.CopyTo(file);
            }

            file.Flush(flushToDisk: true);
        }

        DurableFile.Rename(temporary, target);
    }
}
