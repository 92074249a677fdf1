using System.Net;
using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Tests.Cli;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

/// <summary>The command line and the endpoint behind it, against a real gateway.</summary>
public sealed class DetectionScanTests(TestPostgres postgres)
{
    [Fact]
    public async Task The_command_says_where_data_is_and_never_what_it_is()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var input = "{\"customer\":{\"email\":\"anna@nordwind.test\",\"tel\":[\"x\",\"+49 30 23125 114\"]}}\n\ncall Maria Gonzalez\n";

        var run = await ScanAsync(gateway, input);

        run.Code.ShouldBe(0, run.Error);
        Read(run.Out).ShouldBe([
            new DetectedData(1, "/customer/email", "email", "high", 0, 18),
            new DetectedData(1, "/customer/tel/1", "phone", "medium", 0, 16),
            new DetectedData(3, "", "name", "high", 5, 14),
        ]);
        run.Out.ShouldNotContain("nordwind");
    }

    [Fact]
    public async Task The_data_is_shown_when_asked_for_and_a_file_is_read_by_its_name()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var file = Path.Combine(gateway.Folder, "in.txt");
        await File.WriteAllTextAsync(file, "card 4111 1111 1111 1111", TestContext.Current.CancellationToken);

        var run = await ScanAsync(gateway, "", file, "--show");

        Read(run.Out).ShouldBe([new DetectedData(1, "", "card", "high", 5, 19, "4111 1111 1111 1111")]);
    }

    [Fact]
    public async Task A_long_file_goes_in_parts_with_its_own_line_numbers()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var input = string.Concat(Enumerable.Range(0, 20_000).Select(i => i % 1_000 == 0 ? "anna@nordwind.test\n" : $"line {i} of a long file without anything in it\n"));

        var run = await ScanAsync(gateway, input);

        Read(run.Out).Select(f => f.Line).ShouldBe(Enumerable.Range(0, 20).Select(i => (i * 1_000L) + 1));
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_refused()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var body = new StringContent("short\n" + new string('x', 1_048_577), Encoding.UTF8, "application/x-ndjson");

        using var response = await gateway.Http(gateway.AdminKey).PostAsync(new Uri("api/v1/detection/scan", UriKind.Relative), body, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("Line 2 has more than 1048576 bytes.");
    }

    private static async Task<McppResult> ScanAsync(TestGateway gateway, string input, params string[] args)
    {
        await File.WriteAllTextAsync(Path.Combine(gateway.Folder, "installation.json"), $$"""{"gateway":"{{gateway.Address}}"}""", TestContext.Current.CancellationToken);
        return await McppRun.RunInAsync(input, ["dlp", "scan", .. args, "--data", gateway.Folder]);
    }

    private static IEnumerable<DetectedData> Read(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize(line, ContractsJson.Default.DetectedData)!)];
}
