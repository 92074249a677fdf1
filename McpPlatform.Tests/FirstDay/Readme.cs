using System.Text.RegularExpressions;

namespace McpPlatform.Tests.FirstDay;

/// <summary>What README tells people to type.</summary>
internal static partial class Readme
{
    private static readonly string Root = Gateway.Repository.Root;

    public static string Text { get; } = File.ReadAllText(Path.Combine(Root, "README.md"));

    /// <summary>Every line of every <c>sh</c> block.</summary>
    public static IReadOnlyList<string> Lines { get; } =
        [.. ShellBlock().Matches(Text).SelectMany(block => block.Groups[1].Value.Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0)];

    /// <summary>Those that run a project of the repository.</summary>
    public static IReadOnlyList<string> Commands { get; } = [.. Lines.Where(line => Project().IsMatch(line))];

    /// <summary>The snippets that configure an agent: over HTTP, and over stdio.</summary>
    public static IReadOnlyList<string> AgentConfigurations { get; } = [.. JsonBlock().Matches(Text).Select(block => block.Groups[1].Value)];

    /// <summary>Where links in the text lead, as files of the repository.</summary>
    public static IReadOnlyList<string> LinkedFiles { get; } =
        [.. Link().Matches(Text).Select(link => link.Groups[1].Value).Where(to => !to.StartsWith("http", StringComparison.Ordinal)).Select(to => Path.Combine(Root, to))];

    /// <summary>The built assembly of the project that a command runs.</summary>
    public static string AssemblyOf(string command) =>
        Path.Combine(AppContext.BaseDirectory, Project().Match(command).Groups[1].Value switch
        {
            "McpPlatform.Cli" => "mcpp.dll",
            var project => $"{project}.dll",
        });

    /// <summary>The command with the assembly that is built already in place of <c>dotnet run --project</c>.</summary>
    public static string WithoutBuild(string command) => Project().Replace(command, $"dotnet \"{AssemblyOf(command)}\"");

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"dotnet run --project (\S+)(?: --(?= |$))?")]
    private static partial Regex Project();
}
