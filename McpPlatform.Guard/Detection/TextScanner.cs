using System.Buffers;
using McpPlatform.Guard.Detection.NationalIds;
using McpPlatform.Guard.Detection.Numbers;
using McpPlatform.Guard.Detection.Secrets;
using McpPlatform.Guard.Detection.Words;

namespace McpPlatform.Guard.Detection;

/// <summary>
/// Looks for sensitive data in text. It goes once over the bytes, from word to word; the signs a word is made of say which detectors can find
/// anything there, so that plain words cost next to nothing. It is not for several threads at once.
/// </summary>
/// <param name="detectors">What to look for.</param>
internal sealed class TextScanner(DetectorSet detectors)
{
    private readonly bool card = detectors.On.Contains(Detectors.Card);
    private readonly bool ssn = detectors.On.Contains(Detectors.SocialSecurity);
    private readonly bool iban = detectors.On.Contains(Detectors.Iban);
    private readonly bool email = detectors.On.Contains(Detectors.Email);
    private readonly bool phone = detectors.On.Contains(Detectors.Phone);
    private readonly bool ip = detectors.On.Contains(Detectors.IpAddress);
    private readonly bool national = detectors.On.Contains(Detectors.NationalId);
    private readonly bool address = detectors.On.Contains(Detectors.Address);
    private readonly bool name = detectors.On.Contains(Detectors.Name);
    private readonly bool privateKey = detectors.On.Contains(Detectors.PrivateKey);
    private readonly bool apiKey = detectors.On.Contains(Detectors.ApiKey);
    private readonly bool token = detectors.On.Contains(Detectors.Token);
    private readonly bool assigned = detectors.On.Contains(Detectors.Assigned);
    private readonly bool url = detectors.On.Contains(Detectors.UrlCredentials);
    private readonly bool entropy = detectors.On.Contains(Detectors.Entropy);
    private readonly bool isSparse = !detectors.On.Contains(Detectors.Name) && !detectors.On.Contains(Detectors.Address);
    private readonly CustomPatterns custom = new(detectors.Custom);
    private readonly FindingList found = new();

    private static SearchValues<byte> Signs { get; } = SearchValues.Create("0123456789@:="u8);

    /// <summary>Scans a text.</summary>
    /// <param name="text">The text, in UTF-8; other bytes are taken for letters.</param>
    /// <param name="label">The name it stands under, such as a property's; empty for none.</param>
    /// <returns>What was found, in order, without overlaps; good until the next scan.</returns>
    public ReadOnlySpan<Finding> Scan(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label = default)
    {
        found.Clear();
        var around = new Surroundings(text, label);
        if (assigned && !label.IsEmpty && AssignedSecret.IsName(label) && AssignedSecret.IsSecret(label, text))
        {
            Add(0, text.Length, Detectors.Assigned, Confidence.High);
        }

        if (privateKey)
        {
            ScanPrivateKeys(text);
        }

        ScanWords(around);
        custom.Scan(around, found);
        found.Settle();
        return found.All;
    }

    private void ScanWords(in Surroundings around)
    {
        var text = around.Text;
        var classes = Characters.Classes;
        var covered = 0;
        for (var at = 0; at < text.Length;)
        {
            if (isSparse && (at = NextPlace(text, at)) < 0)
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
            while (++at < text.Length && (classes[text[at]] & Characters.Word) is var next and not 0)
            {
                all |= next;
            }

            if (start >= covered)
            {
                covered = ScanWord(around, start, at, all);
            }
        }
    }

    // Without names and addresses, whatever can be found has a digit in it or one of a few signs beside it.
    private static int NextPlace(ReadOnlySpan<byte> text, int from)
    {
        var sign = text[from..].IndexOfAny(Signs);
        if (sign < 0)
        {
            return -1;
        }

        var at = from + sign;
        for (var i = 0; i < 3 && at > from && text[at - 1] is (byte)'"' or (byte)'\'' or (byte)'`' or (byte)']' or (byte)' '; i++)
        {
            at--;
        }

        while (at > from && (Characters.IsWord(text[at - 1]) || text[at - 1] is (byte)'_' or (byte)'-' or (byte)'.' or (byte)'+'))
        {
            at--;
        }

        return at > from + 6 && text[..at].EndsWith("earer "u8) ? at - 6 : at;
    }

