using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Web.Fake;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Cli;

public sealed class PeopleCommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task People_are_listed_and_changed_by_name()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("people")).Out.ShouldBe("There is nobody yet. 'mcpp people invite' brings someone in.");
        var bob = FakePeople.Add(mcpp.Gateway.Platform, "Bob", Role.Builder, Role.Approver);

        (await mcpp.RunAsync("people", "list")).Out.ShouldContain("Bob    builder, approver   active");
        (await mcpp.RunAsync("people", "roles", "Bob", "viewer", "approver")).Out.ShouldBe("Bob is viewer, approver now.");
        (await mcpp.RunAsync("people", "suspend", "Bob")).Out.ShouldBe("Bob is suspended.");
        mcpp.Gateway.Platform.People[bob.Id].SuspendedAt.ShouldNotBeNull();
        (await mcpp.RunAsync("people", "reinstate", "Bob")).Out.ShouldBe("Bob is reinstated.");
        (await mcpp.RunAsync("people", "remove", "Bob")).Out.ShouldBe("Bob is removed.");
        (await mcpp.RunAsync("people", "remove", "Bob")).Error.ShouldBe("There is no person named 'Bob'. 'mcpp people list' shows them.");
    }

    [Fact]
    public async Task An_invitation_is_printed_as_a_link_to_the_chat_and_taken_back_by_its_id()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("people", "invite", "Ada", "--role", "builder")).Out.ShouldBe("http://127.0.0.1:5082/signin?token=mcpi_fresh");
        var open = mcpp.Gateway.Platform.Invitations.Values.ShouldHaveSingleItem();
        (await mcpp.RunAsync("people", "invitations")).Out.ShouldContain($"{open.Id}   Ada    builder");
        (await mcpp.RunAsync("people", "uninvite", open.Id.ToString())).Out.ShouldBe($"Invitation {open.Id} is taken back.");
        mcpp.Gateway.Platform.Invitations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Signed_in_by_a_link_the_command_line_uses_that_session_and_refreshes_it()
    {
        await using var mcpp = await McppRun.StartAsync();
        mcpp.Gateway.Platform.SessionKeyLifetime = TimeSpan.Zero;
        (await mcpp.RunAsync("signin", $"http://127.0.0.1:5082/signin?token={FakePlatform.Token}")).Out.ShouldBe("Signed in as Ada. 'mcpp signout' ends it.");
        mcpp.Gateway.Platform.SessionKeyLifetime = TimeSpan.FromMinutes(15);

        (await mcpp.RunAsync("runs")).Code.ShouldBe(0);
        (await mcpp.RunAsync("runs")).Code.ShouldBe(0);

        var refreshed = mcpp.Gateway.Platform.Sessions.Keys.ShouldHaveSingleItem();
        mcpp.Gateway.Platform.KeysSeen.ShouldAllBe(key => key == refreshed);
        (await mcpp.RunAsync("signout")).Out.ShouldBe("Signed out.");
        mcpp.Gateway.Platform.SessionsEnded.ShouldBe(1);
        File.Exists(Path.Combine(mcpp.Folder, "session.json")).ShouldBeFalse();
        (await mcpp.RunAsync("runs")).Code.ShouldBe(0);
        mcpp.Gateway.Platform.KeysSeen.ShouldContain(FakePlatform.Key, "the administrator's key is used again");
    }

    [Fact]
    public async Task A_session_that_has_ended_is_said_in_one_sentence()
    {
        await using var mcpp = await McppRun.StartAsync();
        mcpp.Gateway.Platform.SessionKeyLifetime = TimeSpan.Zero;
        await mcpp.RunAsync("signin", FakePlatform.Token);
        mcpp.Gateway.Platform.Tokens.Clear();
        var kept = await File.ReadAllTextAsync(Path.Combine(mcpp.Folder, "session.json"), Cancel);
        await File.WriteAllTextAsync(Path.Combine(mcpp.Folder, "session.json"), kept.Replace("refresh-", "stale-", StringComparison.Ordinal), Cancel);

        (await mcpp.RunAsync("runs")).Error.ShouldBe("The session has ended. Sign in by a new link.");
    }
}
