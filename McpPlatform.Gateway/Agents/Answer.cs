using System.Buffers;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>The message that ends a call. A result goes from where it lies to where it is written: a large one would else be copied once for each agent.</summary>
internal readonly struct Answer
{
    private readonly ReadOnlyMemory<byte> id;

    // Of a result, what stands in the message; of an error, the message.
    private readonly ReadOnlyMemory<byte> body;

    /// <summary>Makes it.</summary>
    /// <param name="id">Id of the request; empty where it had none that could be read.</param>
    /// <param name="reply">What came of it.</param>
    public Answer(ReadOnlyMemory<byte> id, Reply reply)
    {
        this.id = id;
        Refusal = reply.Refusal;
        Code = reply.Error?.Code;
        body = reply.Error is null ? reply.Result : ErrorMessage(id, reply.Error);
    }

    /// <summary>The decision of the policy, where it refused the call; <see langword="null"/> otherwise.</summary>
    public PolicyDecision? Refusal { get; }

    /// <summary>The code of its error; <see langword="null"/> for a result.</summary>
    public int? Code { get; }

    /// <summary>Its size in bytes.</summary>
    public int Length => Code is null ? MessageWriter.LengthOf(id, body) : body.Length;

    public void Write(IBufferWriter<byte> output)
    {
        if (Code is null)
        {
            MessageWriter.WriteResult(output, id, body);
        }
        else
        {
            output.Write(body.Span);
        }
    }

    /// <summary>The same as memory of its own, for those who keep it or send it in pieces.</summary>
    public ReadOnlyMemory<byte> ToMessage()
    {
        if (Code is not null)
        {
            return body;
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
