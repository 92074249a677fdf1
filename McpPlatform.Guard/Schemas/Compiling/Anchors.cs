using System.Text.Json;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>Names that subschemas give themselves within their resource (Core, 8.2.2).</summary>
internal static class Anchors
{
    /// <summary>The anchor that stands for <c>$recursiveAnchor</c> of 2019-09; no anchor can have this name.</summary>
    public const string Recursive = "";

    /// <summary>Notes the anchors of a subschema with its resource.</summary>
    public static void Add(SchemaPlace place)
    {
        switch (place.Resource.Dialect.Edition)
        {
            case Edition.Draft07:
                AddPlain(place, place.Text("$id") is ['#', .. var name] ? name : null);
                break;
            case Edition.Draft201909:
                AddPlain(place, place.Text("$anchor"));
                AddRecursive(place);
                break;
            default:
                AddPlain(place, place.Text("$anchor"));
                AddDynamic(place, place.Text("$dynamicAnchor"));
                break;
        }
    }

    private static void AddPlain(SchemaPlace place, string? name)
    {
        var anchors = place.Resource.Anchors;
        if (name is { Length: 0 } || (name is not null && !anchors.TryAdd(name, place.Pointer) && anchors[name] != place.Pointer))
        {
            throw place.Fault($"the anchor '{SchemaPlace.Shown(name)}' is empty, or there twice");
        }
    }

    private static void AddDynamic(SchemaPlace place, string? name)
    {
        AddPlain(place, name);
        if (name is not null)
        {
            place.Resource.DynamicAnchors.Add(name);
        }
    }

    private static void AddRecursive(SchemaPlace place)
    {
        if (place.Pointer == place.Resource.Pointer
            && JsonText.TryMember(place.Element, "$recursiveAnchor", out var recursive) && recursive.ValueKind == JsonValueKind.True)
        {
            place.Resource.Anchors[Recursive] = place.Pointer;
            place.Resource.DynamicAnchors.Add(Recursive);
        }
    }
}
