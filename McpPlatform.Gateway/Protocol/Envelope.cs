using System.Buffers.Text;

namespace McpPlatform.Gateway.Protocol;

/// <summary>What a JSON-RPC message is.</summary>
internal enum EnvelopeKind
{
    Request,
    Notification,
    Result,
    Error,
}

/// <summary>
/// A JSON-RPC message, split into its parts and not further: parameters, result and error are slices of the message as it came.
/// </summary>
internal sealed class Envelope
{
    private ReadOnlyMemory<byte>? meta;
    private string? repeated;

    public required EnvelopeKind Kind { get; init; }

    /// <summary>Raw JSON of the id; empty for notifications, and for errors about messages that could not be read.</summary>
    public ReadOnlyMemory<byte> Id { get; init; }

    /// <summary>Whether it is about the request to which the gateway gave a number.</summary>
    public bool HasId(long number) => Utf8Parser.TryParse(Id.Span, out long id, out var read) && read == Id.Length && id == number;

    /// <summary>The method; empty for results and errors.</summary>
    public string Method { get; init; } = "";

    /// <summary>Raw JSON object; empty where the message has none.</summary>
    public ReadOnlyMemory<byte> Params { get; init; }

    /// <summary>Raw JSON of the result.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>Raw JSON of the error.</summary>
    public ReadOnlyMemory<byte> Error { get; init; }

    /// <summary>What <see cref="RepeatedName"/> is of this request.</summary>
    public string? Repeated => repeated ??= RepeatedName(Method, Params);

    /// <summary>
    /// The name or address that a modern request repeats in the header <c>Mcp-Name</c> (2026-07-28, Streamable HTTP: Standard Request Headers);
    /// <see langword="null"/> where it repeats none.
    /// </summary>
    public static string? RepeatedName(string method, ReadOnlyMemory<byte> parameters) => method switch
    {
        Methods.ToolsCall or Methods.PromptsGet => JsonMembers.Text(parameters, "name"u8),
        Methods.ResourcesRead => JsonMembers.Text(parameters, "uri"u8),
        _ => null,
    };

    /// <summary>Raw JSON of the parameters' <c>_meta</c>; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Meta => meta ??= JsonMembers.Find(Params, "_meta"u8);
}
