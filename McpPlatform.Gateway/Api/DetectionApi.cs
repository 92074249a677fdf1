using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Detection;
using McpPlatform.Gateway.Http;
using McpPlatform.Guard.Detection;
using McpPlatform.Guard.Redaction;

namespace McpPlatform.Gateway.Api;

/// <summary>Detection of sensitive data, for whoever wants to know what would be redacted.</summary>
internal static class DetectionApi
{
    public static void MapDetection(this IEndpointRouteBuilder api) => api.MapPost("/detection/scan", ScanAsync)
        .Needs(Actions.Read)
        .WithName("ScanText")
        .WithSummary("Says what sensitive data lines of JSON or text hold, as JSON Lines.");

    private static Task ScanAsync(Caller caller, bool? show, HttpContext context, IRedaction redaction)
    {
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        var scanner = new DocumentScanner(redaction.RulesOf(caller.Principal.Tenant).Detectors);
        return new LineScan<DetectedData>((line, number) => scanner.Scan(line).Select(found => Written(found, number, show ?? false)), ContractsJson.Default.DetectedData)
            .RunAsync(context.Request.BodyReader, context.Response.BodyWriter, context.RequestAborted);
    }

    private static DetectedData Written(LocatedFinding found, long line, bool show) => new(
        line, found.Path, found.Finding.Detector.Id, found.Finding.Confidence.ToString().ToLowerInvariant(), found.Finding.Start, found.Finding.Length, show ? found.Data : null);
}
