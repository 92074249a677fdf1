using McpPlatform.AppHost.Start;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.AppHost;

public sealed class CommandLineTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_options_it_serves_on_the_default_ports()
    {
        var options = CommandLine.Parse([]).Options.ShouldNotBeNull();
        (options.GatewayPort, options.WebPort, options.Ask, options.Json, options.Exit).ShouldBe((5080, 5090, null, false, false));
        Path.IsPathFullyQualified(options.DataFolder).ShouldBeTrue();
    }

    [Fact]
    public void Folders_become_connections_under_their_names()
    {
        var options = CommandLine.Parse(["--files", $"sales={folder.Path}", "--data", folder.In("data"), "--ask", "load it", "--json", "--exit"]).Options.ShouldNotBeNull();
        options.Files.ShouldBe(new Dictionary<string, string> { ["sales"] = folder.Path });
        (options.DataFolder, options.Ask, options.Json, options.Exit).ShouldBe((folder.In("data"), "load it", true, true));
    }

    [Theory]
    [InlineData("--files", "Sales=/tmp")]
    [InlineData("--files", "inbox=/tmp")]
    [InlineData("--files", "sales=/there/is/no/such/folder")]
    [InlineData("--files", "sales")]
    [InlineData("--port", "0")]
    [InlineData("--port", "http")]
    [InlineData("--ask")]
    [InlineData("--json")]
    [InlineData("--what")]
    public void What_it_does_not_understand_it_refuses_with_the_usage(params string[] arguments)
    {
        var (options, error) = CommandLine.Parse(arguments);
        options.ShouldBeNull();
        error.ShouldNotBeNull().ShouldContain("--data DIR");
    }
}
