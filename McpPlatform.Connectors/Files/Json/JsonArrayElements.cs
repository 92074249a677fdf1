using System.Text;
using System.Text.Json;
using McpPlatform.Connectors.Files.Reading;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Json;

/// <summary>The elements of one JSON array, read piece by piece: the array itself is never held in memory.</summary>
internal sealed class JsonArrayElements : IJsonElements
{
    private readonly Stream stream;
    private byte[] buffer = GC.AllocateUninitializedArray<byte>(256 * 1024);
    private JsonReaderState state = new(new JsonReaderOptions { MaxDepth = 512 });
    private int start;
    private int filled;
    private bool ended;
    private bool done;
    private long count;

    public JsonArrayElements(Stream stream)
    {
        this.stream = stream;
        Refill();
        start = buffer.AsSpan(0, filled).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        Open();
    }

    /// <inheritdoc/>
    public long Consumed { get; private set; }

    /// <inheritdoc/>
    public bool Next(out ReadOnlyMemory<byte> element, out string? fault)
    {
        (element, fault) = (default, null);
        while (!done)
        {
            switch (TryTake(out element))
            {
                case Taken.Element:
                    count++;
                    fault = element.Span.Contains((byte)0) ? "The record contains a NUL byte, which no text can hold." : null;
                    return true;
                case Taken.End:
                    done = true;
                    return false;
                default:
                    Refill();
                    break;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private enum Taken
    {
        NeedsMore,
        Element,
        End,
    }

    private void Open()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(start, filled - start), ended, state);
            try
            {
                if (reader.Read())
                {
                    RequireArray(reader.TokenType);
                    Advance(ref reader);
                    return;
                }
            }
            catch (JsonException exception)
            {
                throw Broken(exception);
            }

            Refill();
        }
    }

    private Taken TryTake(out ReadOnlyMemory<byte> element)
    {
        element = default;
        var reader = new Utf8JsonReader(buffer.AsSpan(start, filled - start), ended, state);
        try
        {
            if (!reader.Read())
            {
                return Taken.NeedsMore;
            }

            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return Taken.End;
            }

            if (count == 0 && reader.TokenType != JsonTokenType.StartObject)
            {
                throw Refused($"The file is an array, but its first element is not an object. Each element must be an object such as {{\"name\": \"value\"}}.");
            }

            var from = start + (int)reader.TokenStartIndex;
            if (!reader.TrySkip())
            {
                return Taken.NeedsMore;
            }

            element = buffer.AsMemory(from, start + (int)reader.BytesConsumed - from);
            Advance(ref reader);
            return Taken.Element;
        }
        catch (JsonException exception)
        {
            throw Broken(exception);
        }
    }

    private void Advance(ref Utf8JsonReader reader)
    {
        state = reader.CurrentState;
        start += (int)reader.BytesConsumed;
        Consumed += reader.BytesConsumed;
    }

    private void Refill()
    {
        if (ended)
        {
            throw Refused($"The file ends within its JSON, behind record {count}.");
        }

        var kept = filled - start;
        if (kept > RecordReader.MaxRecordBytes)
        {
            throw Refused($"Record {count + 1} is longer than {RecordReader.MaxRecordBytes / 1024 / 1024} MiB.");
        }

        var target = kept > buffer.Length / 2 ? GC.AllocateUninitializedArray<byte>(buffer.Length * 2) : buffer;
        buffer.AsSpan(start, kept).CopyTo(target);
        (buffer, start, filled) = (target, 0, kept);
        var read = stream.Read(buffer, filled, buffer.Length - filled);
        ended = read == 0;
        filled += read;
    }

    private static void RequireArray(JsonTokenType first)
    {
        if (first != JsonTokenType.StartArray)
        {
            throw Refused("The file is one JSON value, not an array of objects. Write it as [{...}, {...}] or as one object a line (.jsonl).");
        }
    }

    private ConnectorException Broken(JsonException exception) => new(FailureClass.Configuration,
        ended && filled == start ? $"The file ends within its JSON, behind record {count}."
            : $"The file is not valid JSON behind record {count}: {exception.Message}", exception);

    private static ConnectorException Refused(string message) => new(FailureClass.Configuration, message);
}
