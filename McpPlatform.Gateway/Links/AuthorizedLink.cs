using System.Net.Http.Headers;

namespace McpPlatform.Gateway.Links;

/// <summary>A link whose messages carry what a caller is known by at the upstream, in place of what the gateway is.</summary>
/// <param name="link">The link.</param>
/// <param name="authorization">The value of <c>Authorization</c>, as it is when a message goes out; <see langword="null"/> leaves the gateway's.</param>
internal sealed class AuthorizedLink(IUpstreamLink link, Func<string?> authorization) : IUpstreamLink
{
    private const string Header = "Authorization";

    /// <summary>The link as one caller uses it.</summary>
    /// <param name="link">The link.</param>
    /// <param name="authorization">What he is known by; <see langword="null"/> where the upstream knows the gateway alone.</param>
    public static IUpstreamLink For(IUpstreamLink link, string? authorization) => authorization is null ? link : With(link, authorization);

    public bool ClosingCancels => link.ClosingCancels;

    public ValueTask<IUpstreamMessages> PostAsync(Outgoing message, CancellationToken cancellationToken) =>
        link.PostAsync(message with { Headers = WithCaller(message.Headers) }, cancellationToken);

    public ValueTask<IUpstreamMessages> ListenAsync(string? session, Action<HttpRequestHeaders> headers, CancellationToken cancellationToken) =>
        link.ListenAsync(session, WithCaller(headers), cancellationToken);

    public Task EndAsync(string? session, Action<HttpRequestHeaders> headers, CancellationToken cancellationToken) =>
        link.EndAsync(session, WithCaller(headers), cancellationToken);

    public UpstreamException Fault(UpstreamFault fault, string what) => link.Fault(fault, what);

    private Action<HttpRequestHeaders> WithCaller(Action<HttpRequestHeaders> others) => authorization() is { } caller ? With(others, caller) : others;

    // Apart, since what a lambda holds is made where its method begins.
    private static AuthorizedLink With(IUpstreamLink link, string authorization) => new(link, () => authorization);

    private static Action<HttpRequestHeaders> With(Action<HttpRequestHeaders> others, string caller) => headers =>
    {
        others(headers);
        headers.Remove(Header);
        headers.TryAddWithoutValidation(Header, caller);
    };
}
