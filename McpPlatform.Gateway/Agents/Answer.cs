using System.Buffers;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>The message that ends a call. A result goes from where it lies to where it is written: a large one would else be copied once for each agent.</summary>
internal readonly struct Answer
{
    private readonly ReadOnlyMemory<byte> id;
    private readonly ReadOnlyMemory<byte> result;
    private readonly ReadOnlyMemory<byte> error;

    /// <summary>Makes it.</summary>
    /// <param name="id">Id of the request; empty where it had none that could be read.</param>
    /// <param name="reply">What came of it.</param>
    public Answer(ReadOnlyMemory<byte> id, Reply reply)
    {
        this.id = id;
        result = reply.Result;
        error = reply.Error is null ? default : ErrorMessage(id, reply.Error);
    }

    /// <summary>Its size in bytes.</summary>
    public int Length => error.IsEmpty ? MessageWriter.LengthOf(id, result) : error.Length;

    public void Write(IBufferWriter<byte> output)
    {
        if (error.IsEmpty)
        {
            MessageWriter.WriteResult(output, id, result);
        }
        else
        {
            output.Write(error.Span);
        }
    }

    /// <summary>The same as memory of its own, for those who keep it or send it in pieces.</summary>
    public ReadOnlyMemory<byte> ToMessage()
    {
        if (!error.IsEmpty)
        {
            return error;
        }

        // Of the right size from the start: a buffer that grows copies a large result several times.
        var buffer = new ArrayBufferWriter<byte>(Length);
        Write(buffer);
        return buffer.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> ErrorMessage(ReadOnlyMemory<byte> id, McpError error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        MessageWriter.WriteError(buffer, id, error);
        return buffer.WrittenMemory;
    }
}
