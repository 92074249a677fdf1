using McpPlatform.Core.Secrets;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Identity.Issuers;

/// <summary>All issuers that are trusted.</summary>
internal sealed class IssuerDirectory(
    IOptions<GatewayOptions> options, IssuerHttp http, ISecretResolver secrets, TimeProvider time, ILogger<IssuerDirectory> logger)
{
    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<Issuer> All { get; } =
        [.. options.Value.Issuers.OrderBy(i => i.Key, StringComparer.Ordinal).Select(i => new Issuer(i.Key, i.Value, http, secrets, time, logger))];

    /// <summary>The one of an address, which is exact; <see langword="null"/> where it is not trusted.</summary>
    public Issuer? OfAddress(string? address) => All.FirstOrDefault(i => i.Options.Address == address);

    /// <summary>The one of a name; <see langword="null"/> for none.</summary>
    public Issuer? Find(string name) => All.FirstOrDefault(i => i.Name == name);
}
