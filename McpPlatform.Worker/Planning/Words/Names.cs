using System.Text;

namespace McpPlatform.Worker.Planning.Words;

/// <summary>When two names are the same name: case, plural and separators do not count. Anything looser is a suggestion, never a match.</summary>
internal static class Names
{
    /// <summary>A name reduced to what counts: <c>Order_Items</c>, <c>order items</c> and <c>order-item</c> have the same key.</summary>
    public static string Key(string name)
    {
        var key = new StringBuilder();
        var part = new StringBuilder();
        foreach (var c in name + " ")
        {
            if (char.IsLetterOrDigit(c))
            {
                part.Append(char.ToLowerInvariant(c));
            }
            else if (part.Length > 0)
            {
                key.Append(Singular(part.ToString()));
                part.Clear();
            }
        }

        return key.ToString();
    }

    /// <summary>How unlike two names are: 0 for the same key, more for less alike.</summary>
    public static int Distance(string left, string right)
    {
        var (a, b) = (Key(left), Key(right));
        var distance = Edits(a, b);
        return b.Contains(a, StringComparison.Ordinal) || a.Contains(b, StringComparison.Ordinal) ? Math.Min(distance, 1) : distance;
    }

    /// <summary>The closest names first.</summary>
    public static IEnumerable<T> Closest<T>(IEnumerable<T> all, string said, Func<T, string> name) =>
        all.OrderBy(item => Distance(said, name(item))).ThenBy(name, StringComparer.Ordinal);

    /// <summary>Edits between two words, neighbours swapped counting once.</summary>
    public static int Edits(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 || j == 0 ? i + j
                    : Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }

    private static string Singular(string word)
    {
        if (word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal))
        {
            return word[..^3] + "y";
        }

        if (word.Length > 4 && word.EndsWith("ie", StringComparison.Ordinal))
        {
            return word[..^2] + "y";
        }

        if (word.Length > 4 && (word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("xes", StringComparison.Ordinal)
            || word.EndsWith("ches", StringComparison.Ordinal) || word.EndsWith("shes", StringComparison.Ordinal)))
        {
            return word[..^2];
        }

        return word.Length > 3 && word.EndsWith('s') && word[^2] is not ('s' or 'u' or 'i') ? word[..^1] : word;
    }
}
