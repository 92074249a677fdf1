using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Http;

/// <summary>
/// Keeps web pages of others out. A name that an attacker points at 127.0.0.1 (DNS rebinding) shows in the Host header: a Gateway that listens
/// on loopback addresses answers to loopback names only, unless more are configured. A page of another origin shows in the Origin header.
/// </summary>
internal sealed class HostGuard(RequestDelegate next, IServer server, IOptions<GatewayOptions> options, ILogger<HostGuard> logger)
{
    private readonly Lazy<bool> loopbackOnly = new(() => ListensOnLoopbackOnly(server));

    public Task InvokeAsync(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (IsAllowedHost(context.Request.Host.Host) && IsAllowedOrigin(origin, context.Request))
        {
            return next(context);
        }

        Log.HostRefused(logger, context.Request.Host.Value ?? "", origin);
        return Problems.WriteAsync(context, Problems.New(
            403, "This host name or origin is not served here. Gateway:AllowedHosts and Gateway:AllowedOrigins name those that are.")
            with
        { Rule = "known-hosts" });
    }

    internal static bool IsLoopback(string host) =>
        host == "127.0.0.1"
        || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && IPAddress.IsLoopback(address));

    private bool IsAllowedHost(string host) =>
        !loopbackOnly.Value || IsLoopback(host) || options.Value.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    private bool IsAllowedOrigin(string origin, HttpRequest request) =>
        origin.Length == 0
        || options.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && (SameHost(from, request) || (loopbackOnly.Value && IsLoopback(from.Host))));

    private static bool SameHost(Uri from, HttpRequest request) =>
        string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private static bool ListensOnLoopbackOnly(IServer server) =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.All(a => IsLoopback(BindingAddress.Parse(a).Host)) ?? false;
}
