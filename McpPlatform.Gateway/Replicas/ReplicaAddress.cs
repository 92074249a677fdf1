using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Replicas;

/// <summary>How the other gateways reach this one; section <c>Gateway:Replica</c>.</summary>
internal sealed class ReplicaOptions
{
    /// <summary>
    /// Address at which the other gateways reach this one, such as <c>http://10.0.0.5:5080</c>, or <c>auto</c> for the one it listens on;
    /// <see langword="null"/> for a gateway that stands alone.
    /// </summary>
    public string? Address { get; set; }
}

/// <summary>The address at which the others reach this gateway.</summary>
internal static class ReplicaAddress
{
    public const string Auto = "auto";

    /// <summary>The configured address, or the first one that is listened on, with an address of this machine where that is all of them.</summary>
    /// <exception cref="InvalidOperationException">It is to be found out, and nothing is listened on, or this machine has no address.</exception>
    public static Uri Of(string configured, IEnumerable<string> listening)
    {
        if (configured != Auto)
        {
            return new Uri(configured);
        }

        var first = listening.FirstOrDefault() ?? throw new InvalidOperationException("'Gateway:Replica:Address' is 'auto', but the gateway listens on no address.");
        var bound = BindingAddress.Parse(first);
        return new UriBuilder(bound.Scheme, IsAny(bound.Host) ? OfMachine() : bound.Host, bound.Port).Uri;
    }

    private static bool IsAny(string host) => host is "*" or "+" || (IPAddress.TryParse(host.Trim('[', ']'), out var address)
        && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));

    private static string OfMachine() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(i => i.GetIPProperties().UnicastAddresses)
        .Select(a => a.Address).FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork)?.ToString()
        ?? throw new InvalidOperationException("'Gateway:Replica:Address' is 'auto', but this machine has no network address. Say how the others reach it.");

    /// <summary>Whether the setting can be an address.</summary>
    internal sealed class Rules : IValidateOptions<GatewayOptions>
    {
        public ValidateOptionsResult Validate(string? name, GatewayOptions options) => options.Replica.Address is null or Auto
            || (Uri.TryCreate(options.Replica.Address, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "" })
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail("'Gateway:Replica:Address' is 'auto', or an address without a path such as http://10.0.0.5:5080.");
    }
}
