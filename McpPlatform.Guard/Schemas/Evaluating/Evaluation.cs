using System.Globalization;
using System.Text.Json;
using McpPlatform.Guard.Schemas.Compiling;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Evaluating;

/// <summary>
/// The checking of one value. Without a report it ends at the first violation. Having cost too much it gives up, and whatever keywords make of
/// that (<c>not</c> turns it round), the value then is not valid.
/// </summary>
internal sealed class Evaluation(bool hasDynamicScope, bool report)
{
    private const int MaxNameLength = 100;
    // Hardly any value is checked with them, and calls are checked often.
    private readonly List<SchemaViolation>? violations = report ? [] : null;
    private readonly List<string>? path = report ? [] : null;
    private readonly List<SchemaResource>? scope = hasDynamicScope ? [] : null;
    private int steps;
    private int nesting;
    private int quiet;
    private TimeSpan patternTime;

    public IReadOnlyList<SchemaViolation> Violations => violations ?? [];

    public bool GaveUp { get; private set; }

    /// <summary>Whether checking goes on after a violation.</summary>
    public bool Reports => violations is not null && quiet == 0 && !GaveUp && violations.Count < SchemaLimits.MaxViolations;

    /// <summary>The resources entered on the way to here, the outermost first.</summary>
    public IReadOnlyList<SchemaResource> Scope => scope ?? [];

    public bool Run(Node root, JsonElement value) => Check(root, value, null) && !GaveUp;

    /// <summary>Checks a value whose evaluated parts nobody outside asks for.</summary>
    public bool Check(Node node, JsonElement value, Evaluated? evaluated)
    {
        if (GaveUp || !Spend(1))
        {
            return false;
        }

        if (nesting == SchemaLimits.MaxNesting)
        {
            return GiveUp("is nested deeper than can be checked, or its schema leads in a circle");
        }

        nesting++;
        var entered = Enter(node.Resource);
        var valid = CheckAll(node, value, node.NeedsEvaluated ? evaluated ?? new Evaluated() : evaluated);
        scope?.RemoveRange(scope.Count - entered, entered);
        nesting--;
        return valid;
    }

    /// <summary>Checks the same place of the value by another subschema; what that has evaluated counts if it is valid.</summary>
    public bool CheckInPlace(Node node, JsonElement value, Evaluated? evaluated)
    {
        if (evaluated is null)
        {
            return Check(node, value, null);
        }

        var found = new Evaluated();
        var valid = Check(node, value, found);
        if (valid)
        {
            evaluated.Take(found);
        }

        return valid;
    }

    /// <summary>Like <see cref="CheckInPlace"/>, where not being valid is no violation.</summary>
    public bool Test(Node node, JsonElement value, Evaluated? evaluated)
    {
        quiet++;
        var valid = CheckInPlace(node, value, evaluated);
        quiet--;
        return valid;
    }

    public bool CheckMember(Node node, JsonProperty member) =>
        Reports ? CheckBelow(JsonText.NameOf(member), node, member.Value) : Check(node, member.Value, null);

    public bool CheckItem(Node node, int index, JsonElement item) =>
        Reports ? CheckBelow(index.ToString(CultureInfo.InvariantCulture), node, item) : Check(node, item, null);

    /// <summary>Takes note of a violation where there is a report.</summary>
    /// <returns><see langword="false"/>.</returns>
    public bool Fail(Keyword by, JsonElement value)
    {
        if (Reports)
        {
            var location = string.Concat(path!.Select(p => $"/{p}"));
            violations!.Add(new SchemaViolation(location, by.Name, $"{(location.Length == 0 ? "The value" : $"'{location}'")} {by.Complaint(value)}."));
        }

        return false;
    }

    /// <summary>Counts steps.</summary>
    /// <returns>Whether there are any left.</returns>
    public bool Spend(int count)
    {
        steps = steps > SchemaLimits.MaxSteps ? steps : steps + count;
        return steps <= SchemaLimits.MaxSteps || GiveUp("takes more steps to check than are allowed");
    }

    /// <summary>Counts the time of patterns that backtrack.</summary>
    /// <returns>Whether there is any left.</returns>
    public bool SpendPatternTime(TimeSpan time)
    {
        patternTime += time;
        return patternTime <= SchemaLimits.PatternTime || GiveUp("takes longer to compare with the patterns of its schema than is allowed");
    }

    private bool GiveUp(string why)
    {
        if (!GaveUp)
        {
            violations?.Add(new SchemaViolation("", "limits", $"The value {why}."));
        }

        GaveUp = true;
        return false;
    }

    private bool CheckAll(Node node, JsonElement value, Evaluated? evaluated)
    {
        var valid = true;
        var keywords = node.Keywords;
        for (var i = 0; i < keywords.Length && (valid || Reports); i++)
        {
            valid &= keywords[i].Check(value, this, evaluated);
        }

        return valid;
    }

    private bool CheckBelow(string step, Node node, JsonElement value)
    {
        path!.Add(JsonPointer.Escape(step.Length > MaxNameLength ? step[..MaxNameLength] + "…" : step));
        var valid = Check(node, value, null);
        path.RemoveAt(path.Count - 1);
        return valid;
    }

    private int Enter(SchemaResource resource)
    {
        if (scope is null || (scope.Count > 0 && scope[^1] == resource))
        {
            return 0;
        }

        scope.Add(resource);
        return 1;
    }
}
