using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace McpPlatform.Gateway.Protocol;

/// <summary>Writes JSON-RPC messages around raw parts.</summary>
internal static class MessageWriter
{
    // Parts are copied as they stand; checking them again would cost as much as parsing them.
    private static readonly JsonWriterOptions Raw = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static ReadOnlySpan<byte> BeforeId => "{\"jsonrpc\":\"2.0\",\"id\":"u8;

    private static ReadOnlySpan<byte> BeforeResult => ",\"result\":"u8;

    [ThreadStatic]
    private static Desk? free;

    public static Utf8JsonWriter Over(IBufferWriter<byte> output) => new(output, Raw);

    /// <summary>Writes one message into memory of its own.</summary>
    public static ReadOnlyMemory<byte> Build(Action<Utf8JsonWriter> write) => Build(write, static (writer, write) => write(writer));

    /// <summary>The same, with what is written given rather than held by a lambda.</summary>
    public static ReadOnlyMemory<byte> Build<T>(T what, Action<Utf8JsonWriter, T> write)
    {
        // One that is written within another finds the desk taken.
        var desk = free ?? new Desk();
        free = null;
        try
        {
            write(desk.Writer, what);
            return desk.Take();
        }
        finally
        {
            free = desk.Clear() ? desk : null;
        }
    }

    /// <summary>How long the response around a result is, in bytes.</summary>
    public static int LengthOf(ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> result) => BeforeId.Length + id.Length + BeforeResult.Length + result.Length + 1;

    /// <summary>The response that answers a request with another's result or error.</summary>
    public static ReadOnlyMemory<byte> AnswerTo(ReadOnlyMemory<byte> id, Envelope answer)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        if (answer.Kind == EnvelopeKind.Error)
        {
            WriteError(buffer, id, ReadError(answer.Error));
        }
        else
        {
            WriteResult(buffer, id, answer.Result);
        }

        return buffer.WrittenMemory;
    }

    public static void WriteResult(IBufferWriter<byte> output, ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> result)
    {
        output.Write(BeforeId);
        output.Write(id.Span);
        output.Write(BeforeResult);
        output.Write(result.Span);
        output.Write("}"u8);
    }

    /// <summary>A result with one more member in its <c>_meta</c>, in the place of one of that name.</summary>
    /// <param name="result">The result.</param>
    /// <param name="isIt">Whether a member of <c>_meta</c> is the one that gives way.</param>
    /// <param name="write">Writes the member, name and value.</param>
    public static ReadOnlyMemory<byte> WithMeta(ReadOnlyMemory<byte> result, MemberTest isIt, Action<Utf8JsonWriter> write) => Build(writer =>
    {
        var meta = JsonMembers.Find(result, "_meta"u8);
        writer.WriteStartObject();
        writer.CopyMembers(result, static members => members.Is("_meta"u8));
        writer.WriteStartObject("_meta"u8);
        writer.CopyMembers(JsonMembers.IsObject(meta) ? meta : default, isIt);
        write(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    public static void WriteError(IBufferWriter<byte> output, ReadOnlyMemory<byte> id, McpError error)
    {
        using var writer = Over(output);
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        if (!id.IsEmpty)
        {
            writer.WriteRaw("id"u8, id);
        }

        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, error.Code);
        writer.WriteString("message"u8, error.Message);
        if (!error.Data.IsEmpty)
        {
            writer.WriteRaw("data"u8, error.Data);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A request; without an id, a notification.</summary>
    public static ReadOnlyMemory<byte> Request(ReadOnlyMemory<byte> id, string method, ReadOnlyMemory<byte> parameters) => Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        if (!id.IsEmpty)
        {
            writer.WriteRaw("id"u8, id);
        }

        writer.WriteString("method"u8, method);
        if (!parameters.IsEmpty)
        {
            writer.WriteRaw("params"u8, parameters);
        }

        writer.WriteEndObject();
    });

    /// <summary>Raw JSON of an id that the gateway gives.</summary>
    public static ReadOnlyMemory<byte> Id(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>An object of one text.</summary>
    public static ReadOnlyMemory<byte> ObjectOf(string name, string value) => Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString(name, value);
        writer.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Notification(string method, ReadOnlyMemory<byte> parameters = default) => Request(default, method, parameters);

    /// <summary>The error of a response as it came; its code and sentence are kept.</summary>
    public static McpError ReadError(ReadOnlyMemory<byte> error)
    {
        var code = JsonMembers.Find(error, "code"u8);
        return new McpError(
            !code.IsEmpty && System.Buffers.Text.Utf8Parser.TryParse(code.Span, out int number, out _) ? number : ErrorCodes.InternalError,
            JsonMembers.Text(error, "message"u8) ?? "The server gave no reason.",
            JsonMembers.Find(error, "data"u8));
    }

    /// <summary>Writes a member whose value is raw JSON.</summary>
    public static void WriteRaw(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json.Span, skipInputValidation: true);
    }

    /// <summary>Copies the member on which the walk stands.</summary>
    public static void Copy(this Utf8JsonWriter writer, ref JsonMembers members)
    {
        members.WriteName(writer);
        writer.WriteRawValue(members.Value().Span, skipInputValidation: true);
    }

    /// <summary>Copies all members of an object but some.</summary>
    public static void CopyMembers(this Utf8JsonWriter writer, ReadOnlyMemory<byte> json, MemberTest leftOut)
    {
        var members = new JsonMembers(json);
        while (members.MoveNext())
        {
            if (leftOut(members))
            {
                members.Value();
            }
            else
            {
                writer.Copy(ref members);
            }
        }
    }

    /// <summary>Where a thread writes its messages, one after another.</summary>
    private sealed class Desk
    {
        private const int FirstSize = 2_048;
        private const int LargestKept = 262_144;
        private readonly ArrayBufferWriter<byte> buffer = new(FirstSize);

        public Desk() => Writer = Over(buffer);

        public Utf8JsonWriter Writer { get; }

        public ReadOnlyMemory<byte> Take()
        {
            Writer.Flush();
            return buffer.WrittenSpan.ToArray();
        }

        /// <summary>Makes ready for another message.</summary>
        /// <returns>Whether it is worth keeping.</returns>
        public bool Clear()
        {
            buffer.ResetWrittenCount();
            Writer.Reset();
            return buffer.Capacity <= LargestKept;
        }
    }
}

/// <summary>Whether the member on which the walk stands is meant.</summary>
internal delegate bool MemberTest(JsonMembers members);
