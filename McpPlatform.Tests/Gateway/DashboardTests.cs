using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpPlatform.Gateway;
using McpPlatform.Worker;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

/// <summary>The dashboard and the alert rules speak only of what is measured.</summary>
public sealed partial class DashboardTests
{
    private static readonly string Deploy = Path.Combine(Repository.Root, "deploy");

    [Fact]
    public void The_dashboard_is_one() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Deploy, "grafana", "mcp-platform.json"))).RootElement.GetProperty("panels").GetArrayLength().ShouldBeGreaterThan(5);

    [Theory]
    [InlineData("grafana/mcp-platform.json")]
    [InlineData("prometheus/alerts.yaml")]
    public void Each_metric_it_names_is_measured(string file)
    {
        var named = OurMetric().Matches(File.ReadAllText(Path.Combine(Deploy, file))).Select(m => Ending().Replace(m.Value, "")).Distinct().ToList();
        named.ShouldNotBeEmpty();
        named.ShouldBeSubsetOf(Measured());
    }

    private static List<string> Measured()
    {
        var names = new List<string> { "mcpp_gateway_audit_fill_ratio" };
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => names.Add(NameOf(instrument)) };
        RuntimeHelpers.RunClassConstructor(typeof(GatewayTelemetry).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(WorkerTelemetry).TypeHandle);
        listener.Start();
        return names;
    }

    private static string NameOf(Instrument instrument) =>
        instrument.Name.Replace('.', '_') + instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };

    [GeneratedRegex(@"\bmcpp_[a-z_]+")]
    private static partial Regex OurMetric();

    [GeneratedRegex("_(total|count|sum|bucket)$")]
    private static partial Regex Ending();
}
