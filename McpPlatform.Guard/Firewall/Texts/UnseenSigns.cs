using System.Buffers;
using System.Text;
using McpPlatform.Contracts.Text;
using McpPlatform.Guard.Lettering;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>
/// Goes over what is not ASCII, and flags signs that cannot be seen, styled letters, and letters of one script in words of another. Scripts by
/// themselves, emoji and flags are left alone. Signs that can carry a message are a threat by themselves.
/// </summary>
internal sealed class UnseenSigns(PassageList passages, ThreatList threats)
{
    private const int MessageLength = 6;
    private const int LongMessage = 12;
    private const int AccentsOfAWord = 3;

    // First bytes of those characters that this is about: not those of Chinese, Japanese, Korean, Thai, emoji…
    private static readonly SearchValues<byte> Leads = SearchValues.Create(
        [0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC9, 0xCC, 0xCD, 0xCE, 0xCF, 0xD0, 0xD1, 0xD2, 0xD3, 0xD4, 0xD5, 0xE1, 0xE2, 0xE3, 0xEF, 0xF0, 0xF3]);

    private readonly StringBuilder tags = new();
    private int hidden;
    private int lastHidden;
    private int accents;
    private int lastAccent;

    public void Find(ReadOnlySpan<byte> text)
    {
        (hidden, lastHidden, accents, lastAccent) = (0, -1, 0, -1);
        tags.Clear();
        for (var at = 0; text[at..].IndexOfAny(Leads) is >= 0 and var next;)
        {
            at += next;
            Rune.DecodeFromUtf8(text[at..], out var rune, out var length);
            Look(text, at, rune, length);
            at += length;
        }

        TellHidden(text.Length);
    }

    private void Look(ReadOnlySpan<byte> text, int at, Rune rune, int length)
    {
        if (rune.Value is >= 0xC0 and <= 0x24F)
        {
            LookAtAccent(text, at, length);
        }
        else if (HiddenCharacters.Include(rune) || rune.Value is >= 0xE0100 and <= 0xE01EF)
        {
            LookAtHidden(text, at, rune, length);
        }
        else if (IsStyled(rune) || (rune.IsBmp && Skeleton.IsLookalike((char)rune.Value) && IsBesideLatin(text, at, length)))
        {
            passages.Add(at, Topics.Unseen, text.Length);
        }
    }

    private void LookAtAccent(ReadOnlySpan<byte> text, int at, int length)
    {
        accents = at - lastAccent <= 3 ? accents + 1 : 1;
        lastAccent = at + length - 1;
        if (accents >= AccentsOfAWord)
        {
            passages.Add(at, Topics.Unseen, text.Length);
        }
    }

    private void LookAtHidden(ReadOnlySpan<byte> text, int at, Rune rune, int length)
    {
        if (rune.Value is 0xFE0F or 0xFE0E or 0x00AD && at != lastHidden)
        {
            if (rune.Value == 0x00AD && IsBesideLatin(text, at, length))
            {
                passages.Add(at, Topics.Unseen, text.Length);
            }

            lastHidden = at + length;
            return;
        }

        if (at != lastHidden)
        {
            TellHidden(text.Length);
            (hidden, startsFlag) = (0, at >= 4 && text[(at - 4)..at].SequenceEqual("🏴"u8));
        }

        (hidden, lastHidden) = (hidden + 1, at + length);
        if (rune.Value is > 0xE0020 and < 0xE007F or 0xE0020)
        {
            tags.Append((char)(rune.Value - 0xE0000));
        }

        if (rune.Value is 0x202D or 0x202E || IsBesideLatin(text, at, length))
        {
            passages.Add(at, rune.Value == 0x202E ? Topics.Unseen | Topics.Reversed : Topics.Unseen, text.Length);
        }
    }

    private bool startsFlag;

    // What stood in a row up to here.
    private void TellHidden(int textLength)
    {
        if (!(startsFlag && hidden <= MessageLength + 1))
        {
            if (tags.Length >= MessageLength || hidden >= LongMessage)
            {
                threats.Add(ThreatKind.HiddenText, ThreatSeverity.Danger, "The text holds a message in characters that cannot be seen.", Math.Max(0, lastHidden - 1), 1);
            }
            else if (hidden >= MessageLength)
            {
                threats.Add(ThreatKind.HiddenText, ThreatSeverity.Warning, "The text holds several characters in a row that cannot be seen.", Math.Max(0, lastHidden - 1), 1);
            }
        }

        (hidden, startsFlag) = (0, false);
        tags.Clear();
    }

    private static bool IsStyled(Rune rune) => rune.Value is (>= 0xFF21 and <= 0xFF5A) or (>= 0x249C and <= 0x24E9) or (>= 0x1D400 and <= 0x1D7FF) or (>= 0x1F130 and <= 0x1F189);

    private static bool IsBesideLatin(ReadOnlySpan<byte> text, int at, int length) =>
        (at > 0 && char.IsAsciiLetter((char)text[at - 1])) || (at + length < text.Length && char.IsAsciiLetter((char)text[at + length]));
}
