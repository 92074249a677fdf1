using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace McpPlatform.Guard.Schemas.Values;

/// <summary>Something for each of some names, found by the bytes of a document without making text of them.</summary>
internal sealed class NameTable<T>
{
    private readonly Dictionary<byte[], T>.AlternateLookup<ReadOnlySpan<byte>> lookup;

    public NameTable(IEnumerable<KeyValuePair<string, T>> entries)
    {
        var table = new Dictionary<byte[], T>(Utf8Comparer.Instance);
        foreach (var (name, value) in entries)
        {
            table[Encoding.UTF8.GetBytes(name)] = value;
        }

        lookup = table.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public bool TryFind(JsonProperty property, [MaybeNullWhen(false)] out T value) => TryFind(JsonMarshal.GetRawUtf8PropertyName(property), out value);

    /// <summary>Finds what stands for a name or text that may be escaped.</summary>
    public bool TryFind(ReadOnlySpan<byte> raw, [MaybeNullWhen(false)] out T value) =>
        lookup.TryGetValue(JsonText.IsEscaped(raw) ? Encoding.UTF8.GetBytes(JsonText.Decode(raw)) : raw, out value);

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        // Seeded for each process, so nobody can choose names that collide.
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
