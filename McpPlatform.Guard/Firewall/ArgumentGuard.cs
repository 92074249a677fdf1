using System.Runtime.InteropServices;
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
                return MayNameAddress(JsonMarshal.GetRawUtf8Value(arguments)) ? addresses.Refusal(arguments.GetString()!) : null;
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
                    if (((MayNameAddress(JsonMarshal.GetRawUtf8PropertyName(member)) ? addresses.Refusal(member.Name) : null) ?? Refusal(member.Value)) is { } refusal)
                    {
                        return refusal;
                    }
                }

                return null;
            default:
                return null;
        }
    }

    // Without a colon, as it stands or behind an escape, there is no address.
    private static bool MayNameAddress(ReadOnlySpan<byte> raw) => raw.IndexOfAny((byte)':', (byte)'\\') >= 0;
}
