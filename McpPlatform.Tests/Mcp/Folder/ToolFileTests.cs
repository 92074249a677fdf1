using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Upstreams;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Registry;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Folder;

public sealed class ToolFileTests
{
    private static readonly byte[] Code = "export default () => 1"u8.ToArray();

    [Fact]
    public void A_definition_becomes_an_upstream_that_is_the_tool_alone()
    {
        var upstream = Read("""
            title: Count words
            description: Counts the words of a text.
            inputSchema: {type: object, properties: {text: {type: string}}, required: [text]}
            outputSchema: {type: object, properties: {share: {minimum: 0.5}}}
            annotations: {readOnlyHint: true}
            risk: high
            tags: [text]
            owner: Ada
            version: 1.10
            grants: {http: ['https://api.example.com'], secrets: [dictionary]}
            quota: {memoryMegabytes: 8, cpuSeconds: 0.5, wallSeconds: 2, outputKilobytes: 4, concurrency: 1}
            """);

        (upstream.Name, upstream.Prefix, upstream.Transport, upstream.Risk, upstream.Owner).ShouldBe(("count", "", UpstreamTransport.Sandbox, RiskClass.High, "Ada"));
        upstream.Sandbox!.Code.Version.ShouldBe("1.10");
        upstream.Sandbox.Code.Quota.ShouldBe(new ToolQuota { MemoryMegabytes = 8, CpuSeconds = 0.5, WallSeconds = 2, OutputKilobytes = 4, Concurrency = 1 });
        var definition = JsonNode.Parse(upstream.Sandbox.Definition)!;
        definition["outputSchema"]!["properties"]!["share"]!["minimum"]!.GetValue<double>().ShouldBe(0.5);
        definition["_meta"]!["mcp-platform/sandbox"]!.ToJsonString().ShouldBe(
            $$"""{"code":"sha256:{{upstream.Sandbox.Code.Digest}}","http":["https://api.example.com"],"language":"javascript","secrets":["dictionary"],"version":"1.10"}""");
    }

    [Fact]
    public void A_description_is_enough()
    {
        var upstream = Read("description: Counts.\n");
        JsonNode.Parse(upstream.Sandbox!.Definition)!["inputSchema"]!.ToJsonString().ShouldBe("""{"type":"object"}""");
        (upstream.Sandbox.Code.Grants.Http.Count, upstream.Sandbox.Code.Quota).ShouldBe((0, new ToolQuota()));
    }

    [Theory]
    [InlineData("title: Count\n", "It is not acceptable at $")]
    [InlineData("description: Counts.\ncolour: blue\n", "It says '$.colour', which is none of: annotations, cacheForSeconds, description")]
    [InlineData("description: Counts.\ngrants: {files: [/etc]}\n", "It says '$.grants.files', which is none of: http, privateAddresses, secrets.")]
    [InlineData("description: Counts.\nquota: {memoryMegabytes: much}\n", "It is not acceptable at $.quota.memoryMegabytes")]
    [InlineData("description: Counts.\ninputSchema: {type: text}\n", "Its definition is refused: its 'inputSchema' is not of the type 'object'.")]
    [InlineData("description: Counts.\noutputSchema: {type: thing}\n", "Its definition is refused: its 'outputSchema' is no usable JSON Schema.")]
    [InlineData("description: Counts.\ngrants: {http: ['https://api.example.com/v1']}\n", "'https://api.example.com/v1' in 'grants.http' is no origin")]
    [InlineData("description: Counts.\ngrants: {http: [null]}\n", "in 'grants.http' is no origin")]
    [InlineData("description: Counts.\ngrants: {secrets: ['secret://dictionary']}\n", "'secret://dictionary' in 'grants.secrets' names no secret.")]
    [InlineData("description: Counts.\nquota: {wallSeconds: 0}\n", "'cpuSeconds' and 'wallSeconds' of 'quota' are more than 0 and at most 3600.")]
    public void What_is_wrong_is_said_in_a_sentence(string yaml, string why) =>
        Should.Throw<InvalidInputException>(() => UpstreamRules.Check(Read(yaml))).Message.ShouldContain(why);

    [Fact]
    public void What_a_file_leaves_out_has_its_default()
    {
        var upstream = UpstreamFile.Read("wiki.yaml", "url: https://wiki.example.com/mcp\n");
        (upstream.Risk, upstream.Tags).ShouldBe((RiskClass.Medium, []));
    }

    private static AddUpstream Read(string yaml) => ToolFile.Read("count", yaml, SandboxLanguage.JavaScript, Code, new DefinitionRules(65_536));
}
