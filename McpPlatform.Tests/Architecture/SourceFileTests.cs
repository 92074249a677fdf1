using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Architecture;

public sealed class SourceFileTests
{
    private const int LongestFile = 400;

    [Fact]
    public void A_file_is_one_idea_of_at_most_400_lines() =>
        SourceTree.Files(".cs", ".razor")
            .Select(file => (File: file, Lines: File.ReadLines(Path.Combine(SourceTree.Root, file)).Count()))
            .Where(found => found.Lines > LongestFile)
            .Select(found => $"{found.File}: {found.Lines} lines")
            .ShouldBeEmpty();

    [Fact]
    public void A_file_name_says_what_it_is_and_not_that_it_manages_or_helps() =>
        SourceTree.Files(".cs")
            .Where(file => new[] { "Manager", "Helper", "Helpers", "Util", "Utils" }.Any(end => Path.GetFileNameWithoutExtension(file).EndsWith(end, StringComparison.Ordinal)))
            .ShouldBeEmpty();

    [Fact]
    public void No_lock_file_names_the_registry_it_was_made_with()
    {
        var lockFiles = SourceTree.Files(".json").Where(file => Path.GetFileName(file) is "package-lock.json" or "packages.lock.json").ToList();
        lockFiles.ShouldNotBeEmpty();
        lockFiles.Where(file => File.ReadAllText(Path.Combine(SourceTree.Root, file)).Contains("://", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
