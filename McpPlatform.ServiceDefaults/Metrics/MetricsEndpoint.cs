using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpPlatform.ServiceDefaults.Metrics;

/// <summary>
/// <c>/metrics</c>. It names tenants and servers, so it is not for everybody: whoever asks from the machine itself, and not through a proxy, may
/// see it, and whoever sends the key of <c>Platform:MetricsKey</c>.
/// </summary>
internal static class MetricsEndpoint
{
    private const string Scheme = "Bearer ";

    public static void MapMetrics(this IEndpointRouteBuilder app) => app.MapGet("/metrics", AnswerAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> AnswerAsync(HttpContext context, MetricsPage page, IOptions<PlatformOptions> options) =>
        IsLocal(context) || HasKey(context.Request, options.Value.MetricsKey)
            ? Results.Text(await page.ReadAsync(context.RequestAborted), PrometheusText.MediaType)
            : Results.Problem("Metrics are for callers on this machine, and for those who send the key of 'Platform:MetricsKey' as 'Authorization: Bearer KEY'.", statusCode: 401);

    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("Forwarded") && !context.Request.Headers.ContainsKey("X-Forwarded-For");

    private static bool HasKey(HttpRequest request, string? key) =>
        !string.IsNullOrEmpty(key) && request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim())), SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