    private void ScanPrivateKeys(ReadOnlySpan<byte> text)
    {
        for (var from = 0; text[from..].IndexOf("-----BEGIN "u8) is var begin and >= 0;)
        {
            var block = PrivateKeyBlock.Match(text, from + begin);
            if (!block.Equals(default))
            {
                Add(block, Detectors.PrivateKey, Confidence.High);
            }

            from = block.Equals(default) ? from + begin + 1 : block.End.Value;
        }
    }

    // Returns up to where words need not be looked at again.
    private int ScanWord(in Surroundings around, int start, int end, int all)
    {
        var first = around.Text[start];
        if (Characters.IsDigit(first))
        {
            return ScanNumber(around, start, end, all);
        }

        if (ScanSecret(around, start, end, all) is var secret and > 0)
        {
            return secret;
        }

        if ((all & Characters.Digit) != 0)
        {
            ScanLettersAndDigits(around, start, end);
            ScanAssigned(around, end);
            return 0;
        }

        ScanAssigned(around, end);
        return Characters.IsUpper(first) || first == 0xC3 ? ScanCapitalised(around, start, end) : 0;
    }

    private void ScanSign(in Surroundings around, int at)
    {
        var text = around.Text;
        if (text[at] == '@')
        {
            if (url && UrlCredentials.Match(text, at) is var password && !password.Equals(default))
            {
                Add(password, Detectors.UrlCredentials, Confidence.High);
            }
            else if (email && EmailAddress.Match(text, at) is var mailbox && !mailbox.Equals(default))
            {
                Add(mailbox, Detectors.Email, Confidence.High);
            }
        }
        else if (ip && at + 1 < text.Length && (text[at + 1] == ':' || Characters.IsHex(text[at + 1])) && (at == 0 || Characters.IsHex(text[at - 1]) || !Characters.IsWord(text[at - 1]))
            && IpAddress.MatchV6(text, at) is var v6 && !v6.Equals(default) && v6.Start.Value + 4 >= at)
        {
            Add(v6, Detectors.IpAddress, Confidence.High);
        }
    }

    private int ScanNumber(in Surroundings around, int start, int end, int all)
    {
        if (all != Characters.Digit)
        {
            if (ScanSecret(around, start, end, all) is var secret and > 0)
            {
                return secret;
            }

            ScanLettersAndDigits(around, start, end);
            return address && AddressAt(around, start, end) is var mixed and > 0 ? mixed : 0;
        }

        var run = NumberRun.Read(around.Text, start);
        var last = run.IsCut ? run.Count - NumberRun.MostGroupsOfANumber : run.Count;
        var first = 0;
        while (first < last)
        {
            first += Math.Max(1, MatchNumber(run, first, around));
        }

        return first < run.Count ? run[first].Start : run[run.Count - 1].End;
    }

    // How many groups are taken; 0 for none.
    private int MatchNumber(in NumberRun run, int first, in Surroundings around)
    {
        var start = run[first].Start;
        if (card && CardNumber.Match(run, first) is var cardGroups and > 0)
        {
            return Take(run, first, cardGroups, Detectors.Card, Confidence.High);
        }

        if (ssn && SocialSecurityNumber.Match(run, first, around) is var ssnGroups and > 0)
        {
            return Take(run, first, ssnGroups, Detectors.SocialSecurity, Confidence.Medium);
        }

        if (ip && IpAddress.MatchV4(run, first, around))
        {
            return Take(run, first, 4, Detectors.IpAddress, Confidence.High);
        }

        if (national && NationalIdNumber.Match(run, first, around) is var idGroups and > 0)
        {
            return Take(run, first, idGroups, Detectors.NationalId, Confidence.High);
        }

        if (national && run[first].Length == 6 && LetteredId.Match(around.Text, start, run[first].End, around) is var lettered and > 0)
        {
            Add(start, lettered, Detectors.NationalId, Confidence.High);
            return run.Count - first;
        }

        if (phone && PhoneNumber.Match(run, first, around) is var number && !number.Equals(default))
        {
            Add(number, Detectors.Phone, Confidence.Medium);
            return GroupsTo(run, first, number.End.Value);
        }

        if (address && AddressAt(around, start, run[first].End) > 0)
        {
            return 1;
        }

        return 0;
    }

