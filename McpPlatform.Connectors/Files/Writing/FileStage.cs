using System.Globalization;
using McpPlatform.Connectors.Files.Folder;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>The staging place of one pipeline and stream: its commit file, its lock and its parts, below <c>.mcpp/</c> in the root.</summary>
internal sealed class FileStage
{
    private readonly string commitPath;

    public FileStage(FileRoot root, WriteRequest request)
    {
        (Root, Request) = (root, request);
        TargetPath = root.Resolve(request.Target);
        root.RequirePlain(TargetPath);
        Paths = new TargetPaths(TargetPath, TargetFormat.OfName(request.Target).Extension);
        var run = request.Run;
        Folder = Path.Combine(root.Path, FileRoot.StateFolder, "streams", TargetRecord.Key($"{run.Tenant}/{run.PipelineId}/{run.Stream}"));
        commitPath = Path.Combine(Folder, "commit.json");
        Directory.CreateDirectory(Folder);
    }

    public FileRoot Root { get; }

    public WriteRequest Request { get; }

    /// <summary>Full path of the target.</summary>
    public string TargetPath { get; }

    /// <summary>Where the rows of a run go.</summary>
    public TargetPaths Paths { get; }

    /// <summary>Folder of the stage.</summary>
    public string Folder { get; }

    /// <summary>Keeps every other process out until disposed; a process that dies lets go.</summary>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(Path.Combine(Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new ConnectorException(FailureClass.Transient, $"Another writer holds '{Request.Target}' at the moment.", exception);
        }
    }

    /// <summary>What is committed; <see langword="null"/> for nothing yet.</summary>
    public FileCommit? Read() => DurableFile.Read(commitPath, FileStateJson.Default.FileCommit);

    /// <summary>Replaces what is committed.</summary>
    public void Write(FileCommit commit) => DurableFile.Write(commitPath, commit, FileStateJson.Default.FileCommit);

    /// <summary>Begins this run's stage, or takes it up again.</summary>
    public FileCommit Begin()
    {
        var last = Read();
        RefuseLowerFence(last);
        if (last?.RunId == Request.Run.RunId)
        {
            var taken = last with { Fence = Request.Run.Fence };
            Write(taken);
            return taken;
        }

        return Empty(last);
    }

    /// <summary>What is committed for this very run; refused when another took over.</summary>
    public FileCommit RequireCurrent()
    {
        var commit = Read();
        RefuseLowerFence(commit);
        return commit?.RunId == Request.Run.RunId ? commit
            : throw new ConnectorException(FailureClass.Configuration, $"Nothing is staged for run {Request.Run.RunId} in '{Request.Target}'.");
    }

    /// <summary>Throws the staged rows of an unpublished run away.</summary>
    public FileCommit? Discard()
    {
        var commit = Read();
        RefuseLowerFence(commit);
        if (commit is null || commit.Published)
        {
            return commit;
        }

        return Empty(commit);
    }

    /// <summary>Throws away what this run has staged, but not how far it has come: its source began anew and numbers its segments on.</summary>
    public FileCommit BeginAnew(FileCommit commit)
    {
        var empty = commit with { Fence = Request.Run.Fence, Parts = [], StagedCursor = null, Staged = default };
        Write(empty);
        DeleteParts();
        return empty;
    }

    /// <summary>Name for a part that follows others. It has the fence in it: a writer that lost its lease never touches a part of the next.</summary>
    public string NextPart(FileCommit commit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Request.Run.RunId:N}-{Request.Run.Fence}-{commit.Parts.Count + 1:D6}.part");

    /// <summary>Path of a part.</summary>
    public string PathOf(string part) => Path.Combine(Folder, part);

    /// <summary>Path of the index of a part's rows.</summary>
    public string IndexPathOf(string part) => PathOf(part) + ".rows";

    /// <summary>Name of the file that keeps a run's last window.</summary>
    public static string OverlapOf(Guid run) => $"{run:N}.overlap";

    /// <summary>Path of the rejected rows beside a part.</summary>
    public string RejectedPathOf(string part) => PathOf(part) + ".rejected";

    /// <summary>Deletes all parts.</summary>
    public void DeleteParts()
    {
        foreach (var part in Directory.EnumerateFiles(Folder, "*.part*"))
        {
            File.Delete(part);
        }
    }

    /// <summary>Deletes kept windows but one.</summary>
    public void DeleteOverlapsBut(string? kept)
    {
        foreach (var overlap in Directory.EnumerateFiles(Folder, "*.overlap").Where(o => Path.GetFileName(o) != kept))
        {
            File.Delete(overlap);
        }
    }

    private FileCommit Empty(FileCommit? last)
    {
        // A run that died between placing its rows and recording them has not published them, and its cursor did not move on.
        if (last is { Published: false })
        {
            Paths.TakeBack(last.RunId);
        }

        var empty = new FileCommit
        {
            RunId = Request.Run.RunId, Fence = Request.Run.Fence, PublishedCursor = last?.PublishedCursor, Overlap = last?.Overlap,
            PublishedMode = last?.PublishedMode,
        };
        Write(empty);
        DeleteParts();
        return empty;
    }

    private void RefuseLowerFence(FileCommit? commit)
    {
        if (commit is not null && commit.Fence > Request.Run.Fence)
        {
            throw new ConnectorException(FailureClass.System,
                $"This run lost its lease: '{Request.Target}' is being written with fence {commit.Fence}, this writer has {Request.Run.Fence}.");
        }
    }
}
