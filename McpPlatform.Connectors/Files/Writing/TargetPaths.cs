namespace McpPlatform.Connectors.Files.Writing;

/// <summary>Where the rows of a run go.</summary>
/// <param name="target">Full path of the target.</param>
/// <param name="extension">What the target's name ends with, such as <c>.csv.gz</c>.</param>
internal sealed class TargetPaths(string target, string extension)
{
    private string Stem => target[..^extension.Length];

    /// <summary>The part an append adds: a folder takes it inside, a file gets it beside itself. Its name comes from the run, so it is never added twice.</summary>
    public string AppendedBy(Guid run)
    {
        var part = $"part-{run:N}{extension}";
        return Directory.Exists(target) ? Path.Combine(target, part) : $"{Stem}.{part}";
    }

    /// <summary>The run's rejected rows.</summary>
    public string RejectedBy(Guid run) => $"{Stem}__rejected.{run:N}.jsonl";

    /// <summary>Takes back what a run placed and never recorded, since a crash came between the two.</summary>
    public void TakeBack(Guid run)
    {
        foreach (var path in new[] { AppendedBy(run), RejectedBy(run) })
        {
            // File.Delete passes over a missing file, but not over a missing folder.
            if (File.Exists(path))
            {
                File.Delete(path);
            }
        }
    }
}