    private int AddressAt(in Surroundings around, int start, int end)
    {
        var street = StreetAddress.MatchNumberFirst(around.Text, start, end);
        if (street > 0)
        {
            Add(start, street, Detectors.Address, Confidence.Medium);
        }

        return street;
    }

    private int ScanSecret(in Surroundings around, int start, int end, int all)
    {
        var text = around.Text;
        if (apiKey && KnownKeys.Match(text, start) is var key and > 0)
        {
            Add(start, key, Detectors.ApiKey, Confidence.High);
            return key;
        }

        if (token && text[start] == 'e' && end - start > 10 && text[start..].StartsWith("eyJ"u8) && SignedToken.Match(text, start) is var signed and > 0)
        {
            Add(start, signed, Detectors.Token, Confidence.High);
            return signed;
        }

        if (entropy && end - start >= 8 && (all & Characters.Digit) != 0 && (all & Characters.Upper) != 0 && (all & Characters.Lower) != 0
            && RandomText.Match(text, start, end) is var random && !random.Equals(default))
        {
            Add(random, Detectors.Entropy, around.Speak(random.Start.Value, Context.Secret) ? Confidence.High : Confidence.Medium);
            return random.End.Value;
        }

        return 0;
    }

    private void ScanLettersAndDigits(in Surroundings around, int start, int end)
    {
        if (iban && end - start >= 4 && Iban.Match(around.Text, start) is var account and > 0)
        {
            Add(start, account, Detectors.Iban, Confidence.High);
        }
        else if (national && LetteredId.Match(around.Text, start, end, around) is var id and > 0)
        {
            Add(start, id, Detectors.NationalId, Confidence.High);
        }
    }

    private int ScanCapitalised(in Surroundings around, int start, int end)
    {
        var text = around.Text;
        if (national && end - start == 2 && LetteredId.Match(text, start, end, around) is var id and > 0)
        {
            Add(start, id, Detectors.NationalId, Confidence.High);
            return id;
        }

        if (address && StreetAddress.MatchStreetFirst(text, start, end) is var street and > 0)
        {
            Add(start, street, Detectors.Address, Confidence.Medium);
            return street;
        }

        if (name && PersonName.Match(text, start, end, around) is var (last, confidence) && last > 0)
        {
            Add(start, last, Detectors.Name, confidence);
            return confidence >= detectors.AtLeast ? last : 0;
        }

        return 0;
    }

    private void ScanAssigned(in Surroundings around, int end)
    {
        if (assigned && AssignedSecret.MayEndName(around.Text, end) && AssignedSecret.Match(around.Text, end) is var value && !value.Equals(default))
        {
            Add(value, Detectors.Assigned, Confidence.High);
        }
    }

    private int Take(in NumberRun run, int first, int count, Detector detector, Confidence confidence)
    {
        Add(run[first].Start, run[first + count - 1].End, detector, confidence);
        return count;
    }

    private static int GroupsTo(in NumberRun run, int first, int end)
    {
        var count = 1;
        while (first + count < run.Count && run[first + count].Start < end)
        {
            count++;
        }

        return count;
    }

    private void Add(Range range, Detector detector, Confidence confidence) => Add(range.Start.Value, range.End.Value, detector, confidence);

    private void Add(int start, int end, Detector detector, Confidence confidence)
    {
        if (confidence >= detectors.AtLeast)
        {
            found.Add(start, end, detector, confidence);
        }
    }
}
