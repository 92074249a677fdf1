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
        var overwrites = stage.Request.Mode == SyncMode.FullRefreshOverwrite;
        if (overwrites || commit.Staged.Rows > 0)
        {
            Place(commit, overwrites);
        }

        if (commit.Staged.Rejected > 0)
        {
            PlaceRejected(commit);
        }

        var published = commit with
        {
            Published = true,
            PublishedCursor = commit.StagedCursor ?? commit.PublishedCursor,
            Counts = new PublishCounts(commit.Staged.Rows, 0),
        };
        KillPoints.Reached("publish.before-commit");
        stage.Write(published);
        KillPoints.Reached("publish.after-commit");
        stage.DeleteParts();
        return published;
    }

    private void Place(FileCommit commit, bool overwrites)
    {
        var target = overwrites ? stage.TargetPath : AppendedPath();
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = $"{target}.{commit.RunId:N}.tmp";
        Join(temporary, commit);
        if (overwrites)
        {
            RefuseFolder(target);
            new FileVersions(stage, time).Keep(commit);
            KillPoints.Reached("publish.version-kept");
        }

        DurableFile.Rename(temporary, target);
        if (!overwrites)
        {
            var state = TargetRecord.Read(stage.Root, stage.Request.Target);
            TargetRecord.Write(stage.Root, stage.Request.Target, new TargetState(stage.Request.Run.PipelineId, commit.RunId, commit.Staged.Rows, state?.Versions ?? []));
        }
    }

    /// <summary>Appending adds a part of its own: a folder takes it inside, a file gets it beside itself.</summary>
    private string AppendedPath()
    {
        var part = $"part-{stage.Request.Run.RunId:N}{format.Extension}";
        return Directory.Exists(stage.TargetPath)
            ? Path.Combine(stage.TargetPath, part)
            : $"{stage.TargetPath[..^format.Extension.Length]}.{part}";
    }

    private static void RefuseFolder(string target)
    {
        if (Directory.Exists(target))
        {
            throw new ConnectorException(FailureClass.Configuration, "The target is a folder and cannot be overwritten by a file. Choose another name.");
        }
    }

    private void Join(string temporary, FileCommit commit)
    {
        using var file = new FileStream(temporary, FileMode.Create, FileAccess.Write);
        using (Stream content = format.Gzip ? new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true) : new BufferedStream(file, 1))
        {
            WriteContent(content, commit);
            content.Flush();
            if (!format.Gzip)
            {
                file.Flush(flushToDisk: true);
                return;
            }
        }

        file.Flush(flushToDisk: true);
    }

    private void WriteContent(Stream content, FileCommit commit)
    {
        var header = new ArrayBufferWriter<byte>();
        var columns = stage.Request.Columns.Select(c => new ColumnSchema(c.Name, c.Type, c.Nullable)).ToArray();
        RowWriter.For(format.Kind, columns).WriteHeader(header);
        content.Write(header.WrittenSpan);
        var copy = format.Kind == FileKind.Json ? (Action<Stream, Stream>)new JsonArrayJoin().Append : static (part, to) => part.CopyTo(to);
        if (format.Kind == FileKind.Json)
        {
            content.Write("["u8);
        }

        foreach (var name in commit.Parts)
        {
            using var part = File.OpenRead(stage.PathOf(name));
            copy(part, content);
        }

        if (format.Kind == FileKind.Json)
        {
            content.Write("\n]\n"u8);
        }
    }

    private void PlaceRejected(FileCommit commit)
    {
        var target = $"{stage.TargetPath[..^format.Extension.Length]}__rejected.{commit.RunId:N}.jsonl";
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
