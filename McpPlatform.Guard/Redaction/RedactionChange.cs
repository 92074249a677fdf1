using McpPlatform.Core.Identity;
using McpPlatform.Guard.Detection;

namespace McpPlatform.Guard.Redaction;

/// <summary>What happens to sensitive data in the answer of a call, other than the installation has it.</summary>
/// <param name="Rule">The policy that says so.</param>
/// <param name="Change">What is different.</param>
public sealed record RedactAnswer(string Rule, RedactionChange Change) : Obligation(Rule);

/// <summary>What is different from the rules of the installation: all of it is off, or what some detectors find has another fate.</summary>
public sealed class RedactionChange
{
    private static readonly RedactionAction[] MildestFirst =
        [RedactionAction.Allow, RedactionAction.Tokenise, RedactionAction.Hash, RedactionAction.Mask, RedactionAction.Block];

    private RedactionChange(IReadOnlyDictionary<string, RedactionAction> actions)
    {
        Actions = actions;
        Text = actions.Count == 0 ? "off" : string.Join(',', actions.Select(a => $"{a.Key}={a.Value.ToString().ToLowerInvariant()}"));
    }

    /// <summary>Nothing is looked at.</summary>
    public static RedactionChange Off { get; } = new(new Dictionary<string, RedactionAction>());

    /// <summary>Whether nothing is looked at.</summary>
    public bool IsOff => Actions.Count == 0;

    /// <summary>What happens, by the id of the detector; empty where nothing is looked at.</summary>
    public IReadOnlyDictionary<string, RedactionAction> Actions { get; }

    /// <summary>The same in words, <c>off</c> or <c>card=block,email=allow</c>: equal for equal changes.</summary>
    public string Text { get; }

    /// <summary>Reads one.</summary>
    /// <param name="text"><c>off</c>, or <c>DETECTOR=ACTION</c> with commas between.</param>
    /// <param name="detectors">Ids of the detectors there are.</param>
    /// <exception cref="FormatException">It is none; the message says why, as the second half of a sentence.</exception>
    public static RedactionChange Read(string text, IReadOnlySet<string> detectors)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(detectors);
        if (text == "off")
        {
            return Off;
        }

        var actions = new SortedDictionary<string, RedactionAction>(StringComparer.Ordinal);
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (id, action) = ReadOne(entry, detectors);
            if (!actions.TryAdd(id, action))
            {
                throw new FormatException($"names '{id}' twice");
            }
        }

        return new RedactionChange(actions);
    }

    /// <summary>Both at once: where they differ about a detector the stricter holds, and off is the mildest.</summary>
    /// <param name="other">The other one.</param>
    public RedactionChange And(RedactionChange other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (IsOff || other.IsOff)
        {
            return IsOff ? other : this;
        }

        var both = new SortedDictionary<string, RedactionAction>(Actions.ToDictionary(), StringComparer.Ordinal);
        foreach (var (id, action) in other.Actions)
        {
            both[id] = both.TryGetValue(id, out var mine) && Strictness(mine) > Strictness(action) ? mine : action;
        }

        return new RedactionChange(both);
    }

    private static (string Id, RedactionAction Action) ReadOne(string entry, IReadOnlySet<string> detectors)
    {
        if (entry.Split('=', StringSplitOptions.TrimEntries) is not [var id, var word])
        {
            throw new FormatException("is neither \"off\" nor like \"email=allow,card=block\"");
        }

        if (!detectors.Contains(id))
        {
            throw new FormatException($"names '{id}', which is no detector; there are {string.Join(", ", detectors)}");
        }

        return word.All(char.IsAsciiLetterLower) && Enum.TryParse<RedactionAction>(word, ignoreCase: true, out var action)
            ? (id, action)
            : throw new FormatException($"has '{word}' for '{id}', which is no action; there are allow, mask, hash, tokenise and block");
    }

    private static int Strictness(RedactionAction action) => Array.IndexOf(MildestFirst, action);
}
