using System.Globalization;

namespace McpPlatform.Connectors.Files.Csv;

/// <summary>Makes usable column names of a header: none empty, none twice.</summary>
internal static class HeaderNames
{
    /// <summary>The names, and what had to be changed.</summary>
    public static (IReadOnlyList<string> Names, IReadOnlyList<string> Notes) Of(IReadOnlyList<string> header)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var notes = new List<string>();
        var names = new string[header.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var wanted = header[i].Trim();
            names[i] = Unique(wanted.Length == 0 ? Numbered("column", i + 1) : wanted, taken);
            if (wanted.Length == 0)
            {
                notes.Add($"column {i + 1} has no name and is called '{names[i]}'");
            }
            else if (names[i] != wanted)
            {
                notes.Add($"'{wanted}' stands twice; column {i + 1} is called '{names[i]}'");
            }
        }

        return (names, notes);
    }

    /// <summary>Names for a file without header.</summary>
    public static IReadOnlyList<string> Numbers(int count) => [.. Enumerable.Range(1, count).Select(i => Numbered("column", i))];

    private static string Unique(string wanted, HashSet<string> taken)
    {
        var name = wanted;
        for (var i = 2; !taken.Add(name); i++)
        {
            name = Numbered(wanted, i);
        }

        return name;
    }

    private static string Numbered(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
}
