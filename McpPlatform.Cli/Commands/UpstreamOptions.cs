using System.CommandLine;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary>The options that say what an upstream is. A secret header is read from standard input or named as a reference, never given as an argument.</summary>
internal static class UpstreamOptions
{
    /// <summary>What its names begin with.</summary>
    public static Option<string?> Prefix { get; } = new("--prefix") { Description = "What its names begin with; \"\" for nothing. Its name when left out." };

    /// <summary>Era of the protocol.</summary>
    public static Option<UpstreamProtocol?> Protocol { get; } = new("--protocol") { Description = "Era of the protocol: auto, legacy or modern." };

    /// <summary>Headers sent with each request.</summary>
    public static Option<string[]> Headers { get; } = new("--header")
    {
        Description = "NAME=VALUE sent with each request; repeatable.", AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>The header read from standard input.</summary>
    public static Option<string?> HeaderFromInput { get; } = new("--header-stdin")
    {
        Description = "Read this header, such as Authorization, from standard input.",
    };

    /// <summary>How long it may be silent during a call.</summary>
    public static Option<int?> Timeout { get; } = new("--timeout") { Description = "Seconds it may be silent during a call, 60 when left out." };

    /// <summary>Most calls at once.</summary>
    public static Option<int?> MaxConcurrency { get; } = new("--max-concurrency") { Description = "Most calls at once, 64 when left out." };

    /// <summary>How far definitions of its tools are trusted.</summary>
    public static Option<DefinitionTrust?> Trust { get; } = new("--trust")
    {
        Description = "firstuse: what is new is approved on sight, unless it is dangerous; reviewed: it waits for a person. A change always waits.",
    };

    /// <summary>Whether agents do not reach it.</summary>
    public static Option<bool> Disabled { get; } = new("--disabled") { Description = "Agents do not reach it." };

    /// <summary>The headers the arguments and standard input name.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CliException">A secret is given as an argument.</exception>
    public static async Task<Dictionary<string, string>> ReadHeadersAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var headers = Texts.Pairs(call.Value(Headers));
        if (headers.FirstOrDefault(IsLiteralSecret).Key is { } literal)
        {
            throw new CliException($"'{literal}' is a secret, and arguments can be seen by others on this machine. Give it with --header-stdin {literal}, or as secret://NAME.");
        }

        if (call.Value(HeaderFromInput) is { } secret)
        {
            headers[secret] = await SecretInput.ReadAsync(call, cancellationToken);
        }

        return headers;
    }

    /// <summary>Whether a value is a secret in the clear.</summary>
    /// <param name="header">Its name and the value.</param>
    public static bool IsLiteralSecret(KeyValuePair<string, string> header) =>
        SecretHeaders.IsInTheClear(header.Key, header.Value);
}
