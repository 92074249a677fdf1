using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;
using McpPlatform.Guard.Detection;
using McpPlatform.Guard.Redaction;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>A message that was looked at.</summary>
/// <param name="Json">The message; the very same where nothing had to be hidden.</param>
/// <param name="Report">What was found; <see langword="null"/> for nothing.</param>
internal readonly record struct Redacted(ReadOnlyMemory<byte> Json, RedactionReport? Report)
{
    /// <summary>What a redactor made of a message; it may be given back then.</summary>
    public static Redacted Of(Redactor redactor, ReadOnlyMemory<byte> json) => new(json, redactor.Report.IsEmpty ? null : redactor.Report);

    /// <summary>What forbids the message; <see langword="null"/> when it may pass.</summary>
    public Detector? Blocked => Report?.Blocked;

    /// <summary>How much was hidden, by the id of the detector; <see langword="null"/> for nothing.</summary>
    public IReadOnlyDictionary<string, int>? Hidden => Report is { Hidden.Count: > 0 } report ? report.Hidden : null;
}

/// <summary>What is said in the place of a message that may not pass.</summary>
internal static class BlockedMessage
{
    /// <summary>A sentence that names the kind of data and never the data.</summary>
    /// <param name="kind">What was found.</param>
    /// <param name="what">What held it: an answer, an error, a question.</param>
    public static string Refusal(this Detector kind, string what) => $"The {what} holds data of the kind '{kind.Id}', which may not be given out. It is not shown.";

    /// <summary>What a server gets in place of the answer to a question that is not asked.</summary>
    /// <param name="kind">What was found in the question.</param>
    public static Envelope NoAnswer(this Detector kind) => InputRequests.NoAnswer(ErrorCodes.Refused, kind.Refusal("question"));
}
