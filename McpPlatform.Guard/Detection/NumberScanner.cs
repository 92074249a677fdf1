using McpPlatform.Guard.Detection.NationalIds;
using McpPlatform.Guard.Detection.Numbers;
using McpPlatform.Guard.Detection.Words;

namespace McpPlatform.Guard.Detection;

/// <summary>What a run of digits is: the surest detectors are asked first.</summary>
internal sealed class NumberScanner(Switches on)
{
    /// <summary>Looks at the run of groups that begins at a digit.</summary>
    /// <returns>Up to where it was looked at.</returns>
    public int Scan(in Surroundings around, int start)
    {
        var run = NumberRun.Read(around.Text, start);
        var last = run.IsCut ? run.Count - NumberRun.MostGroupsOfANumber : run.Count;
        var first = 0;
        while (first < last)
        {
            first += Math.Max(1, Match(run, first, around));
        }

        return first < run.Count ? run[first].Start : run[run.Count - 1].End;
    }

    /// <summary>An address that begins with the number of the house; 0 for none.</summary>
    public static int ScanAddress(in Surroundings around, int start, int end) =>
        StreetAddress.MatchNumberFirst(around.Text, start, end) is var street and > 0 ? around.Found.Add(start, street, Detectors.Address, Confidence.Medium) : 0;

    // How many groups are taken; 0 for none.
    private int Match(in NumberRun run, int first, in Surroundings around)
    {
        if (on.Card && CardNumber.Match(run, first) is var card and > 0)
        {
            return Take(run, first, card, around, Detectors.Card, Confidence.High);
        }

        if (on.SocialSecurity && SocialSecurityNumber.Match(run, first, around) is var ssn and > 0)
        {
            return Take(run, first, ssn, around, Detectors.SocialSecurity, Confidence.Medium);
        }

        if (on.IpAddress && IpAddress.MatchV4(run, first, around))
        {
            return Take(run, first, 4, around, Detectors.IpAddress, Confidence.High);
        }

        return MatchNationalId(run, first, around) is var id and > 0 ? id
            : MatchPhone(run, first, around) is var phone and > 0 ? phone
            : on.Address && ScanAddress(around, run[first].Start, run[first].End) > 0 ? 1 : 0;
    }

    private int MatchNationalId(in NumberRun run, int first, in Surroundings around)
    {
        if (!on.NationalId)
        {
            return 0;
        }

        if (NationalIdNumber.Match(run, first, around) is var groups and > 0)
        {
            return Take(run, first, groups, around, Detectors.NationalId, Confidence.High);
        }

        var start = run[first].Start;
        if (run[first].Length == 6 && LetteredId.Match(around.Text, start, run[first].End, around) is var lettered and > 0)
        {
            around.Found.Add(start, lettered, Detectors.NationalId, Confidence.High);
            return GroupsTo(run, first, lettered);
        }

        return 0;
    }

    private int MatchPhone(in NumberRun run, int first, in Surroundings around)
    {
        if (!on.Phone || PhoneNumber.Match(run, first, around) is var number && number.Equals(default))
        {
            return 0;
        }

        around.Found.Add(number, Detectors.Phone, Confidence.Medium);
        return GroupsTo(run, first, number.End.Value);
    }

    private static int Take(in NumberRun run, int first, int count, in Surroundings around, Detector detector, Confidence confidence)
    {
        around.Found.Add(run[first].Start, run[first + count - 1].End, detector, confidence);
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
}
