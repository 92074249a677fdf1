using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Detection;
using McpPlatform.Gateway.Http;
using McpPlatform.Guard.Firewall.Texts;

namespace McpPlatform.Gateway.Api;

/// <summary>The firewall's look at texts, for whoever wants to know what it would say.</summary>
internal static class FirewallApi
{
    public static void MapFirewall(this IEndpointRouteBuilder api) => api.MapPost("/firewall/scan", ScanAsync)
        .Needs(Actions.Read)
        .WithName("ScanForThreats")
        .WithSummary("Says what in lines of JSON or text is meant to steer a model or to carry data out, as JSON Lines.");

    private static Task ScanAsync(bool? show, HttpContext context)
    {
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        var finder = new ThreatFinder();
        return new LineScan<DetectedThreat>((line, number) => finder.Find(line.Span).Select(found => Written(found, line, number, show ?? false)), ContractsJson.Default.DetectedThreat)
            .RunAsync(context.Request.BodyReader, context.Response.BodyWriter, context.RequestAborted);
    }

    private static DetectedThreat Written(LocatedThreat found, ReadOnlyMemory<byte> line, long number, bool show) => new(
        number, found.Path, NameOf(found.Threat.Kind), NameOf(found.Threat.Severity), found.Threat.Message, found.Threat.Start, found.Threat.Length,
        show ? Passage(found, line.Span) : null);

    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static string Passage(LocatedThreat found, ReadOnlySpan<byte> line)
    {
        var text = found.Path.Length == 0 && !IsJsonString(line) ? line : ThreatFinder.TextAt(line, found.Path);
        var start = Math.Min(found.Threat.Start, text.Length);
        return Encoding.UTF8.GetString(text.Slice(start, Math.Min(found.Threat.Length, text.Length - start)));
    }

    private static bool IsJsonString(ReadOnlySpan<byte> line) => line.TrimStart(" \t"u8) is [(byte)'"', ..];
}
