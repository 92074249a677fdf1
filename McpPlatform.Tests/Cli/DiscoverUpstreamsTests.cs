using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Web.Fake;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Cli;

public sealed class DiscoverUpstreamsTests
{
    private const string Weather = "official/com.example/weather";

    [Fact]
    public async Task Found_servers_are_listed_as_a_table_and_as_the_APIs_object()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("upstreams", "discover")).Error.ShouldStartWith("There are no registries.");
        mcpp.Gateway.Platform.Registries["official"] = [FakeRegistries.Weather];

        (await mcpp.RunAsync("upstreams", "discover", "weather")).Out.ShouldContain(
            "official/com.example/weather   1.4.0     Forecasts.   streamable-http, npm   oci      Authorization, WEATHER_TOKEN");
        (await mcpp.RunAsync("upstreams", "discover", "--json")).Out.ShouldContain("\"kind\": \"streamable-http\"");
        (await mcpp.RunAsync("upstreams", "discover", "nothing")).Out.ShouldBe("No server was found.");
    }

    [Fact]
    public async Task A_registry_that_fails_hides_no_other_and_no_search_goes_on_for_ever()
    {
        await using var mcpp = await McppRun.StartAsync();
        mcpp.Gateway.Platform.Registries["official"] = [.. Enumerable.Range(0, 1_200).Select(i => FakeRegistries.Weather with { Name = $"com.example/s{i}" })];

        var found = await mcpp.RunAsync("upstreams", "discover", "--json");
        found.Code.ShouldBe(0);
        found.Error.ShouldBe("The registry 'official' lists more servers than were looked at; say more words.");
        found.Out.ShouldContain("com.example/s999\"");
        found.Out.ShouldNotContain("com.example/s1000\"");
        var failed = await mcpp.RunAsync("upstreams", "discover", "--registry", "gone");
        (failed.Code, failed.Error).ShouldBe((1, "The registry 'gone' cannot be reached."));
    }

    [Fact]
    public async Task A_found_server_is_added_with_what_it_needs()
    {
        await using var mcpp = await McppRun.StartAsync();
        mcpp.Gateway.Platform.Registries["official"] = [FakeRegistries.Weather];

        var added = await mcpp.RunAsync("Bearer hunter2\n", ["upstreams", "add", "--from", Weather, "--header-stdin", "Authorization", "--tag", "sky"]);

        (added.Out, added.Error, added.Code).ShouldBe(("weather stands.", "", 0));
        var stands = mcpp.Gateway.Platform.Upstreams["weather"];
        (stands.Url, stands.Headers["Authorization"], stands.Owner, stands.Purpose).ShouldBe(("https://weather.example.com/mcp", "Bearer hunter2", "com.example", "Forecasts."));
        stands.Tags.ShouldBe(["sky"]);
    }

    [Fact]
    public async Task What_is_given_says_which_way_is_meant_and_adds_to_what_is_proposed()
    {
        await using var mcpp = await McppRun.StartAsync();
        mcpp.Gateway.Platform.Registries["official"] = [FakeRegistries.Weather];

        (await mcpp.RunAsync("upstreams", "add", "--from", Weather, "--name", "sky", "--env", "WEATHER_TOKEN=secret://weather")).Out.ShouldBe("sky stands.");

        var program = mcpp.Gateway.Platform.Upstreams["sky"].Program!;
        program.Command.ShouldBe("npx");
        program.Arguments.ShouldBe(["-y", "weather@1.4.0"]);
        program.Environment.ShouldBe(new Dictionary<string, string> { ["UNITS"] = "metric", ["WEATHER_TOKEN"] = "secret://weather" }, ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_missing_is_named_and_nothing_is_added()
    {
        await using var mcpp = await McppRun.StartAsync();
        mcpp.Gateway.Platform.Registries["official"] = [FakeRegistries.Weather];

        (await mcpp.RunAsync("upstreams", "add", "--from", Weather)).Error.ShouldBe(
            "'com.example/weather' (streamable-http) needs more. Give --header-stdin Authorization (Bearer {token}; Your key).");
        (await mcpp.RunAsync("upstreams", "add", "--from", Weather, "--transport", "stdio")).Error.ShouldBe(
            "'com.example/weather' (npm) needs more. Give --env WEATHER_TOKEN=secret://NAME.");
        (await mcpp.RunAsync("upstreams", "add", "--from", Weather, "--transport", "sse")).Error.ShouldStartWith("'com.example/weather' cannot be added: it is reached by");
        (await mcpp.RunAsync("upstreams", "add", "--from", "official/com.example/none")).Error.ShouldStartWith("The registry 'official' lists no server 'com.example/none'.");
        (await mcpp.RunAsync("upstreams", "add", "--from", "official")).Error.ShouldStartWith("'official' is not REGISTRY/SERVER");
        (await mcpp.RunAsync("upstreams", "add", "weather", "--from", Weather)).Error.ShouldStartWith("Give either");
        (await mcpp.RunAsync("upstreams", "add")).Error.ShouldStartWith("Give a NAME");
        mcpp.Gateway.Platform.Upstreams.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_secret_under_a_name_that_does_not_speak_of_one_is_taken_as_a_reference_only()
    {
        await using var mcpp = await McppRun.StartAsync();
        var hidden = new UpstreamProposal("sse", [new(ProposalPlace.Header, "X-Account", true, true)]) { Upstream = new AddUpstream("weather", "https://w.example.com/sse") };
        mcpp.Gateway.Platform.Registries["official"] = [FakeRegistries.Weather with { Proposals = [hidden] }];

        var refused = await mcpp.RunAsync("hunter2\n", ["upstreams", "add", "--from", Weather, "--header-stdin", "X-Account"]);

        refused.Error.ShouldStartWith("'X-Account' is a secret.");
        mcpp.Gateway.Platform.Upstreams.ShouldBeEmpty();
        (await mcpp.RunAsync("upstreams", "add", "--from", Weather, "--header", "X-Account=secret://account")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_server_that_was_deleted_or_cannot_be_started_says_why()
    {
        await using var mcpp = await McppRun.StartAsync();
        var oci = FakeRegistries.Weather.Proposals[2];
        mcpp.Gateway.Platform.Registries["official"] =
        [
            FakeRegistries.Weather with { Status = FoundServerStatus.Deleted, StatusMessage = "It stole keys.", Proposals = [] },
            FakeRegistries.Weather with { Name = "com.example/image", Proposals = [oci] },
        ];

        (await mcpp.RunAsync("upstreams", "add", "--from", Weather)).Error.ShouldBe("'com.example/weather' cannot be added: it was deleted there. It stole keys.");
        (await mcpp.RunAsync("upstreams", "add", "--from", "official/com.example/image")).Error.ShouldBe(
            "'com.example/image' cannot be added: (oci) The gateway cannot start packages of this kind.");
    }
}
