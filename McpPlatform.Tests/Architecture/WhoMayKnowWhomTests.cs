using System.Reflection;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Architecture;

/// <summary>The table "Rooms" of docs/architecture.md, enforced on project files and on what was compiled.</summary>
public sealed partial class WhoMayKnowWhomTests
{
    private const string CommandLine = "mcpp";
    private static readonly string[] Hosts = ["Gateway", "Worker", "Web"];

    // Who is known comes with whom it knows: a reference to Core makes Contracts visible as well.
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Contracts"] = [],
        ["ServiceDefaults"] = [],
        ["Client"] = ["Contracts"],
        ["Data"] = ["Contracts"],
        ["Core"] = ["Contracts"],
        ["Store"] = ["Core"],
        ["Guard"] = ["Core"],
        ["Connectors"] = ["Contracts", "Data", "Guard"],
        ["Gateway"] = ["Core", "Store", "Guard", "ServiceDefaults"],
        ["Worker"] = ["Core", "Store", "Guard", "Data", "Connectors", "ServiceDefaults"],
        ["Web"] = ["Client", "ServiceDefaults"],
        ["Cli"] = ["Client"],
        ["AppHost"] = [.. Hosts, "Client"],
        ["TestPlugin"] = [],
        ["Tests"] = ["*"],
        ["Benchmarks"] = ["*"],
    };

    public static TheoryData<string> Projects => [.. SourceTree.Projects];

    // The benchmarks refer to the tests and may know everyone.
    public static TheoryData<string> Assemblies => [.. SourceTree.Projects.Where(project => project != "McpPlatform.Benchmarks")];

    [Fact]
    public void The_table_names_every_project_and_no_other() =>
        MayKnow.Keys.Select(Full).Order().ShouldBe(SourceTree.Projects);

    [Fact]
    public void The_documentation_says_the_same()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "architecture.md")));
        var documented = rows.SelectMany(row => Name().Matches(row.Groups[1].Value).Select(name => (Project: name.Groups[1].Value, May: row.Groups[2].Value.Trim())));
        foreach (var (project, may) in documented)
        {
            Documented(project).ShouldBe(may, $"row of {project}");
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_whom_it_may_know(string project) =>
        SourceTree.ReferencesOf(project).Except(Allowed(project)).ShouldBeEmpty($"{project}.csproj");

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_uses_only_whom_it_may_know(string project)
    {
        var file = Path.Combine(AppContext.BaseDirectory, project == "McpPlatform.Cli" ? $"{CommandLine}.dll" : $"{project}.dll");
        var used = Assembly.LoadFrom(file).GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("McpPlatform.", StringComparison.Ordinal));
        used.Except(Reachable(project)).ShouldBeEmpty($"{project}.dll");
    }

    [Theory]
    [InlineData("McpPlatform.Core", "Npgsql")]
    [InlineData("McpPlatform.Core", "Microsoft.EntityFrameworkCore")]
    [InlineData("McpPlatform.Contracts", "Microsoft.AspNetCore")]
    [InlineData("McpPlatform.Web", "Npgsql")]
    [InlineData("McpPlatform.Gateway", "Npgsql.EntityFrameworkCore.PostgreSQL")]
    public void Some_rooms_know_nothing_of_some_libraries(string project, string library) =>
        Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, $"{project}.dll")).GetReferencedAssemblies()
            .ShouldNotContain(name => name.Name == library || name.Name!.StartsWith($"{library}.", StringComparison.Ordinal));

    private static string Full(string room) => $"McpPlatform.{room}";

    private static IEnumerable<string> Allowed(string project) => MayKnow[project["McpPlatform.".Length..]] switch
    {
        ["*"] => SourceTree.Projects,
        var rooms => rooms.Select(Full),
    };

    private static IEnumerable<string> Reachable(string project) => MayKnow[project["McpPlatform.".Length..]] switch
    {
        ["*"] => SourceTree.Projects.Append(CommandLine),
        var rooms => rooms.Select(Full).SelectMany(known => Reachable(known).Append(known)),
    };

    // ServiceDefaults is every host's and Client AppHost's; the table leaves both out for the reader's sake.
    private static string Documented(string project) => project switch
    {
        "AppHost" => "all hosts",
        _ when MayKnow[project] is ["*"] => "all",
        _ when MayKnow[project].Except(["ServiceDefaults"]).ToList() is { Count: > 0 } rooms => string.Join(", ", rooms),
        _ => "–",
    };

    [GeneratedRegex(@"^\| (`McpPlatform\.[^|]+) \|[^|]*\|([^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`McpPlatform\.(\w+)`")]
    private static partial Regex Name();
}
