using System.Net.Http.Headers;

namespace McpPlatform.Gateway.Links;

/// <summary>A link whose messages carry what a caller is known by at the upstream, in place of what the gateway is.</summary>
/// <param name="link">The link.</param>
/// <param name="authorization">The value of <c>Authorization</c>, as it is when a message goes out; <see langword="null"/> leaves the gateway's.</param>
internal sealed class AuthorizedLink(IUpstreamLink link, Func<string?> authorization) : IUpstreamLink
{
    private const string Header = "Authorization";

    public bool ClosingCancels => link.ClosingCancels;

    public Task<IUpstreamMessages> PostAsync(Outgoing message, CancellationToken cancellationToken) =>
        link.PostAsync(message with { Headers = WithCaller(message.Headers) }, cancellationToken);

    public Task<IUpstreamMessages> ListenAsync(string? session, Action<HttpRequestHeaders> headers, CancellationToken cancellationToken) =>
        link.ListenAsync(session, WithCaller(headers), cancellationToken);

    public Task EndAsync(string? session, Action<HttpRequestHeaders> headers, CancellationToken cancellationToken) =>
        link.EndAsync(session, WithCaller(headers), cancellationToken);

    public UpstreamException Fault(UpstreamFault fault, string what) => link.Fault(fault, what);

    private Action<HttpRequestHeaders> WithCaller(Action<HttpRequestHeaders> others) => headers =>
    {
        others(headers);
        if (authorization() is { } caller)
        {
            headers.Remove(Header);
            headers.TryAddWithoutValidation(Header, caller);
        }
    };
}
