using System.Net;
using System.Text.RegularExpressions;
using McpPlatform.Tests.Web.Fake;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Web;

/// <summary>Style sheets, scripts and pictures, when the host is embedded in a process that was started elsewhere.</summary>
public sealed partial class AssetTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_asset_a_page_names_comes_whole_whatever_the_working_folder()
    {
        Directory.GetFiles(System.Environment.CurrentDirectory, "app.js").ShouldBeEmpty("the working folder is not the web root");
        await using var workbench = await Workbench.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = workbench.Address };
        using var entrance = await http.GetAsync($"signin?token={FakePlatform.Token}", Stop);
        var assets = Asset().Matches(await http.GetStringAsync("/", Stop)).Select(match => match.Groups[1].Value).ToArray();
        assets.ShouldContain(asset => asset.StartsWith("_framework/blazor.web.js", StringComparison.Ordinal));
        assets.Length.ShouldBeGreaterThanOrEqualTo(7);
        foreach (var asset in assets)
        {
            using var answer = await http.GetAsync(asset, Stop);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, asset);
            var file = new FileInfo(Path.Combine(AppContext.BaseDirectory, "wwwroot", asset.Split('?')[0]));
            (await answer.Content.ReadAsByteArrayAsync(Stop)).LongLength.ShouldBe(file.Length, asset);
            file.Length.ShouldBeGreaterThan(0, asset);
        }
    }

    [Fact]
    public async Task No_page_runs_script_that_is_not_the_sites_own()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = workbench.Address };
        using var entrance = await http.GetAsync($"signin?token={FakePlatform.Token}", Stop);
        using var answer = await http.GetAsync("/", Stop);
        var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldContain("default-src 'self'");
        policy.ShouldNotContain("unsafe");
        var page = await answer.Content.ReadAsStringAsync(Stop);
        InlineScript().IsMatch(page).ShouldBeFalse();
        page.ShouldNotContain("style=\"");
    }

    [GeneratedRegex("""(?:src|href)="([^"#]+\.(?:css|js|svg)[^"]*)""")]
    private static partial Regex Asset();

    [GeneratedRegex("<script(?![^>]*src=)")]
    private static partial Regex InlineScript();
}
