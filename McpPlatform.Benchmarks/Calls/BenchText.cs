using System.Collections.Frozen;
using System.Text;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>The text of an answer: prose without anything sensitive, or the same with somebody's address in its middle.</summary>
internal sealed class BenchText
{
    public const string Address = "hedda.lund@harbour-post.com";
    private const string Planted = " and a copy goes to " + Address + " before the week ends;";

    private const string Prose =
        "The pallet left the north warehouse before noon and was counted twice; the second count found one crate less than the first. "
        + "Nobody had signed for it, so the shift wrote a note and went on with the next truck. In the evening the crate stood where it belonged, "
        + "behind the scale, with a label that the rain had washed off. The system says 48 crates, the floor says 48 crates, and the note says 47. "
        + "Until the supplier answers, all of them stay in row 12 and none is sold. ";

    private static readonly FrozenDictionary<int, BenchText> Known =
        Variant.All.Select(v => v.Bytes).Distinct().ToFrozenDictionary(bytes => bytes, bytes => new BenchText(bytes));

    private readonly byte[] clean;
    private readonly byte[] planted;
    private readonly int from;

    private BenchText(int bytes)
    {
        clean = [.. Enumerable.Repeat(Encoding.ASCII.GetBytes(Prose), (bytes / Prose.Length) + 1).SelectMany(p => p).Take(bytes)];
        from = clean.AsSpan(0, bytes / 2).LastIndexOf((byte)' ');
        planted = [.. clean];
        Encoding.ASCII.GetBytes(Planted, planted.AsSpan(from));
    }

    public static BenchText Of(int bytes) => Known[bytes];

    public ReadOnlySpan<byte> Bytes(bool isPlanted) => isPlanted ? planted : clean;

    /// <summary>Whether an answer begins with the text as it is, and is closed after it.</summary>
    public bool IsIn(ReadOnlySpan<byte> answer, bool isPlanted) =>
        answer.Length > clean.Length && answer.StartsWith(Bytes(isPlanted)) && answer[clean.Length] == '"';

    /// <summary>Whether an answer begins with the text, but for the address.</summary>
    public bool IsRedactedIn(ReadOnlySpan<byte> answer)
    {
        if (!answer.StartsWith(clean.AsSpan(0, from)) || answer.IndexOf(Encoding.ASCII.GetBytes(Address)) >= 0)
        {
            return false;
        }

        var after = answer[from..];
        var rest = planted.AsSpan(from + Planted.Length);
        return after.IndexOf(rest) is > 0 and var at && after[at + rest.Length] == '"';
    }
}
