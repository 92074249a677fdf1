using System.Text;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// A request on its way at an upstream of either era. The upstream may tell things, ask things, and ends with a result or an error; how it asks
/// (a request of its own, or a result that wants another round) stays hidden here.
/// </summary>
internal interface IUpstreamCall : IAsyncDisposable
{
    /// <summary>Whether nothing is held open between the rounds, so that any later request can go on.</summary>
    bool IsStateless { get; }

    /// <summary>Waits for what comes next.</summary>
    /// <exception cref="McpErrorException">The upstream cannot be used, broke off, or took too long.</exception>
    ValueTask<UpstreamStep> NextAsync(CancellationToken cancellationToken);

    /// <summary>Answers what the upstream asked: raw results by the keys of the requests.</summary>
    ValueTask AnswerAsync(IReadOnlyDictionary<string, Envelope> answers, CancellationToken cancellationToken);
}

/// <summary>What an upstream does next.</summary>
internal abstract record UpstreamStep;

/// <summary>It tells something.</summary>
internal sealed record Told(string Method, ReadOnlyMemory<byte> Params) : UpstreamStep;

/// <summary>It asks the agent.</summary>
/// <param name="Requests">What it asks; empty where it only wants to be called again.</param>
/// <param name="Result">The raw result that asked; empty where it asked with requests of its own.</param>
internal sealed record Asked(IReadOnlyList<InputRequest> Requests, ReadOnlyMemory<byte> Result) : UpstreamStep;

/// <summary>It takes back what it asked.</summary>
/// <param name="Key">Of the question.</param>
internal sealed record TakenBack(string Key) : UpstreamStep;

/// <summary>It is done.</summary>
internal sealed record Finished(Envelope Response) : UpstreamStep;

/// <summary>A question to an agent.</summary>
/// <param name="Key">Names it within its call: as a modern upstream does, or by the text of a legacy request's id.</param>
/// <param name="Method">Elicitation, sampling or roots.</param>
/// <param name="Params">Raw JSON object; empty for none.</param>
internal sealed record InputRequest(string Key, string Method, ReadOnlyMemory<byte> Params)
{
    /// <summary>What a legacy server asks with a request of its own.</summary>
    public static InputRequest Of(Envelope question) => new(KeyOf(question.Id), question.Method, question.Params);

    /// <summary>The key of what a legacy server takes back with <c>notifications/cancelled</c>.</summary>
    public static string KeyTakenBack(Envelope cancelled) => KeyOf(JsonMembers.Find(cancelled.Params, "requestId"u8));

    private static string KeyOf(ReadOnlyMemory<byte> id) => JsonMembers.AsText(id) ?? Encoding.UTF8.GetString(id.Span);
}
