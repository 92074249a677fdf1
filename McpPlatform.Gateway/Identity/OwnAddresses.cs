using McpPlatform.Gateway.Agents;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Identity;

/// <summary>
/// The addresses under which this gateway is a resource of OAuth (RFC 8707): the one configured, else those it listens on. Never what a request says
/// of itself: whoever sends it could choose whose token he brings.
/// </summary>
internal sealed class OwnAddresses(IServer server, IOptions<GatewayOptions> options)
{
    private readonly Lazy<IReadOnlyList<Uri>> roots = new(() => Roots(server, options.Value.PublicAddress));
    private IReadOnlyList<string>? audiences;

    /// <summary>What tokens for this gateway may name as their audience: its address, or that of its MCP endpoint.</summary>
    public IReadOnlyList<string> Audiences => audiences ??=
        [.. roots.Value.SelectMany(r => (string[])[At(r, ""), At(r, "/"), At(r, McpEndpoint.Path)])];

    /// <summary>The address below which a request was sent, where that is the gateway's own; else the first one.</summary>
    /// <returns>The address, without a slash at its end; <see langword="null"/> where the gateway knows of none.</returns>
    public string? Of(HttpRequest request) =>
        (roots.Value.FirstOrDefault(r => string.Equals(r.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)) ?? (roots.Value is [var first, ..] ? first : null)) is { } root
            ? At(root, "")
            : null;

    private static string At(Uri root, string path) => $"{root.GetLeftPart(UriPartial.Path).TrimEnd('/')}{path}";

    // A gateway that listens on all addresses of a machine does not know by which it is called.
    private static IReadOnlyList<Uri> Roots(IServer server, string? configured) => configured is not null
        ? [new Uri(configured)]
        : [.. (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).SelectMany(Called)];

    private static IEnumerable<Uri> Called(string listening)
    {
        if (!Uri.TryCreate(listening, UriKind.Absolute, out var address) || address.Host is "0.0.0.0" or "[::]")
        {
            yield break;
        }

        yield return address;
        if (address is { IsLoopback: true, Host: not "localhost" })
        {
            yield return new UriBuilder(address) { Host = "localhost" }.Uri;
        }
    }
}
