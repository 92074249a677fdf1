using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Upstreams;
using McpPlatform.Gateway.Registry;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed class ProposalsTests
{
    [Theory]
    [InlineData("""{"registryType": "npm", "identifier": "@example/notes", "version": "2.0.1", "registryBaseUrl": "https://packages.npmjs.example"}""", "npx -y @example/notes@2.0.1")]
    [InlineData("""{"registryType": "npm", "identifier": "notes", "version": "1.0.0", "runtimeHint": "npx", "runtimeArguments": [{"type": "positional", "value": "-y"}, {"type": "named", "name": "--prefix", "value": "/tmp"}]}""", "npx -y --prefix=/tmp notes@1.0.0")]
    [InlineData("""{"registryType": "pypi", "identifier": "weather_mcp", "version": "0.5.0", "packageArguments": [{"type": "positional", "value": "serve"}, {"type": "named", "name": "--level", "default": "info"}, {"type": "named", "name": "-p", "value": "{port}", "variables": {"port": {"default": "80"}}}, {"type": "named", "name": "--quiet", "value": ""}]}""", "uvx weather_mcp@0.5.0 serve --level=info -p 80 --quiet")]
    [InlineData("""{"registryType": "npm", "identifier": "fs", "version": "1.0.0", "packageArguments": [{"type": "positional", "valueHint": "folder", "isRequired": true, "default": "/home/ada", "format": "filepath"}, {"type": "named", "name": "--optional"}]}""", "npx -y fs@1.0.0 {folder}")]
    public void A_package_is_started_by_the_runner_of_its_ecosystem(string package, string commandLine)
    {
        var program = Package(package).Upstream!.Program!;
        $"{program.Command} {string.Join(' ', program.Arguments!)}".ShouldBe(commandLine);
    }

    [Theory]
    [InlineData("""{"registryType": "oci", "identifier": "example/notes", "version": "1.0.0"}""", "cannot start packages of this kind")]
    [InlineData("""{"registryType": "npm", "identifier": "--registry=http://evil.example", "version": "1.0.0"}""", "no name that npx takes")]
    [InlineData("""{"registryType": "npm", "identifier": "../../evil", "version": "1.0.0"}""", "no name that npx takes")]
    [InlineData("""{"registryType": "npm", "identifier": "https://evil.example/x.tgz", "version": "1.0.0"}""", "no name that npx takes")]
    [InlineData("""{"registryType": "npm", "identifier": "notes", "version": "^1.0.0"}""", "no exact version")]
    [InlineData("""{"registryType": "npm", "identifier": "notes", "version": "latest"}""", "no exact version")]
    [InlineData("""{"registryType": "npm", "identifier": "notes"}""", "no exact version")]
    [InlineData("""{"registryType": "npm", "identifier": "notes", "version": "1.0.0", "registryBaseUrl": "https://packages.example.com"}""", "lies elsewhere")]
    [InlineData("""{"registryType": "npm", "identifier": "notes", "version": "1.0.0", "transport": {"type": "streamable-http", "url": "http://localhost:{port}/"}}""", "serves an address of its own")]
    [InlineData("""{"registryType": "npm", "identifier": "notes", "version": "1.0.0", "runtimeHint": "bun", "runtimeArguments": [{"type": "positional", "value": "run"}]}""", "another program than npx")]
    [InlineData("""{"registryType": "npm", "identifier": "notes", "version": "1.0.0", "environmentVariables": [{"name": "X", "value": "{a}", "variables": {"a": {"value": "secret://warehouse"}}}]}""", "refers to a secret of this installation")]
    [InlineData("""{"registryType": "npm", "identifier": "notes", "version": "1.0.0", "environmentVariables": [{"name": "A=B", "value": "1"}]}""", "program.environment")]
    public void A_package_that_cannot_be_started_says_why(string package, string problem) => Package(package).Problem.ShouldNotBeNull().ShouldContain(problem);

    [Fact]
    public void What_the_entry_leaves_to_people_is_listed_and_never_invented()
    {
        var proposal = Remote("""
            {"type": "streamable-http", "url": "https://{region}.example.com/mcp", "variables": {"region": {"default": "eu"}}, "headers": [
              {"name": "Authorization", "value": "Bearer {token}", "variables": {"token": {"description": "Your key.", "isRequired": true, "isSecret": true, "default": "abc"}}},
              {"name": "X-Plan", "default": "free", "choices": ["free", "paid"]}, {"name": "X-Trace", "description": "Any\u001b[31m \u202eword.", "choices": ["a", "b"]}]}
            """);

        proposal.Problem.ShouldBeNull();
        proposal.Upstream!.Url.ShouldBe("https://eu.example.com/mcp");
        proposal.Upstream.Headers.ShouldBe(new Dictionary<string, string> { ["X-Plan"] = "free" });
        proposal.Inputs.ShouldBe(
        [
            new ProposalInput(ProposalPlace.Header, "Authorization", true, true) { Form = "Bearer {token}", Description = "{token}: Your key." },
            new ProposalInput(ProposalPlace.Header, "X-Trace", false, false) { Description = "Any[31m word. One of: a, b." },
        ]);
    }

    [Fact]
    public void An_address_with_parts_that_nobody_said_has_to_be_given()
    {
        var proposal = Remote("""{"type": "sse", "url": "https://{tenant}.example.com/sse"}""");

        proposal.Upstream!.Url.ShouldBeNull();
        proposal.Problem.ShouldBeNull();
        proposal.Inputs.ShouldBe([new ProposalInput(ProposalPlace.Address, "url", true, false) { Form = "https://{tenant}.example.com/sse" }]);
    }

    [Theory]
    [InlineData("""{"type": "websocket", "url": "wss://example.com"}""", "does not speak this transport")]
    [InlineData("""{"type": "sse", "url": "file:///etc/passwd"}""", "'url' must be an absolute address")]
    [InlineData("""{"type": "sse", "url": "https://example.com", "headers": [{"name": "Host", "value": "internal"}]}""", "is the gateway's own")]
    [InlineData("""{"type": "sse", "url": "https://example.com", "headers": [{"name": "X-A", "value": " Secret://admin"}]}""", "refers to a secret of this installation")]
    public void An_address_that_cannot_be_taken_says_why(string remote, string problem) => Remote(remote).Problem.ShouldNotBeNull().ShouldContain(problem);

    [Fact]
    public void A_few_words_in_braces_do_not_become_gigabytes()
    {
        var variables = $$"""{"a": {"value": "{{new string('x', 100_000)}}"} }""";
        var header = $$"""{"name": "X-A", "isRequired": true, "value": "{{string.Concat(Enumerable.Repeat("{a}", 2_000))}}", "variables": {{variables}}}""";

        Remote($$"""{"type": "sse", "url": "https://example.com", "headers": [{{header}}]}""").Inputs.ShouldHaveSingleItem().Name.ShouldBe("X-A");
    }

    [Theory]
    [InlineData("io.github.ada/Weather_MCP", "weather-mcp")]
    [InlineData("com.example/mcp", "example")]
    [InlineData("com.example/7-zip", "mcp-7-zip")]
    [InlineData("com.example/...", "mcp")]
    [InlineData("com.example/a-name-that-is-a-good-deal-too-long-for-it", "a-name-that-is-a-good-c4aff4b7")]
    public void A_name_is_derived_that_an_upstream_may_have(string server, string name)
    {
        var derived = ProposedName.Of(server, _ => false);
        derived.ShouldBe(name);
        ProposedName.Of(server, _ => true).ShouldNotBe(ProposedName.Of($"org.{server}", _ => true));
        Should.NotThrow(() => UpstreamRules.Check(new AddUpstream(derived, "https://example.com")));
    }

    private static UpstreamProposal Package(string package) => Of($$"""{"name": "com.example/x", "packages": [{{package}}]}""");

    private static UpstreamProposal Remote(string remote) => Of($$"""{"name": "com.example/x", "remotes": [{{remote}}]}""");

    private static UpstreamProposal Of(string server) => new Proposals(new AllowedPrograms(["npx", "uvx"]))
        .Of(JsonSerializer.Deserialize($$"""{"server": {{server}}}""", RegistryJson.Default.RegistryEntry)!.Server!, new AddUpstream("x")).ShouldHaveSingleItem();
}
