using System.Security.Cryptography;
using System.Text;

namespace McpPlatform.Gateway.Federation;

/// <summary>
/// Names under which agents see tools and prompts: the prefix of the upstream and the upstream's own name, at most 64 characters. A name that is
/// too long, or taken, ends in a short hash of where it comes from, so that it stays the same whatever else is registered.
/// </summary>
internal static class ExposedNames
{
    /// <summary>What most models and clients take as a name.</summary>
    public const int MaxLength = 64;
    private const int HashLength = 8;

    /// <summary>The name under which an item is offered.</summary>
    /// <param name="prefix">Prefix of the upstream; empty for none.</param>
    /// <param name="upstream">The upstream.</param>
    /// <param name="name">What the upstream calls it.</param>
    /// <param name="isTaken">Whether a name stands for something else already.</param>
    public static string Of(string prefix, string upstream, string name, Func<string, bool> isTaken)
    {
        var plain = prefix.Length == 0 ? name : $"{prefix}__{name}";
        return plain.Length <= MaxLength && !isTaken(plain) ? plain : Shortened(plain, upstream, name);
    }

    private static string Shortened(string plain, string upstream, string name)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{upstream}\n{name}")))[..HashLength];
        return $"{plain[..Math.Min(plain.Length, MaxLength - HashLength - 1)]}_{hash}";
    }
}
