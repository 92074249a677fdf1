using System.Text.Json;
using Microsoft.Extensions.Options;

namespace McpPlatform.Guard.Firewall;

/// <summary>Looks for addresses of private networks in all texts of the arguments, names of members among them.</summary>
internal sealed class ArgumentGuard(IOptions<FirewallOptions> options) : IArgumentGuard
{
    private readonly AddressGuard addresses = new([.. options.Value.AllowedHosts]);

    /// <inheritdoc/>
    public string? Refusal(JsonElement arguments)
    {
        switch (arguments.ValueKind)
        {
            case JsonValueKind.String:
                return Judge(arguments.GetString()!);
            case JsonValueKind.Array:
                foreach (var item in arguments.EnumerateArray())
                {
                    if (Refusal(item) is { } refusal)
                    {
                        return refusal;
                    }
                }

                return null;
            case JsonValueKind.Object:
                foreach (var member in arguments.EnumerateObject())
                {
                    if ((Judge(member.Name) ?? Refusal(member.Value)) is { } refusal)
                    {
                        return refusal;
                    }
                }

                return null;
            default:
                return null;
        }
    }

    // Without a colon there is no address.
    private string? Judge(string text) => text.Contains(':', StringComparison.Ordinal) ? addresses.Refusal(text) : null;
}
