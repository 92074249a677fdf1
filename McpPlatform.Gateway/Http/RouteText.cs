namespace McpPlatform.Gateway.Http;

/// <summary>Text of a route segment. The server leaves <c>%2F</c> encoded, since it would otherwise split segments.</summary>
internal static class RouteText
{
    public static string Decode(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
