using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Detection;
using McpPlatform.Gateway.Http;
using McpPlatform.Guard.Detection;
using McpPlatform.Guard.Redaction;

namespace McpPlatform.Gateway.Api;

/// <summary>Detection of sensitive data: what would be redacted, and what tokens stand for.</summary>
internal static class DetectionApi
{
    private const string JsonLines = "application/x-ndjson";

    public static void MapDetection(this IEndpointRouteBuilder api)
    {
        var detection = api.MapGroup("/detection");
        detection.MapPost("/scan", ScanAsync)
            .Needs(Actions.Read)
            .WithName("ScanText")
            .WithSummary("Says what sensitive data lines of JSON or text hold, as JSON Lines.");
        detection.MapPost("/reveal", RevealAsync)
            .Needs(Actions.RevealData)
            .WithName("RevealTokens")
            .WithSummary("Turns tokens back into the data they stand for, as JSON Lines. That it was done is kept.");
    }

    private static Task ScanAsync(Caller caller, bool? show, HttpContext context, IRedaction redaction)
    {
        Begin(context.Response);
        var scanner = new DocumentScanner(redaction.RulesOf(caller.Principal.Tenant).Detectors);
        return new LineScan<DetectedData>((line, number) => scanner.Scan(line).Select(found => Written(found, number, show ?? false)), ContractsJson.Default.DetectedData)
            .RunAsync(context.Request.BodyReader, context.Response.BodyWriter, context.RequestAborted);
    }

    private static async Task RevealAsync(Caller caller, HttpContext context, TokenReveal reveal)
    {
        using var lines = new StreamReader(context.Request.Body);
        var found = await reveal.RevealAsync(caller, lines, context.RequestAborted);
        Begin(context.Response);
        foreach (var token in found)
        {
            await context.Response.WriteAsync(JsonSerializer.Serialize(token, ContractsJson.Default.RevealedToken) + "\n", context.RequestAborted);
        }
    }

    private static void Begin(HttpResponse response)
    {
        response.ContentType = JsonLines;
        response.Headers.CacheControl = "no-store";
    }

    private static DetectedData Written(LocatedFinding found, long line, bool show) => new(
        line, found.Path, found.Finding.Detector.Id, found.Finding.Confidence.ToString().ToLowerInvariant(), found.Finding.Start, found.Finding.Length, show ? found.Data : null);
}
