using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Gateway.Registry;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

/// <summary>Upstreams that are files of a folder.</summary>
public sealed class UpstreamFolderTests(TestPostgres postgres)
{
    private readonly string folder = Directory.CreateTempSubdirectory("upstreams").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upstreams_come_change_and_go_with_their_files_while_the_gateway_runs()
    {
        await WriteAsync("wiki.yaml", "url: https://wiki.example.com/mcp\nrisk: low\ntags: [docs, 'public']\ntimeoutSeconds: 30\n");
        await using var gateway = await StartAsync();
        await BecomesAsync(gateway, all => all is [{ Name: "wiki", Url: "https://wiki.example.com/mcp", Risk: RiskClass.Low, TimeoutSeconds: 30, Prefix: "wiki", File: "wiki.yaml" }]);

        await WriteAsync("wiki.yaml", "url: https://wiki.example.com/mcp\nprefix: \"\"\nprotocol: modern\n");
        await BecomesAsync(gateway, all => all is [{ Prefix: "", Protocol: UpstreamProtocol.Modern, TimeoutSeconds: 60 }]);
        await WriteAsync("local.yml", "name: files\ntransport: stdio\nprogram:\n  command: no-such-program\n  arguments: [--root, /data]\n");
        await BecomesAsync(gateway, all => all is [{ Name: "files", Program.Command: "no-such-program", File: "local.yml" }, { Name: "wiki" }]);
        File.Delete(Path.Combine(folder, "wiki.yaml"));
        await BecomesAsync(gateway, all => all is [{ Name: "files" }]);
    }

    [Fact]
    public async Task A_file_that_becomes_unreadable_changes_nothing_and_is_named_in_the_log_with_the_reason()
    {
        await WriteAsync("wiki.yaml", "url: https://wiki.example.com/mcp\n");
        await using var gateway = await StartAsync();
        await BecomesAsync(gateway, all => all is [{ Name: "wiki" }]);
        var version = (await gateway.Admin.GetUpstreamAsync("wiki", Cancel)).Version;

        await WriteAsync("wiki.yaml", "url: [https://wiki.example.com/mcp\n");

        await SaysAsync(gateway, "'wiki.yaml' of the upstream folder is not applied: It is no YAML at line");
        (await gateway.Admin.GetUpstreamAsync("wiki", Cancel)).Version.ShouldBe(version);
    }

    [Fact]
    public async Task What_stands_in_a_file_is_changed_and_removed_there_alone()
    {
        await WriteAsync("wiki.yaml", "url: https://wiki.example.com/mcp\n");
        await using var gateway = await StartAsync();
        await BecomesAsync(gateway, all => all is [{ Name: "wiki" }]);

        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.ChangeUpstreamAsync("wiki", new ChangeUpstream("https://evil.example.com/mcp"), Cancel)))
            .Detail.ShouldBe("The upstream 'wiki' comes from the file 'wiki.yaml'. Change or remove that file.");
        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.RemoveUpstreamAsync("wiki", Cancel))).Detail.ShouldContain("wiki.yaml");
    }

    [Fact]
    public async Task A_file_takes_over_nothing_that_was_added_by_hand_and_holds_no_secrets()
    {
        await using var gateway = await StartAsync();
        await gateway.Admin.AddUpstreamAsync(new AddUpstream("wiki", "https://wiki.example.com/mcp"), Cancel);

        await WriteAsync("wiki.yaml", "url: https://evil.example.com/mcp\n");
        await WriteAsync("tickets.yaml", "url: https://tickets.example.com/mcp\nheaders:\n  Authorization: Bearer tr0ub4dor\n");

        await SaysAsync(gateway, "There is an upstream 'wiki' already. Choose another name.");
        await SaysAsync(gateway, "'Authorization' is a secret, which does not belong into a file.");
        gateway.Logs.ShouldNotContain(line => line.Contains("tr0ub4dor", StringComparison.Ordinal));
        (await gateway.Admin.ListUpstreamsAsync(cancellationToken: Cancel)).Items.ShouldHaveSingleItem().Url.ShouldBe("https://wiki.example.com/mcp");
    }

    [Theory]
    [InlineData("a: &a [x]\nb: *a", "anchors")]
    [InlineData("url: https://h/mcp\ncolour: blue", "$.colour")]
    [InlineData("- url", "one document whose members")]
    [InlineData("url: https://h/mcp\ntimeoutSeconds: soon", "$.timeoutSeconds")]
    [InlineData("a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "deeper than")]
    [InlineData("{", "no YAML")]
    public void A_file_that_is_no_definition_is_refused_with_the_place(string yaml, string reason) =>
        Should.Throw<InvalidInputException>(() => UpstreamFile.Read("x.yaml", yaml)).Message.ShouldContain(reason);

    private Task<TestGateway> StartAsync() => TestGateway.StartAsync(postgres, new() { ["Gateway:UpstreamFolder"] = folder });

    // Moved into place, as editors and deployments do it: never read half written.
    private async Task WriteAsync(string name, string yaml)
    {
        var draft = Path.Combine(folder, $".{name}");
        await File.WriteAllTextAsync(draft, yaml, Cancel);
        File.Move(draft, Path.Combine(folder, name), overwrite: true);
    }

    private static Task BecomesAsync(TestGateway gateway, Func<IReadOnlyList<UpstreamInfo>, bool> wanted) => Eventually.TrueAsync(
        async () => wanted((await gateway.Admin.ListUpstreamsAsync(cancellationToken: Cancel)).Items), TimeSpan.FromSeconds(20), "the registry follows the folder", Cancel);

    private static Task SaysAsync(TestGateway gateway, string text) => Eventually.TrueAsync(
        () => gateway.Logs.Any(line => line.Contains(text, StringComparison.Ordinal)), TimeSpan.FromSeconds(20), $"the log says: {text}", Cancel);
}
