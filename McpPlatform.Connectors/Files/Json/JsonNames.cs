using System.Text;
using System.Text.Json;

namespace McpPlatform.Connectors.Files.Json;

/// <summary>Names of fields in the order they are first met. Records mostly repeat the order, so the next name is tried first.</summary>
internal sealed class JsonNames
{
    private readonly List<string> names = [];
    private readonly List<byte[]> encoded = [];
    private readonly Dictionary<string, int> byName = new(StringComparer.Ordinal);
    private int expected;

    /// <param name="known">Names that have their place already.</param>
    public JsonNames(IEnumerable<string> known)
    {
        foreach (var name in known)
        {
            Add(name);
        }
    }

    /// <summary>The names so far.</summary>
    public IReadOnlyList<string> All => names;

    /// <summary>The place of the property name a reader stands at.</summary>
    public int IndexOf(ref Utf8JsonReader reader)
    {
        for (var tries = 0; tries < 2 && names.Count > 0; tries++)
        {
            var guess = (expected + tries) % names.Count;
            if (reader.ValueTextEquals(encoded[guess]))
            {
                expected = guess + 1;
                return guess;
            }
        }

        var name = reader.GetString()!;
        var index = byName.TryGetValue(name, out var found) ? found : Add(name);
        expected = index + 1;
        return index;
    }

    private int Add(string name)
    {
        byName[name] = names.Count;
        names.Add(name);
        encoded.Add(Encoding.UTF8.GetBytes(name));
        return names.Count - 1;
    }
}
