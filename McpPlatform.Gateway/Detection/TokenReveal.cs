using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Detection;
using McpPlatform.Core.Identity;
using McpPlatform.Guard.Redaction;

namespace McpPlatform.Gateway.Detection;

/// <summary>Turns tokens of the caller's tenant back into the data they stand for. That it was done is kept before anything is given out.</summary>
internal sealed partial class TokenReveal(IRedaction redaction, IRevealLog log)
{
    /// <summary>Most tokens of one request.</summary>
    public const int MostTokens = 10_000;

    /// <exception cref="InvalidInputException">There are too many tokens.</exception>
    public async Task<IReadOnlyList<RevealedToken>> RevealAsync(Principal by, TextReader lines, CancellationToken cancellationToken)
    {
        using var tokens = new Tokenisation(redaction.RulesOf(by.Tenant).Key.Span);
        var found = await ReadAsync(tokens, lines, cancellationToken);
        if (found.Count > 0)
        {
            var revealed = found.Count(token => token.Data is not null);
            await log.RecordAsync(by, revealed, found.Count - revealed, cancellationToken);
        }

        return found;
    }

    private static async Task<List<RevealedToken>> ReadAsync(Tokenisation tokens, TextReader lines, CancellationToken cancellationToken)
    {
        var found = new List<RevealedToken>();
        for (var number = 1L; await lines.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            foreach (var match in Token().EnumerateMatches(line))
            {
                var token = line.Substring(match.Index, match.Length);
                found.Add(new RevealedToken(number, token, tokens.TryRestore(token, out var data) ? data : null));
            }

            if (found.Count > MostTokens)
            {
                throw new InvalidInputException($"There are more than {MostTokens} tokens. Send fewer lines at once.");
            }
        }

        return found;
    }

    [GeneratedRegex(@"\[[a-z0-9_.-]{1,64}:tok_[A-Za-z0-9_-]+\]", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
