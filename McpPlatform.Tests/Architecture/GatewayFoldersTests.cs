using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Architecture;

/// <summary>The folders of journey 2 stand on each other: each may know those below it and none above.</summary>
public sealed partial class GatewayFoldersTests
{
    private static readonly string[] FromTheGround = ["Protocol", "Queueing", "Links", "Upstreams", "Federation", "Calls", "Sharing", "Tools", "Replicas", "Translation", "Pipeline", "Agents"];

    public static TheoryData<string> Folders => [.. FromTheGround];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_of_the_gateway_knows_only_folders_below_it(string folder)
    {
        var above = FromTheGround.SkipWhile(f => f != folder).Skip(1).ToList();
        var known = SourceTree.Files(".cs").Where(f => f.StartsWith($"McpPlatform.Gateway/{folder}/", StringComparison.Ordinal))
            .SelectMany(f => Using().Matches(File.ReadAllText(Path.Combine(SourceTree.Root, f))).Select(m => m.Groups[1].Value))
            .ToHashSet();
        known.Intersect(above).ShouldBeEmpty();
    }

    [GeneratedRegex(@"^using McpPlatform\.Gateway\.(\w+);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
