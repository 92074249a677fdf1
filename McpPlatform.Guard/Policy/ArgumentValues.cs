using System.Collections.Immutable;
using System.Text.Json;

namespace McpPlatform.Guard.Policy;

/// <summary>One argument that policies read.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Text">Its value as text.</param>
/// <param name="Number">Its value, where it is a whole number of at most 64 bits.</param>
internal sealed record ArgumentValue(string Path, string Text, long? Number);

/// <summary>The arguments of a call that policies read, and no others.</summary>
internal readonly struct ArgumentValues(IReadOnlyList<ArgumentValue> values) : IEquatable<ArgumentValues>
{
    private const int LongestValue = 16_384;
    private const int MaxDepth = 64;

    public IReadOnlyList<ArgumentValue> Values => values ?? [];

    /// <summary>Reads what is asked for out of the arguments of a call.</summary>
    /// <exception cref="UnreadableArgumentsException">They say one thing twice, or something larger than a policy can be asked about.</exception>
    public static ArgumentValues Of(ImmutableSortedSet<string> paths, ReadOnlyMemory<byte> arguments)
    {
        if (paths.IsEmpty || arguments.IsEmpty)
        {
            return default;
        }

        try
        {
            using var document = JsonDocument.Parse(arguments, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            return new ArgumentValues([.. paths.Select(path => Find(document.RootElement, path)).OfType<ArgumentValue>()]);
        }
        catch (JsonException)
        {
            throw new UnreadableArgumentsException("The arguments cannot be judged: they are no plain JSON, or say something twice.");
        }
    }

    public bool Equals(ArgumentValues other) => Values.SequenceEqual(other.Values);

    public override bool Equals(object? obj) => obj is ArgumentValues other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var value in Values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    private static ArgumentValue? Find(JsonElement arguments, string path)
    {
        var value = arguments;
        foreach (var step in path.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(step, out value))
            {
                return null;
            }
        }

        var text = TextOf(value);
        return text is null ? null : text.Length <= LongestValue
            ? new ArgumentValue(path, text, value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null)
            : throw new UnreadableArgumentsException($"The argument '{path}' is longer than {LongestValue} characters, more than a policy can judge.");
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => value.GetRawText(),
    };
}

/// <summary>Arguments on which no policy can decide.</summary>
/// <param name="message">Why.</param>
internal sealed class UnreadableArgumentsException(string message) : Exception(message);
