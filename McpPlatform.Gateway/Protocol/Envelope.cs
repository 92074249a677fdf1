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
/// A JSON-RPC message, split into its parts and not further: parameters, result and error are slices of the message as it came. It has one of them.
/// </summary>
/// <param name="kind">What it is.</param>
/// <param name="body">Its parameters, its result or its error, whichever belongs to what it is.</param>
internal sealed class Envelope(EnvelopeKind kind, ReadOnlyMemory<byte> body)
{
    private ReadOnlyMemory<byte>? meta;
    private string? repeated;

    public EnvelopeKind Kind => kind;

    /// <summary>Raw JSON of the id; empty for notifications, and for errors about messages that could not be read.</summary>
    public ReadOnlyMemory<byte> Id { get; init; }

    /// <summary>Whether it is about the request to which the gateway gave a number.</summary>
    public bool HasId(long number) => Utf8Parser.TryParse(Id.Span, out long id, out var read) && read == Id.Length && id == number;

    /// <summary>The method; empty for results and errors.</summary>
    public string Method { get; init; } = "";

    /// <summary>Raw JSON object; empty where the message has none.</summary>
    public ReadOnlyMemory<byte> Params => kind is EnvelopeKind.Request or EnvelopeKind.Notification ? body : default;

    /// <summary>Raw JSON of the result; empty where it is none.</summary>
    public ReadOnlyMemory<byte> Result => kind == EnvelopeKind.Result ? body : default;

    /// <summary>Raw JSON of the error; empty where it is none.</summary>
    public ReadOnlyMemory<byte> Error => kind == EnvelopeKind.Error ? body : default;

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
