using System.Reflection;
using System.Text.RegularExpressions;
using McpPlatform.Gateway;
using McpPlatform.Tests.Architecture;
using McpPlatform.Web;
using McpPlatform.Worker;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.AppHost;

/// <summary>
/// The Aspire flavour is not part of the default build, since its packages are not in every feed. So its source is read as text and held
/// against what exists: projects, folders, and the options that its environment keys must reach.
/// </summary>
public sealed partial class AspireFlavourTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "McpPlatform.AppHost");
    private static readonly string Source = File.ReadAllText(Path.Combine(Folder, "Aspire", "AppHost.cs"));

    public static TheoryData<string, string> Keys => [.. Resources().SelectMany(resource => resource.Keys.Select(key => new TheoryDataRow<string, string>(resource.Name, key)))];

    [Fact]
    public void It_starts_every_service_from_a_project_that_exists()
    {
        var projects = Project().Matches(Source).Select(match => match.Groups[2].Value).ToList();
        projects.ShouldAllBe(path => File.Exists(Path.Combine(Folder, path)));
        projects.Select(Path.GetFileNameWithoutExtension).Distinct().Order().ShouldBe(["McpPlatform.Gateway", "McpPlatform.Web", "McpPlatform.Worker"]);
    }

    [Fact]
    public void Folders_it_mounts_and_images_it_builds_exist()
    {
        var paths = Mount().Matches(Source).Select(match => match.Groups[1].Value).ToList();
        paths.ShouldNotBeEmpty();
        paths.ShouldAllBe(path => Path.Exists(Path.Combine(Folder, path)));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_environment_key_it_sets_reaches_somebody(string resource, string key) =>
        IsRead(resource, key.Split("__")).ShouldBeTrue($"{resource} gets {key}, which nothing reads");

    [Fact]
    public void It_is_built_only_when_asked_for()
    {
        var project = File.ReadAllText(SourceTree.ProjectFile("McpPlatform.AppHost"));
        project.ShouldContain("""<ItemGroup Condition="'$(UseAspire)' == 'true'">""");
        project.ShouldContain("<IsPublishable>false</IsPublishable>");
        File.ReadAllText(Path.Combine(Folder, "packages.lock.json")).ShouldNotContain("Aspire");
    }

    private static bool IsRead(string resource, string[] key) => key switch
    {
        [var variable] => Directory.EnumerateFiles(Path.Combine(Folder, "Aspire", "init")).Any(file => File.ReadAllText(file).Contains($"${variable}", StringComparison.Ordinal)),
        ["ConnectionStrings", var name] => Mentions(ServiceOf(resource), $"\"{name}\"") || Mentions("McpPlatform.Store", $"\"{name}\""),
        ["BuiltInConnections", ..] => Mentions("McpPlatform.Worker", "BuiltInConnections"),
        [var section, .. var path] => OptionsOf(resource).Any(options => SectionOf(options) == section && Leads(options, path)),
        _ => false,
    };

    private static bool Leads(Type options, IEnumerable<string> path) =>
        path.Aggregate((Type?)options, (type, property) => type?.GetProperty(property)?.PropertyType) is not null;

    private static string ServiceOf(string resource) => Path.GetFileNameWithoutExtension(Project().Matches(Source).Single(match => match.Groups[1].Value == resource).Groups[2].Value);

    private static bool Mentions(string project, string text) => SourceTree.Files(".cs")
        .Where(file => file.StartsWith($"{project}/", StringComparison.Ordinal))
        .Any(file => File.ReadAllText(Path.Combine(SourceTree.Root, file)).Contains(text, StringComparison.Ordinal));

    private static IEnumerable<Type> OptionsOf(string resource)
    {
        var service = new[] { typeof(GatewayHost), typeof(WorkerHost), typeof(WebHost) }.Single(host => host.Assembly.GetName().Name == ServiceOf(resource)).Assembly;
        return service.GetReferencedAssemblies()
            .Where(name => name.Name!.StartsWith("McpPlatform.", StringComparison.Ordinal))
            .Select(Assembly.Load)
            .Append(service)
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => SectionOf(type) is not null);
    }

    private static string? SectionOf(Type options) =>
        options.GetField("Section", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)?.GetRawConstantValue() as string;

    // A resource is what stands from its Add call to the semicolon that ends it.
    private static IEnumerable<(string Name, List<string> Keys)> Resources() => Statement().Matches(Source)
        .Select(match => (match.Groups[1].Value, Key().Matches(match.Value).Select(key => key.Groups[1].Value).ToList()));

    [GeneratedRegex("""AddProject\("([^"]+)",\s*"([^"]+)"\)""")]
    private static partial Regex Project();

    [GeneratedRegex("""With(?:BindMount|Dockerfile)\("([^"]+)""")]
    private static partial Regex Mount();

    [GeneratedRegex("""builder\.Add\w+\("([\w-]+)"[^;]*;""")]
    private static partial Regex Statement();

    [GeneratedRegex("""WithEnvironment\("([^"]+)""")]
    private static partial Regex Key();
}
