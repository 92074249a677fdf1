using System.Net;
using System.Web;

namespace McpPlatform.Tests.Mcp.Peers;

/// <summary>A browser that follows a provider's redirects until it is sent back.</summary>
internal static class ProviderVisit
{
    private const int MostSteps = 10;

    /// <summary>The parameters with which the provider sends the browser back.</summary>
    public static async Task<Dictionary<string, string>> ToAsync(string address, string callback, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });
        var url = new Uri(address);
        for (var steps = 0; steps < MostSteps && !url.AbsoluteUri.StartsWith(callback, StringComparison.Ordinal); steps++)
        {
            using var answer = await http.GetAsync(url, cancellationToken);
            url = new Uri(url, answer.Headers.Location ?? throw new InvalidOperationException(await answer.Content.ReadAsStringAsync(cancellationToken)));
        }

        var query = HttpUtility.ParseQueryString(url.Query);
        return query.AllKeys.ToDictionary(k => k!, k => query[k]!);
    }
}
