using System.Globalization;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Limits;

/// <summary>Something cannot be done now, because it was done often enough.</summary>
/// <param name="Limit">Which limit: <c>key</c>, <c>address</c>, <c>tenant</c>, <c>tool</c>, <c>policy</c> or <c>quota</c>.</param>
/// <param name="Message">Which limit, and how long to wait, in a sentence.</param>
/// <param name="Wait">How long to wait.</param>
internal sealed record LimitReached(string Limit, string Message, TimeSpan Wait)
{
    /// <summary>A rate that was reached.</summary>
    /// <param name="kind">Which limit.</param>
    /// <param name="who">Who may do what, such as <c>This key may send requests</c>.</param>
    /// <param name="rate">How often.</param>
    /// <param name="wait">How long to wait.</param>
    public static LimitReached Of(LimitKind kind, string who, Rate rate, TimeSpan wait) => new(NameOf(kind), string.Create(
        CultureInfo.InvariantCulture, $"{who}: {rate.PerSecond:0.###} a second, {rate.Burst} at once. Wait {Seconds(wait)} s."), wait);

    /// <summary>The name of a limit in messages and metrics.</summary>
    public static string NameOf(LimitKind kind) => kind switch
    {
        LimitKind.Key => "key",
        LimitKind.Address => "address",
        LimitKind.Tenant => "tenant",
        LimitKind.Tool => "tool",
        _ => "policy",
    };

    /// <summary>Whole seconds to wait, at least one.</summary>
    public static long Seconds(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));

    /// <summary>The same as an error of MCP; its data say which limit and how many milliseconds to wait.</summary>
    public McpError AsError() => new(ErrorCodes.TooMany, Message, MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("limit"u8, Limit);
        writer.WriteNumber("retryAfterMs"u8, (long)Math.Ceiling(Wait.TotalMilliseconds));
        writer.WriteEndObject();
    })) { RetryAfter = Wait };
}
