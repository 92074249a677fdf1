using System.Text;
using System.Text.Json;

namespace McpPlatform.Gateway.Protocol;

/// <summary>
/// Walks the members of one raw JSON object without looking into their values, so that a message which is only forwarded never becomes a tree.
/// Give <c>default</c> for an object that is not there.
/// </summary>
internal ref struct JsonMembers
{
    private readonly ReadOnlyMemory<byte> json;
    private Utf8JsonReader reader;

    public JsonMembers(ReadOnlyMemory<byte> json)
    {
        this.json = json;
        if (json.IsEmpty)
        {
            return;
        }

        reader = new Utf8JsonReader(json.Span, EnvelopeReader.JsonLimits);
        reader.Read();
    }

    /// <summary>Goes to the next name; <see cref="Value"/> must have been taken from the one before.</summary>
    public bool MoveNext() => !json.IsEmpty && reader.TokenType is not JsonTokenType.None && reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    public readonly bool Is(ReadOnlySpan<byte> name) => reader.ValueIsEscaped ? IsEscaped(name) : reader.ValueTextEquals(name);

    public readonly bool StartsWith(ReadOnlySpan<byte> prefix) =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(Name()).AsSpan().StartsWith(prefix) : reader.ValueSpan.StartsWith(prefix);

    /// <summary>The name; where it is no text, being half of a surrogate pair, as it stands.</summary>
    public readonly string Name() => !reader.ValueIsEscaped ? reader.GetString()! : TextOf(reader) ?? Encoding.UTF8.GetString(reader.ValueSpan);

    /// <summary>Writes the name; one without escapes becomes no text on the way.</summary>
    public readonly void WriteName(Utf8JsonWriter writer)
    {
        if (reader.ValueIsEscaped)
        {
            writer.WritePropertyName(Name());
        }
        else
        {
            writer.WritePropertyName(reader.ValueSpan);
        }
    }

    /// <summary>Takes the value of the member, as it stands.</summary>
    public ReadOnlyMemory<byte> Value()
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    /// <summary>The raw value of a member; empty where there is none, or no object.</summary>
    public static ReadOnlyMemory<byte> Find(ReadOnlyMemory<byte> json, ReadOnlySpan<byte> name)
    {
        if (!IsObject(json))
        {
            return default;
        }

        var members = new JsonMembers(json);
        while (members.MoveNext())
        {
            var found = members.Is(name);
            var value = members.Value();
            if (found)
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>A member that is text; <see langword="null"/> where there is none or it is something else.</summary>
    public static string? Text(ReadOnlyMemory<byte> json, ReadOnlySpan<byte> name) => AsText(Find(json, name));

    /// <summary>A raw value as text; <see langword="null"/> where it is none.</summary>
    public static string? AsText(ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty || value.Span[0] != (byte)'"')
        {
            return null;
        }

        var reader = new Utf8JsonReader(value.Span);
        reader.Read();
        return TextOf(reader);
    }

    private readonly bool IsEscaped(ReadOnlySpan<byte> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: JSON, but no text, and so no name that is known.
            return false;
        }
    }

    private static string? TextOf(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static bool IsObject(ReadOnlyMemory<byte> json) => !json.IsEmpty && json.Span[0] == (byte)'{';
}
