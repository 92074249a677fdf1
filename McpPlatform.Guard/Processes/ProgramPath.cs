namespace McpPlatform.Guard.Processes;

/// <summary>Finds programs where the system would.</summary>
public static class ProgramPath
{
    /// <summary>The full path of a program in the first folder of <c>PATH</c> that has it; <see langword="null"/> when none has.</summary>
    /// <param name="names">Names its file may have, the likeliest first.</param>
    public static string? Find(params IReadOnlyList<string> names) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
