using System.Net.Http.Headers;

namespace McpPlatform.Client.Sessions;

/// <summary>Sends each request with the key its session has then.</summary>
/// <param name="session">The session.</param>
/// <param name="next">What sends.</param>
public sealed class SessionHandler(SessionFile session, HttpMessageHandler next) : DelegatingHandler(next)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await session.KeyAsync(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}
