using System.Text.Json;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>A document of schemas, and the places of those that keywords make known.</summary>
internal sealed class SchemaDocument(Uri address, JsonElement root, bool isMain)
{
    private readonly Dictionary<string, SchemaPlace> places = [];

    public Uri Address => address;

    public JsonElement Root => root;

    /// <summary>Whether it is the one that is compiled, and not one referred to.</summary>
    public bool IsMain => isMain;

    public IEnumerable<SchemaPlace> Places => places.Values;

    public void Add(SchemaPlace place) => places[place.Pointer] = place;

    /// <summary>
    /// What stands at a pointer. Below a keyword that is not known, a schema belongs to the resource around it.
    /// </summary>
    /// <exception cref="JsonSchemaException">Nothing stands there.</exception>
    public SchemaPlace At(string pointer)
    {
        if (places.TryGetValue(pointer, out var known))
        {
            return known;
        }

        var (place, end) = (places[""], 0);
        while (end < pointer.Length)
        {
            var next = pointer.IndexOf('/', end + 1);
            next = next < 0 ? pointer.Length : next;
            var element = JsonPointer.Step(place.Element, pointer[(end + 1)..next])
                ?? throw new JsonSchemaException(IsMain ? "" : address.ToString(), $"a reference leads to '#{pointer}', where nothing is");
            place = places.GetValueOrDefault(pointer[..next]) ?? new SchemaPlace(place.Resource, pointer[..next], element);
            end = next;
        }

        return place;
    }
}
