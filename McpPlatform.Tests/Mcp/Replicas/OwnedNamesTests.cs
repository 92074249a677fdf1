using McpPlatform.Gateway.Replicas;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Replicas;

public sealed class OwnedNamesTests
{
    private readonly Guid owner = Guid.CreateVersion7();
    private readonly OwnedNames mine;
    private readonly OwnedNames others = new(new ReplicaKeys(), new ThisReplica(Guid.CreateVersion7()));

    public OwnedNamesTests() => mine = new OwnedNames(new ReplicaKeys(), new ThisReplica(owner));

    [Fact]
    public void A_name_says_to_every_replica_which_of_them_gave_it()
    {
        var name = mine.New(OwnedKind.Session);
        others.OtherOwnerOf(OwnedKind.Session, name).ShouldBe(owner);
        mine.OtherOwnerOf(OwnedKind.Session, name).ShouldBeNull("it is its own");
    }

    [Fact]
    public void No_name_is_given_twice() => Enumerable.Range(0, 1_000).Select(_ => mine.New(OwnedKind.Session)).Distinct().Count().ShouldBe(1_000);

    [Fact]
    public void A_name_with_any_character_changed_names_nobody()
    {
        var name = mine.New(OwnedKind.State);
        for (var at = 0; at < name.Length; at++)
        {
            var changed = name[..at] + (name[at] == 'A' ? 'B' : 'A') + name[(at + 1)..];
            others.OtherOwnerOf(OwnedKind.State, changed).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("....")]
    [InlineData("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_was_made_up_names_nobody(string name) => others.OtherOwnerOf(OwnedKind.Session, name).ShouldBeNull();

    [Fact]
    public void A_name_of_another_installation_or_kind_names_nobody()
    {
        var foreign = new OwnedNames(new ReplicaKeys("other"), new ThisReplica(owner)).New(OwnedKind.Session);
        others.OtherOwnerOf(OwnedKind.Session, foreign).ShouldBeNull();
        others.OtherOwnerOf(OwnedKind.State, mine.New(OwnedKind.Session)).ShouldBeNull();
    }
}
