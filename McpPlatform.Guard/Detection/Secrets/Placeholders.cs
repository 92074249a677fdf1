using System.Collections.Immutable;
using System.Text;

namespace McpPlatform.Guard.Detection.Secrets;

/// <summary>Texts that stand where a secret would: references, variables, stars, and what documentation writes.</summary>
internal static class Placeholders
{
    private static readonly ImmutableArray<byte[]> Signs =
    [
        .. new[] { "${", "{{", "<", "secret://", "vault:", "env.", "process.env", "os.environ", "$(", "...", "***", "•••", "xxxx", "XXXX", "[redacted", "[masked", "your_", "your-", "YOUR_", "example", "EXAMPLE", "placeholder", "changeme", "redacted", "REDACTED" }
            .Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly ImmutableArray<byte[]> Words = [.. new[] { "true", "false", "null", "none", "undefined", "string", "password", "secret", "token", "required", "optional", "boolean" }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether a value is none.</summary>
    public static bool Has(ReadOnlySpan<byte> value)
    {
        foreach (var sign in Signs)
        {
            if (value.IndexOf(sign) >= 0)
            {
                return true;
            }
        }

        foreach (var word in Words)
        {
            if (value.SequenceEqual(word))
            {
                return true;
            }
        }

        return value.IsEmpty || Replaced.Is(value) || value[0] is (byte)'$' or (byte)'%' || value.IndexOfAnyExcept(value[0]) < 0;
    }
}
