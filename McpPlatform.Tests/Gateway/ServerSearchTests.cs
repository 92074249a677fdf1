using System.Net;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Gateway;
using McpPlatform.Gateway.Registry;
using McpPlatform.Tests.Cli;
using McpPlatform.Tests.Environment;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed class ServerSearchTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Servers_are_found_page_by_page_by_their_words()
    {
        await using var registry = await RegistryDouble.StartAsync(
            [.. new[] { "rain", "sun", "rainbow", "rain-alert" }.Select(n => RegistryDouble.Entry($$"""{"name": "com.example/{{n}}", "version": "1.0", "description": "Tells of {{n}}s."}"""))]);
        await using var gateway = await StartAsync(registry);

        (await gateway.Admin.ListRegistriesAsync(Cancel)).ShouldBe(["official"]);
        var first = await gateway.Admin.FindServersAsync("official", "rain", limit: 2, cancellationToken: Cancel);
        first.Items.Select(s => s.Name).ShouldBe(["com.example/rain", "com.example/rainbow"]);
        var second = await gateway.Admin.FindServersAsync("official", "rain", first.NextCursor, 200, Cancel);
        second.Items.Select(s => s.Name).ShouldBe(["com.example/rain-alert"]);
        second.NextCursor.ShouldBeNull();
        (await gateway.Admin.FindServersAsync("official", "rain OF alert", cancellationToken: Cancel)).Items.ShouldHaveSingleItem().Description.ShouldBe("Tells of rain-alerts.");
        registry.Asked.ShouldBe(
        [
            "/base/v0.1/servers?version=latest&limit=2&search=rain", "/base/v0.1/servers?version=latest&limit=100&search=rain&cursor=2",
            "/base/v0.1/servers?version=latest&limit=100&search=rain",
        ]);
    }

    [Fact]
    public async Task A_found_server_is_added_by_its_proposal_and_another_of_its_name_gets_another()
    {
        await using var registry = await RegistryDouble.StartAsync(
            RegistryDouble.Entry("""{"name": "com.example/weather", "version": "1", "description": "Skies.", "remotes": [{"type": "streamable-http", "url": "https://weather.example.com/mcp"}]}"""));
        await using var gateway = await StartAsync(registry);
        var found = (await gateway.Admin.FindServersAsync("official", cancellationToken: Cancel)).Items.ShouldHaveSingleItem();

        var added = await gateway.Admin.AddUpstreamAsync(found.Proposals.ShouldHaveSingleItem().Upstream!, Cancel);

        (added.Name, added.Url, added.Purpose, added.Owner).ShouldBe(("weather", "https://weather.example.com/mcp", "Skies.", "com.example"));
        added.Tags.ShouldBe(["official"]);
        var again = (await gateway.Admin.FindServersAsync("official", cancellationToken: Cancel)).Items.Single().Proposals.Single().Upstream!;
        again.Name.ShouldBe(ProposedName.Of("com.example/weather", name => name == "weather"));
        again.Name.ShouldStartWith("weather-");
    }

    [Fact]
    public async Task A_package_is_proposed_as_the_program_that_starts_it_and_added_where_the_settings_allow_it()
    {
        await using var registry = await RegistryDouble.StartAsync(
            RegistryDouble.Entry("""{"name": "com.example/notes", "version": "2", "packages": [{"registryType": "npm", "identifier": "@example/notes", "version": "2.0.1", "transport": {"type": "stdio"}}]}"""));
        await using var cautious = await StartAsync(registry);
        await using var gateway = await StartAsync(registry, new() { ["Gateway:Programs:0"] = "npx" });

        var refused = (await cautious.Admin.FindServersAsync("official", cancellationToken: Cancel)).Items.Single().Proposals.Single();
        refused.Problem.ShouldBe("The program 'npx' may not be registered. Whoever runs the gateway can allow it with the setting 'Gateway:Programs'.");
        var proposal = (await gateway.Admin.FindServersAsync("official", cancellationToken: Cancel)).Items.Single().Proposals.Single();
        proposal.Problem.ShouldBeNull();
        proposal.Upstream!.Program!.Command.ShouldBe("npx");
        proposal.Upstream.Program.Arguments.ShouldBe(["-y", "@example/notes@2.0.1"]);
        (await gateway.Admin.AddUpstreamAsync(proposal.Upstream with { Enabled = false }, Cancel)).Transport.ShouldBe(UpstreamTransport.Stdio);
    }

    [Fact]
    public async Task An_entry_that_is_not_acceptable_hides_no_other_and_names_never_become_a_path()
    {
        await using var registry = await RegistryDouble.StartAsync(
            [.. new[] { "../../etc", "..", "com.example/a b", "com.example/a/../b", "com.example/\\u001b[2J", "com.example/\\ud800", "", $"com.example/{new string('x', 200)}" }
                .Select(name => RegistryDouble.Entry($$"""{"name": "{{name}}", "version": "1"}""")),
            "null", "7", "{}", """{"server": {"name": 7}}""", """{"server": {"name": "com.example/wrong", "remotes": {"type": "sse"}}}""",
            RegistryDouble.Entry("""{"name": "com.example/sparse", "title": "S\u0007p\u202earse", "remotes": [null, {}], "packages": [null, {}]}"""),
            RegistryDouble.Entry("""{"name": "../...", "version": "1"}""")]);
        await using var gateway = await StartAsync(registry);

        var found = (await gateway.Admin.FindServersAsync("official", cancellationToken: Cancel)).Items;

        found.Select(s => s.Name).ShouldBe(["com.example/sparse", "../..."]);
        (found[0].Title, found[0].Version).ShouldBe(("Sparse", ""));
        found[0].Proposals.ShouldAllBe(p => p.Upstream == null && p.Problem != null);
        gateway.Logs.ShouldContain(line => line.Contains("lists 13 servers that are not acceptable", StringComparison.Ordinal));
        registry.Asked.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_server_that_was_deleted_is_not_proposed_and_one_that_is_deprecated_says_so()
    {
        const string Server = """{"name": "com.example/old", "version": "1", "remotes": [{"type": "sse", "url": "https://old.example.com/sse"}]}""";
        await using var registry = await RegistryDouble.StartAsync(
            RegistryDouble.Entry(Server, """{"status": "deleted", "statusMessage": "It stole keys."}"""),
            RegistryDouble.Entry(Server.Replace("old", "older", StringComparison.Ordinal), """{"status": "deprecated", "statusMessage": "Use another."}"""));
        await using var gateway = await StartAsync(registry);

        var found = (await gateway.Admin.FindServersAsync("official", cancellationToken: Cancel)).Items;

        found.Select(s => (s.Status, s.StatusMessage, s.Proposals.Count)).ShouldBe(
            [(FoundServerStatus.Deleted, "It stole keys.", 0), (FoundServerStatus.Deprecated, "Use another.", 1)]);
    }

    [Fact]
    public async Task The_command_line_finds_and_adds_through_a_real_gateway()
    {
        await using var registry = await RegistryDouble.StartAsync(
            RegistryDouble.Entry("""{"name": "com.example/w", "version": "1"}"""),
            RegistryDouble.Entry("""{"name": "com.example/weather", "version": "1", "remotes": [{"type": "sse", "url": "https://w.example.com/sse", "headers": [{"name": "X-Key", "isRequired": true, "isSecret": true}]}]}"""));
        await using var gateway = await StartAsync(registry);
        await File.WriteAllTextAsync(
            Path.Combine(gateway.Folder, "installation.json"),
            $$"""{"gateway":"{{gateway.Address}}","web":"http://127.0.0.1:1","mcp":"{{gateway.Address}}mcp","pid":1,"startedAt":"2026-03-02T09:30:00Z"}""", Cancel);
        Task<McppResult> Mcpp(string input, params string[] args) => McppRun.RunInAsync(input, ["upstreams", .. args, "--data", gateway.Folder]);

        (await Mcpp("", "add", "--from", "official/com.example/weather")).Error.ShouldBe("'com.example/weather' (sse) needs more. Give --header-stdin X-Key.");
        (await Mcpp("hunter2\n", "add", "--from", "official/com.example/weather", "--header-stdin", "X-Key")).Out.ShouldBe("weather stands.");

        var stands = await gateway.Admin.GetUpstreamAsync("weather", Cancel);
        (stands.Transport, stands.Headers["X-Key"]).ShouldBe((UpstreamTransport.Sse, "secret://upstream/weather/x-key"));
        (await Mcpp("", "discover", "weather")).Out.ShouldContain("official/com.example/weather");
    }

    [Fact]
    public async Task A_registry_that_answers_nonsense_is_a_problem_of_one_sentence()
    {
        await using var registry = await RegistryDouble.StartAsync();
        await using var gateway = await StartAsync(registry);
        await using var elsewhere = await RegistryDouble.StartAsync();
        foreach (var (answer, sentence) in new (Func<HttpContext, Task>, string)[]
        {
            (c => c.Response.WriteAsync(new string(' ', 10_000_000)), "answered with more than 4 MiB"),
            (c => c.Response.WriteAsync("<html>Welcome</html>"), "answered something that is no JSON"),
            (c => c.Response.WriteAsync("""{"error": "no"}"""), "answered something else than a list"),
            (c => c.Response.WriteAsync($$"""{"servers": [{{string.Join(',', Enumerable.Repeat("1", 1_001))}}]}"""), "answered something else than a list"),
            (c => c.Response.WriteAsync($$"""{"servers": [], "metadata": {"nextCursor": "{{new string('x', 1_001)}}"} }"""), "answered something else than a list"),
            (c => c.Response.WriteAsync(new string('[', 10_000)), "answered something that is no JSON"),
            (c => Task.FromResult(c.Response.StatusCode = 500), "answered with status 500"),
            (c => Task.Run(() => c.Response.Redirect($"{elsewhere.Address}/base/v0.1/servers")), "answers that it is elsewhere"),
            (c => Task.Run(c.Abort), "cannot be reached"),
        })
        {
            registry.Override = answer;
            var failed = await Should.ThrowAsync<PlatformException>(() => gateway.Admin.FindServersAsync("official", cancellationToken: Cancel));
            failed.Status.ShouldBe(HttpStatusCode.BadGateway, sentence);
            failed.Message.ShouldStartWith($"The registry 'official' {sentence}");
        }

        elsewhere.Asked.ShouldBeEmpty();
        registry.Asked.ShouldAllBe(path => path.StartsWith("/base/v0.1/servers?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registry_that_hangs_is_given_up()
    {
        await using var registry = await RegistryDouble.StartAsync();
        registry.Override = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var options = Options.Create(new GatewayOptions { Registries = new Dictionary<string, string> { ["official"] = registry.Address } });
        using var client = new RegistryClient(new RegistryAddresses(options), new HurriedTime());

        var failed = await Should.ThrowAsync<PeerException>(() => client.ListAsync("official", "", null, 10, Cancel));

        failed.Message.ShouldBe("The registry 'official' did not answer within 10 s. Try again later.");
    }

    [Fact]
    public async Task Only_an_administrator_searches_and_only_in_registries_that_there_are()
    {
        await using var registry = await RegistryDouble.StartAsync();
        await using var gateway = await StartAsync(registry);
        var agent = gateway.Client(await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read, Scope.Write, Scope.Run));

        (await StatusAsync(() => agent.FindServersAsync("official", cancellationToken: Cancel))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(() => agent.ListRegistriesAsync(Cancel))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(() => gateway.Admin.FindServersAsync("other", cancellationToken: Cancel))).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(() => gateway.Admin.FindServersAsync("official", new string('x', 201), cancellationToken: Cancel))).ShouldBe(HttpStatusCode.BadRequest);
        registry.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("official", "http://registry.example.com", "must be an absolute address that begins with https://")]
    [InlineData("official", "ftp://registry.example.com", "must be an absolute address that begins with https://")]
    [InlineData("official", "https://ada:hunter2@registry.example.com", "must have neither a user nor a query nor a fragment")]
    [InlineData("official", "https://registry.example.com?x=1", "must have neither a user nor a query nor a fragment")]
    [InlineData("Official/../x", "https://registry.example.com", "the name of a registry has 1 to 30 lower-case letters")]
    public void A_setting_that_cannot_be_meant_stops_the_start(string name, string address, string problem)
    {
        var checkedOptions = new RegistryAddresses.Rules().Validate(null, new GatewayOptions { Registries = new Dictionary<string, string> { [name] = address } });

        checkedOptions.FailureMessage.ShouldNotBeNull().ShouldContain(problem);
        checkedOptions.FailureMessage.ShouldNotContain("hunter2");
    }

    private async Task<TestGateway> StartAsync(RegistryDouble registry, Dictionary<string, string?>? settings = null) =>
        await TestGateway.StartAsync(postgres, new Dictionary<string, string?>(settings ?? []) { ["Gateway:Registries:official"] = $"{registry.Address}/base/" });

    private static async Task<HttpStatusCode> StatusAsync(Func<Task> act) => (await Should.ThrowAsync<PlatformException>(act)).Status;

    /// <summary>Ten seconds pass in a tenth of one.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime / 100, period);
    }
}
