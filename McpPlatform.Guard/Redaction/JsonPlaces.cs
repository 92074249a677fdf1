using System.Text;
using System.Text.Json;

namespace McpPlatform.Guard.Redaction;

/// <summary>
/// Which values of a JSON text are looked at: a tree of members. What is said of a member holds for each item of a list that stands there, and text
/// that stands where an object was expected is looked at too.
/// </summary>
public sealed class JsonPlaces
{
    private readonly (byte[] Name, JsonPlaces? Place)[] members;
    private readonly JsonPlaces? others;

    private JsonPlaces(IEnumerable<(string Name, JsonPlaces? Place)> members, JsonPlaces? others, bool all = false)
    {
        this.members = [.. members.Select(m => (Encoding.UTF8.GetBytes(m.Name), m.Place))];
        this.others = all ? this : others;
    }

    /// <summary>Every value, and every name.</summary>
    public static JsonPlaces Everything { get; } = new([], null, all: true);

    /// <summary>Whether members may have any name, so that their names are data and say what stands under them.</summary>
    internal bool HoldsData => ReferenceEquals(others, Everything);

    /// <summary>Some members and no others.</summary>
    /// <param name="members">Names, and what is looked at under each.</param>
    public static JsonPlaces Of(params IEnumerable<(string Name, JsonPlaces Place)> members) => new(members.Select(m => (m.Name, (JsonPlaces?)m.Place)), null);

    /// <summary>The same of each member, whatever its name.</summary>
    /// <param name="place">What is looked at under each.</param>
    public static JsonPlaces Each(JsonPlaces place) => new([], place);

    /// <summary>Every value but those of some members.</summary>
    /// <param name="names">Names of the members that are left alone.</param>
    public static JsonPlaces AllBut(params IEnumerable<string> names) => new(names.Select(n => (n, (JsonPlaces?)null)), Everything);

    /// <summary>The same, with further members.</summary>
    /// <param name="more">Names, and what is looked at under each.</param>
    public JsonPlaces With(params IEnumerable<(string Name, JsonPlaces Place)> more) => new(
        [.. members.Select(m => (Encoding.UTF8.GetString(m.Name), m.Place)), .. more.Select(m => (m.Name, (JsonPlaces?)m.Place))], others);

    /// <summary>What is looked at under the name on which a reader stands; <see langword="null"/> for nothing.</summary>
    internal JsonPlaces? Find(ref Utf8JsonReader reader)
    {
        try
        {
            foreach (var (name, place) in members)
            {
                if (reader.ValueTextEquals(name))
                {
                    return place;
                }
            }
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no name that is known.
        }

        return others;
    }
}
