using System.Text.Json;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>
/// Everything that can be referred to: resources by their addresses, and subschemas by pointers and anchors. Documents are read when something
/// first refers to them; none is fetched.
/// </summary>
internal sealed class SchemaIndex(JsonSchemaOptions options)
{
    private static readonly Uri Nameless = new("schema://document/");
    private readonly Dictionary<Uri, SchemaResource> resources = [];
    private readonly List<SchemaResource> all = [];
    private int count;

    public IReadOnlyList<SchemaResource> Resources => all;

    public SchemaPlace AddMain(JsonElement root) => Add(Nameless, root, isMain: true, Dialect.Latest);

    /// <summary>Finds what a reference leads to.</summary>
    /// <exception cref="JsonSchemaException">It leads nowhere, or to a document that is not known.</exception>
    public SchemaPlace Resolve(SchemaPlace from, string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var resource = hash == 0 ? from.Resource : ResourceOf(from, hash < 0 ? reference : reference[..hash]);
        var fragment = hash < 0 ? "" : Uri.UnescapeDataString(reference[(hash + 1)..]);
        return fragment.Length == 0 ? resource.Document.At(resource.Pointer)
            : fragment[0] == '/' ? resource.Document.At(resource.Pointer + fragment)
            : resource.Anchors.TryGetValue(fragment, out var pointer) ? resource.Document.At(pointer)
            : throw from.Fault($"a reference leads to '{SchemaPlace.Shown(reference)}', and there is no such anchor");
    }

    private SchemaResource ResourceOf(SchemaPlace from, string address)
    {
        var absolute = Combine(from, address);
        if (resources.TryGetValue(absolute, out var known))
        {
            return known;
        }

        var text = absolute.ToString();
        var found = options.Documents.TryGetValue(text, out var document) || options.Documents.TryGetValue(absolute.OriginalString, out document)
            || Metaschemas.All.TryGetValue(text, out document);
        return found
            ? Add(absolute, document, isMain: false, from.Resource.Dialect with { Vocabularies = Vocabularies.All }).Resource
            : throw from.Fault($"a reference leads to '{SchemaPlace.Shown(text)}', which is not known; nothing is fetched");
    }

    private static Uri Combine(SchemaPlace from, string address) => Combine(from.Resource.Address, address)
        ?? throw from.Fault($"'{SchemaPlace.Shown(address)}' is no address");

    private static Uri? Combine(Uri from, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var absolute) && !(absolute.IsFile && address.StartsWith('/')) ? absolute
        : Uri.TryCreate(from, address, out var combined) ? combined : null;

    private SchemaPlace Add(Uri address, JsonElement root, bool isMain, Dialect dialect)
    {
        var document = new SchemaDocument(address, root, isMain);
        var resource = new SchemaResource(document, address, "", dialect);
        Index(new SchemaPlace(resource, "", root), 0);
        var place = document.At("");

        // A document is known by the address it was asked for, besides the one it has itself.
        resources.TryAdd(address, place.Resource);
        return place;
    }

    private void Index(SchemaPlace around, int depth)
    {
        if (++count > SchemaLimits.MaxSubschemas || depth > SchemaLimits.MaxDepth)
        {
            throw around.Fault($"it has more than {SchemaLimits.MaxSubschemas} subschemas, or is nested deeper than {SchemaLimits.MaxDepth}");
        }

        var place = around with { Resource = ResourceAt(around) };
        place.Resource.Document.Add(place);
        if (place.Element.ValueKind == JsonValueKind.Object)
        {
            Anchors.Add(place);
            foreach (var below in Subschemas.Of(place))
            {
                Index(below, depth + 1);
            }
        }
    }

    private SchemaResource ResourceAt(SchemaPlace place)
    {
        var (around, isRoot) = (place.Resource, place.Pointer.Length == 0);
        var id = place.Text("$id");
        if (around.Dialect.Edition == Edition.Draft07 && !isRoot && place.Has("$ref"))
        {
            return around;
        }

        var dialect = isRoot || id is not null ? Dialects.Of(place, options) : around.Dialect;
        var address = id?.Split('#')[0];
        if (string.IsNullOrEmpty(address))
        {
            return isRoot ? Register(new SchemaResource(around.Document, around.Address, "", dialect), place) : around;
        }

        return Register(new SchemaResource(around.Document, Combine(place, address), place.Pointer, dialect), place);
    }

    private SchemaResource Register(SchemaResource resource, SchemaPlace place)
    {
        if (!resources.TryAdd(resource.Address, resource))
        {
            throw place.Fault($"two schemas have the address '{SchemaPlace.Shown(resource.Address.ToString())}'");
        }

        all.Add(resource);
        return resource;
    }
}
