namespace McpPlatform.Gateway.Links;

/// <summary>Faults of HTTP in words.</summary>
internal static class HttpFaults
{
    public static UpstreamFault Of(HttpRequestException exception) => exception.HttpRequestError
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
        ? UpstreamFault.Unreached
        : UpstreamFault.BrokenOff;

    public static string Reason(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "has a host name that cannot be resolved",
        HttpRequestError.ConnectionError => "cannot be reached",
        HttpRequestError.SecureConnectionError => "offers no trustworthy TLS connection",
        _ => "broke the connection off",
    };
}
