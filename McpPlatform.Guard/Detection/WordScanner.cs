using System.Buffers;
using McpPlatform.Guard.Detection.NationalIds;
using McpPlatform.Guard.Detection.Numbers;
using McpPlatform.Guard.Detection.Secrets;
using McpPlatform.Guard.Detection.Words;

namespace McpPlatform.Guard.Detection;

/// <summary>
/// Goes once over the bytes, from word to word; the signs a word is made of say which detectors can find anything there, so that plain words cost
/// next to nothing.
/// </summary>
internal sealed class WordScanner(Switches on)
{
    // "password is x7…": so many words before a sign may speak of it.
    private const int WordsBefore = 3;
    private readonly NumberScanner numbers = new(on);

    private static SearchValues<byte> Signs { get; } = SearchValues.Create("0123456789@:="u8);

    private static SearchValues<byte> SignsAndCapitals { get; } = SearchValues.Create(
        [.. "0123456789@:=ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8, .. Enumerable.Range(0x80, 0x80).Select(b => (byte)b)]);

    // Whatever can be found has a digit in it or one of a few signs beside it; names and addresses have a capital, which beyond ASCII is any letter.
    private readonly SearchValues<byte> places = on.Words ? SignsAndCapitals : Signs;

    public void Scan(in Surroundings around)
    {
        var text = around.Text;
        var from = 0;
        while (from < text.Length)
        {
            var key = on.PrivateKey ? PrivateKeyBlock.Next(text, from) : (Start: text.Length, End: text.Length, IsClosed: false);
            ScanWords(around, from, key.Start);
            if (key.Start < text.Length)
            {
                around.Found.Add(key.Start, key.End, Detectors.PrivateKey, Confidence.High);
            }

            from = key.End;
        }
    }

    private void ScanWords(in Surroundings around, int from, int to)
    {
        var text = around.Text;
        var classes = Characters.Classes;
        var covered = 0;
        var dense = from;
        for (var at = from; at < to;)
        {
            if (at >= dense && !TryNextPlace(text[..to], ref at, ref dense))
            {
                return;
            }

            var kind = classes[text[at]];
            if ((kind & Characters.Word) == 0)
            {
                if (kind == Characters.Sign)
                {
                    ScanSign(around, at);
                }

                at++;
                continue;
            }

            var start = at;
            int all = kind;
            while (++at < to && (classes[text[at]] & Characters.Word) is var next and not 0)
            {
                all |= next;
            }

            if (start >= covered)
            {
                start += IsEscape(text, start) ? 1 : 0;
                covered = start < at ? ScanWord(around, start, at, all) : 0;
            }
        }
    }

    // What lies between such places is not read.
    private bool TryNextPlace(ReadOnlySpan<byte> text, ref int at, ref int dense)
    {
        var place = text[at..].IndexOfAny(places);
        if (place < 0)
        {
            return false;
        }

        var floor = at;
        at += place;
        dense = at + 1;
        at = (Characters.Classes[text[at]] & (Characters.Upper | Characters.High)) != 0 ? BeforeWord(text, at, floor) : WordsBeforeSign(text, at, floor);
        return true;
    }

    private static int WordsBeforeSign(ReadOnlySpan<byte> text, int at, int floor)
    {
        for (var words = 0; words < WordsBefore; words++)
        {
            at = BeforeWord(text, BeforeQuotes(text, at, floor), floor);
        }

        return at;
    }

    private static int BeforeQuotes(ReadOnlySpan<byte> text, int at, int floor)
    {
        var least = Math.Max(floor, at - 3);
        while (at > least && text[at - 1] is (byte)'"' or (byte)'\'' or (byte)'`' or (byte)']' or (byte)' ' or (byte)'\\')
        {
            at--;
        }

        return at;
    }

    private static int BeforeWord(ReadOnlySpan<byte> text, int at, int floor)
    {
        while (at > floor && (Characters.IsWord(text[at - 1]) || text[at - 1] is (byte)'_' or (byte)'-' or (byte)'.' or (byte)'+'))
        {
            at--;
        }

        return at;
    }

    // In a text that is itself quoted, "\nAnna" is a line that begins with Anna.
    private static bool IsEscape(ReadOnlySpan<byte> text, int start) => start > 0 && text[start - 1] == '\\' && text[start] is (byte)'n' or (byte)'r' or (byte)'t';

    // Returns up to where words need not be looked at again.
    private int ScanWord(in Surroundings around, int start, int end, int all)
    {
        var first = around.Text[start];
        var isNumber = Characters.IsDigit(first);
        if (isNumber && (all & Characters.Letter) == 0)
        {
            return numbers.Scan(around, start);
        }

        if (ScanSecret(around, start, end, all) is var secret and > 0)
        {
            return secret;
        }

        if ((all & Characters.Digit) != 0)
        {
            ScanLettersAndDigits(around, start, end);
        }

        if (isNumber)
        {
            return on.Address ? NumberScanner.ScanAddress(around, start, end) : 0;
        }

        ScanAssigned(around, end);
        return (all & Characters.Digit) == 0 && Letters.MayBeCapital(first) ? ScanCapitalised(around, start, end) : 0;
    }

    private void ScanSign(in Surroundings around, int at)
    {
        var text = around.Text;
        if (text[at] == '@')
        {
            if (on.UrlCredentials && UrlCredentials.Match(text, at) is var password && !password.Equals(default))
            {
                around.Found.Add(password, Detectors.UrlCredentials, Confidence.High);
            }
            else if (on.Email && EmailAddress.Match(text, at) is var mailbox && !mailbox.Equals(default))
            {
                around.Found.Add(mailbox, Detectors.Email, Confidence.High);
            }
        }
        else if (on.UrlCredentials && UrlCredentials.MatchOption(text, at) is var option && !option.Equals(default))
        {
            around.Found.Add(option, Detectors.UrlCredentials, Confidence.High);
        }
        else if (on.IpAddress && IpAddress.MayBeV6(text, at) && IpAddress.MatchV6(text, at) is var v6 && !v6.Equals(default))
        {
            around.Found.Add(v6, Detectors.IpAddress, Confidence.High);
        }
    }

    private int ScanSecret(in Surroundings around, int start, int end, int all)
    {
        var text = around.Text;
        if (on.ApiKey && KnownKeys.Match(text, start) is var key and > 0)
        {
            return around.Found.Add(start, key, Detectors.ApiKey, Confidence.High);
        }

        if (on.Token && text[start] == 'e' && end - start > 10 && text[start..].StartsWith("eyJ"u8) && SignedToken.Match(text, start) is var signed and > 0)
        {
            return around.Found.Add(start, signed, Detectors.Token, Confidence.High);
        }

        if (on.Entropy && end - start >= 8 && (all & Characters.Digit) != 0 && (all & Characters.Upper) != 0 && (all & Characters.Lower) != 0
            && RandomText.Match(text, start, end) is var random && !random.Equals(default) && !around.Speak(random.Start.Value, Context.Content))
        {
            return around.Found.Add(random, Detectors.Entropy, around.Speak(random.Start.Value, Context.Secret) ? Confidence.High : Confidence.Medium);
        }

        return 0;
    }

    private void ScanLettersAndDigits(in Surroundings around, int start, int end)
    {
        if (on.Iban && end - start >= 4 && Iban.Match(around.Text, start) is var account and > 0)
        {
            around.Found.Add(start, account, Detectors.Iban, Confidence.High);
        }
        else if (on.NationalId && LetteredId.Match(around.Text, start, end, around) is var id and > 0)
        {
            around.Found.Add(start, id, Detectors.NationalId, Confidence.High);
        }
    }

    private int ScanCapitalised(in Surroundings around, int start, int end)
    {
        var text = around.Text;
        if (on.NationalId && end - start == 2 && LetteredId.Match(text, start, end, around) is var id and > 0)
        {
            return around.Found.Add(start, id, Detectors.NationalId, Confidence.High);
        }

        if (on.Address && StreetAddress.MatchStreetFirst(text, start, end) is var street && !street.Equals(default))
        {
            return around.Found.Add(street, Detectors.Address, Confidence.Medium);
        }

        return on.Name && PersonName.Match(text, start, end, around) is var (last, confidence) && last > 0 ? around.Found.Add(start, last, Detectors.Name, confidence) : 0;
    }

    private void ScanAssigned(in Surroundings around, int end)
    {
        if (on.Assigned && AssignedSecret.MayEndName(around.Text, end) && AssignedSecret.Match(around.Text, end) is var value && !value.Equals(default))
        {
            around.Found.Add(value, Detectors.Assigned, Confidence.High);
        }
    }
}
