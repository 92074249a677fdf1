using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.AppHost;

/// <summary>The one command, as a user starts it.</summary>
public sealed partial class AppHostTests : IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);

    // The machine of a test run is busy with other tests; the limits themselves are measured by the benchmarks.
    private static readonly TimeSpan BusyStart = TimeSpan.FromSeconds(90);
    private readonly TestFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_starts_answers_on_every_door_and_stops_on_sigterm_with_streams_open()
    {
        await using var host = AppHostProcess.Start(folder.In("data"));
        var running = await host.ReadyAsync(BusyStart, Token);
        using var http = new HttpClient();
        var key = (await File.ReadAllTextAsync(folder.In("data/admin.key"), Token)).Trim();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

        foreach (var path in new[] { "/health/ready", "/api/v1/me", "/api/v1/connections" })
        {
            (await http.GetAsync($"{running["gateway"]}{path}", Token)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }

        File.GetUnixFileMode(folder.In("data/admin.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var open = await http.GetAsync($"{running["web"]}/", HttpCompletionOption.ResponseHeadersRead, Token);
        host.SendTerminate();
        (await host.EndAsync(TimeSpan.FromSeconds(20), Token)).ShouldBeLessThan(StopLimit);
        host.ExitCode.ShouldBe(0);
        host.ServerProcesses().ShouldBeEmpty();
        File.Exists(folder.In("data/installation.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task Every_asset_of_the_sign_in_page_arrives_whole()
    {
        await using var host = AppHostProcess.Start(folder.In("data"));
        await host.ReadyAsync(BusyStart, Token);
        using var http = new HttpClient();
        var link = SignInLink().Match(host.Output).Value;
        var page = await http.GetStringAsync(link, Token);
        var assets = Asset().Matches(page).Select(match => match.Groups[1].Value).Where(asset => !asset.StartsWith("http", StringComparison.Ordinal)).Distinct().ToList();

        assets.ShouldNotBeEmpty();
        foreach (var asset in assets)
        {
            var response = await http.GetAsync(new Uri(new Uri(link), asset), Token);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, asset);
            (await response.Content.ReadAsByteArrayAsync(Token)).Length.ShouldBeGreaterThan(0, asset);
        }
    }

    [Fact]
    public async Task A_second_start_says_where_the_first_is_and_leaves()
    {
        await using var first = AppHostProcess.Start(folder.In("data"));
        var running = await first.ReadyAsync(BusyStart, Token);
        await using var second = AppHostProcess.Start(folder.In("data"));
        await second.EndAsync(TimeSpan.FromSeconds(30), Token);

        second.ExitCode.ShouldBe(0, second.Errors);
        second.Output.ShouldContain(running["web"]!.GetValue<string>());
        first.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task Killed_it_leaves_no_orphan_and_the_next_start_recovers()
    {
        await using var first = AppHostProcess.Start(folder.In("data"));
        await first.ReadyAsync(BusyStart, Token);
        first.ServerProcesses().ShouldNotBeEmpty();
        first.Kill();
        await Eventually.TrueAsync(() => first.ServerProcesses().Count == 0, TimeSpan.FromSeconds(10), "the server followed", Token);

        await using var second = AppHostProcess.Start(folder.In("data"));
        (await second.ReadyAsync(BusyStart, Token))["pid"]!.GetValue<int>().ShouldBe(second.Id);
    }

    [Fact]
    public async Task Taken_ports_are_replaced_and_it_says_so()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var host = AppHostProcess.Start(folder.In("data"), "--port", $"{port}");
        var running = await host.ReadyAsync(BusyStart, Token);

        host.Output.ShouldContain($"Port {port} is taken");
        running["gateway"]!.GetValue<string>().ShouldNotEndWith($":{port}");
    }

    [Fact]
    public async Task When_the_database_dies_it_says_so_and_ends()
    {
        await using var host = AppHostProcess.Start(folder.In("data"));
        await host.ReadyAsync(BusyStart, Token);
        var pid = int.Parse((await File.ReadAllLinesAsync(folder.In("data/postgres/cluster/postmaster.pid"), Token))[0], System.Globalization.CultureInfo.InvariantCulture);
        System.Diagnostics.Process.GetProcessById(pid).Kill();

        await host.EndAsync(TimeSpan.FromSeconds(20), Token);
        host.ExitCode.ShouldBe(1);
        host.Errors.ShouldContain("postgres.log");
    }

    [GeneratedRegex(@"http://\S+/signin\?token=\S+")]
    private static partial Regex SignInLink();

    [GeneratedRegex("""<(?:link|script)[^>]+(?:href|src)="([^"]+\.(?:css|js)[^"]*)" """)]
    private static partial Regex Asset();
}
