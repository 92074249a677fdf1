using System.Collections.Frozen;
using System.Text;
using McpPlatform.Contracts.Text;

namespace McpPlatform.Guard.Lettering;

/// <summary>What a text looks like: equal skeletons look alike (the idea of UTS #39, section 4, on those letters that are told apart by nobody).</summary>
internal static class Skeleton
{
    private const int LongestUsual = 128;
    private const string Look = "abcdefghijklmnopqrstuvwxyz";

    // For each Latin letter, those of other scripts that look the same in most fonts.
    private static readonly string[] Alike =
    [
        "аαΑАɑᎪ", "ΒВвᏴ", "сСϲϹᏟ", "ԁԀᎠ", "еЕΕєҽᎬ", "", "ɡԍᏀ", "һНΗհᎻ", "іІΙιɩӀ", "јЈϳ", "КΚκкᏦ", "ⅼᏞ", "МΜмᎷ", "ΝոП", "оОοΟσօ", "рРρΡᏢ", "ԛԚ", "ⲅᎡг",
        "ѕЅՏᏚ", "ТΤτтᎢ", "υս", "νѵᏙ", "ԝԜᎳ", "хХχΧ", "уУγΥүҮ", "ΖᏃ",
    ];

    private static readonly FrozenDictionary<char, char> Fold =
        Alike.SelectMany((letters, index) => letters.Select(letter => (letter, Look[index]))).DistinctBy(p => p.letter).ToFrozenDictionary(p => p.letter, p => p.Item2);

    /// <summary>Whether a letter of another script is taken for a Latin one.</summary>
    public static bool IsLookalike(char letter) => Fold.ContainsKey(letter);

    /// <summary>Text as it reads: without what is hidden, in plain letters, lower case.</summary>
    public static string Plain(string text)
    {
        // Nothing in it is hidden, styled or of another script.
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text.ToLowerInvariant();
        }

        var plain = new StringBuilder(text.Length);
        foreach (var rune in HiddenCharacters.Strip(text).EnumerateRunes().Select(Unstyled))
        {
            plain.Append(rune.IsBmp && Fold.TryGetValue((char)rune.Value, out var latin) ? new Rune(latin) : Rune.ToLowerInvariant(rune));
        }

        return plain.ToString();
    }

    // The letters that compatibility normalization folds (NFKC) and that are Latin; the framework folds none where it runs without ICU.
    private static Rune Unstyled(Rune rune) => rune.Value switch
    {
        >= 0xFF01 and <= 0xFF5E => new Rune(rune.Value - 0xFF01 + '!'),
        0x3000 or 0x00A0 or (>= 0x2000 and <= 0x200A) or 0x202F or 0x205F => new Rune(' '),
        >= 0x2018 and <= 0x201B => new Rune('\''),
        >= 0x201C and <= 0x201F => new Rune('"'),
        >= 0x249C and <= 0x24B5 => new Rune('a' + rune.Value - 0x249C),
        >= 0x24B6 and <= 0x24E9 => new Rune('a' + ((rune.Value - 0x24B6) % 26)),
        >= 0x1D400 and <= 0x1D6A3 => new Rune('a' + ((rune.Value - 0x1D400) % 26)),
        >= 0x1D7CE and <= 0x1D7FF => new Rune('0' + ((rune.Value - 0x1D7CE) % 10)),
        >= 0x1F130 and <= 0x1F149 => new Rune('a' + rune.Value - 0x1F130),
        >= 0x1F150 and <= 0x1F169 => new Rune('a' + rune.Value - 0x1F150),
        >= 0x1F170 and <= 0x1F189 => new Rune('a' + rune.Value - 0x1F170),
        _ => rune,
    };

    /// <summary>A name as it is taken for: also without separators, and with digits and pairs of letters as the letters they resemble.</summary>
    public static string OfName(string name)
    {
        var letters = new StringBuilder(name.Length);
        foreach (var letter in Plain(name).Where(char.IsLetterOrDigit))
        {
            letters.Append(letter switch { '0' => 'o', '1' or 'i' => 'l', '5' => 's', _ => letter });
        }

        return letters.Replace("rn", "m").Replace("vv", "w").ToString();
    }

    /// <summary>A name without case and separators.</summary>
    public static string Spelling(string name)
    {
        Span<char> spelling = name.Length <= LongestUsual ? stackalloc char[LongestUsual] : new char[name.Length];
        var length = 0;
        foreach (var letter in name)
        {
            if (char.IsLetterOrDigit(letter))
            {
                spelling[length++] = char.ToLowerInvariant(letter);
            }
        }

        return spelling[..length].ToString();
    }
}
