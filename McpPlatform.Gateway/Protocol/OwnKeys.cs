namespace McpPlatform.Gateway.Protocol;

/// <summary>
/// Keys of <c>_meta</c> that are the gateway's alone, those that begin with <c>mcp-platform/</c>: what a server says under them is left out, so that agents
/// can rely on them. What holds nothing of the kind is searched and not parsed.
/// </summary>
internal static class OwnKeys
{
    private static ReadOnlySpan<byte> Prefix => "mcp-platform/"u8;

    /// <summary>A result, parameters or a definition of a server without such keys; the very same where there are none.</summary>
    /// <param name="json">A raw JSON object; anything else stays as it is.</param>
    public static ReadOnlyMemory<byte> Removed(ReadOnlyMemory<byte> json) =>
        MayHoldAny(json.Span) && JsonMembers.IsObject(json) && HoldsAny(json) ? Rewritten(json) : json;

    private static bool MayHoldAny(ReadOnlySpan<byte> json) => json.IndexOf("mcp-platform"u8) >= 0 || HoldsDisguise(json);

    // A letter of such a key, or of '_meta', may be written as an escape; those that people need are other ones.
    private static bool HoldsDisguise(ReadOnlySpan<byte> json)
    {
        for (var at = json.IndexOf("\\u00"u8); at >= 0; at = json.IndexOf("\\u00"u8))
        {
            json = json[(at + 4)..];
            if (json.Length > 1 && (char)json[0] is '2' or '5' or '6' or '7' && System.Buffers.Text.Utf8Parser.TryParse(json[..2], out byte letter, out _, 'x') && "mcp-platform/_meta"u8.Contains(letter))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HoldsAny(ReadOnlyMemory<byte> json)
    {
        var members = new JsonMembers(json);
        while (members.MoveNext())
        {
            var isMeta = members.Is("_meta"u8);
            var value = members.Value();
            if (isMeta && JsonMembers.IsObject(value) && IsAmong(value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAmong(ReadOnlyMemory<byte> meta)
    {
        var members = new JsonMembers(meta);
        while (members.MoveNext())
        {
            if (IsOwn(members))
            {
                return true;
            }

            members.Value();
        }

        return false;
    }

    private static ReadOnlyMemory<byte> Rewritten(ReadOnlyMemory<byte> json) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        var members = new JsonMembers(json);
        while (members.MoveNext())
        {
            if (!members.Is("_meta"u8))
            {
                writer.Copy(ref members);
                continue;
            }

            var meta = members.Value();
            writer.WriteStartObject("_meta"u8);
            writer.CopyMembers(JsonMembers.IsObject(meta) ? meta : default, IsOwn);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });

    private static bool IsOwn(JsonMembers members) => members.StartsWith(Prefix);
}
