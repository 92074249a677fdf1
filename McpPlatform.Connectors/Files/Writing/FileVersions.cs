using System.Globalization;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>Earlier versions of an overwritten target, kept below <c>.mcpp/versions</c>.</summary>
/// <param name="stage">The stage.</param>
/// <param name="time">The clock.</param>
internal sealed class FileVersions(FileStage stage, TimeProvider time)
{
    private string Target => stage.Request.Target;

    /// <summary>Versions that can be restored, newest first.</summary>
    public IReadOnlyList<TargetVersion> List() =>
        [.. State().Versions.Select(v => new TargetVersion(v.Version, v.RunId, v.ReplacedAt, v.Rows))];

    /// <summary>Keeps what is in the target before a run replaces it, and notes the run. Repeating it for the same run changes nothing.</summary>
    public void Keep(FileCommit commit)
    {
        var state = State();
        if (state.RunId == commit.RunId)
        {
            return;
        }

        var versions = File.Exists(stage.TargetPath) && stage.Request.KeepVersions > 0 ? Add(state) : state.Versions;
        TargetRecord.Write(stage.Root, Target, new TargetState(stage.Request.Run.PipelineId, commit.RunId, commit.Staged.Rows, Trim(versions)));
    }

    /// <summary>Puts a version back; what it replaces becomes a version itself.</summary>
    public void Restore(long? wanted)
    {
        var state = State();
        var version = (wanted is null ? state.Versions.Count > 0 ? state.Versions[0] : null : state.Versions.FirstOrDefault(v => v.Version == wanted))
            ?? throw new ConnectorException(FailureClass.Configuration, wanted is null
                ? $"No earlier version of '{Target}' is kept."
                : $"'{Target}' has no version {wanted}. There are: {string.Join(", ", state.Versions.Select(v => v.Version))}.");
        var temporary = stage.TargetPath + ".restore.tmp";
        File.Copy(PathOf(version.Version), temporary, overwrite: true);
        var versions = File.Exists(stage.TargetPath) ? Add(state) : state.Versions;
        DurableFile.Rename(temporary, stage.TargetPath);
        TargetRecord.Write(stage.Root, Target, state with
        {
            RunId = version.RunId, Rows = version.Rows, Versions = Trim([.. versions.Where(v => v.Version != version.Version)]),
        });
        File.Delete(PathOf(version.Version));
    }

    private TargetState State() => TargetRecord.Read(stage.Root, Target) ?? new TargetState(null, null, null, []);

    private IReadOnlyList<KeptVersion> Add(TargetState state)
    {
        var number = state.Versions.Count == 0 ? 1 : state.Versions.Max(v => v.Version) + 1;
        Directory.CreateDirectory(TargetRecord.VersionFolder(stage.Root, Target));
        File.Copy(stage.TargetPath, PathOf(number), overwrite: true);
        return [new KeptVersion(number, state.RunId, time.GetUtcNow(), state.Rows), .. state.Versions];
    }

    private KeptVersion[] Trim(IReadOnlyList<KeptVersion> versions)
    {
        foreach (var dropped in versions.Skip(stage.Request.KeepVersions))
        {
            File.Delete(PathOf(dropped.Version));
        }

        return [.. versions.Take(stage.Request.KeepVersions)];
    }

    private string PathOf(long version) =>
        Path.Combine(TargetRecord.VersionFolder(stage.Root, Target), string.Create(CultureInfo.InvariantCulture, $"v{version:D6}"));
}
