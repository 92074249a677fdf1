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
    public required EnvelopeKind Kind { get; init; }

    /// <summary>Raw JSON of the id; empty for notifications, and for errors about messages that could not be read.</summary>
    public ReadOnlyMemory<byte> Id { get; init; }

    /// <summary>The method; empty for results and errors.</summary>
    public string Method { get; init; } = "";

    /// <summary>Raw JSON object; empty where the message has none.</summary>
    public ReadOnlyMemory<byte> Params { get; init; }

    /// <summary>Raw JSON of the result.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>Raw JSON of the error.</summary>
    public ReadOnlyMemory<byte> Error { get; init; }

    /// <summary>Length of the whole message in bytes.</summary>
    public int Bytes { get; init; }

    /// <summary>Raw JSON of the parameters' <c>_meta</c>; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Meta => JsonMembers.Find(Params, "_meta"u8);
}
