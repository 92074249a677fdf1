using McpPlatform.Gateway.Federation;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Federation;

/// <summary>A list that is read again is mostly the same, and nothing is made anew for it.</summary>
public sealed class UpstreamCatalogTests
{
    [Fact]
    public void What_differs_in_its_age_only_is_the_same() => Catalog().IsSame(Catalog() with { FreshFor = TimeSpan.FromHours(1) }).ShouldBeTrue();

    [Fact]
    public void What_is_offered_otherwise_held_back_or_refused_is_not_the_same()
    {
        UpstreamCatalog[] others =
        [
            UpstreamCatalog.Empty, Catalog("""{"name":"look","title":"Look"}"""),
            Catalog() with { Quarantined = new Dictionary<string, string>() }, Catalog() with { Quarantined = new Dictionary<string, string> { ["look"] = "It has changed." } },
            Catalog() with { Refused = [] }, Catalog() with { Refused = [new RefusedDefinition(ListKind.Tools, "a b", "Another reason.")] },
        ];

        others.ShouldAllBe(other => !other.IsSame(Catalog()) && !Catalog().IsSame(other));
    }

    private static UpstreamCatalog Catalog(string json = """{"name":"look"}""") => new(
        new Dictionary<ListKind, IReadOnlyList<CatalogItem>> { [ListKind.Tools] = [new CatalogItem(ListKind.Tools, "look", System.Text.Encoding.UTF8.GetBytes(json), [])] },
        TimeSpan.FromMinutes(1))
    {
        Quarantined = new Dictionary<string, string> { ["look"] = "It waits for approval." },
        Refused = [new RefusedDefinition(ListKind.Tools, "a b", "The name has a space.")],
    };
}
