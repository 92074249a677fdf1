using System.Collections.Frozen;
using System.Text;
using McpPlatform.Contracts.Text;

namespace McpPlatform.Guard.Poisoning;

/// <summary>What a text looks like: equal skeletons look alike (the idea of UTS #39, section 4, on those letters that are told apart by nobody).</summary>
internal static class Skeleton
{
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
        var plain = new StringBuilder(text.Length);
        foreach (var letter in HiddenCharacters.Strip(text).Normalize(NormalizationForm.FormKC))
        {
            plain.Append(Fold.TryGetValue(letter, out var latin) ? latin : char.ToLowerInvariant(letter));
        }

        return plain.ToString();
    }

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
    public static string Spelling(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
