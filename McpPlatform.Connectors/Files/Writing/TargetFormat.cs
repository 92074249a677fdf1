using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>How a target is written, as its name says.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Gzip">Whether it is compressed.</param>
/// <param name="Extension">What its name ends with.</param>
internal sealed record TargetFormat(FileKind Kind, bool Gzip, string Extension)
{
    /// <summary>The format of a target.</summary>
    /// <exception cref="ConnectorException">Its name says none.</exception>
    public static TargetFormat OfName(string name)
    {
        var kind = FileKinds.OfName(name) ?? throw new ConnectorException(FailureClass.Configuration,
            $"'{name}' does not say how to write it. Let it end with .csv, .tsv, .json or .jsonl, and .gz behind that for gzip.");
        var plain = FileKinds.IsGzipName(name) ? name[..^3] : name;
        return new TargetFormat(kind, FileKinds.IsGzipName(name), Path.GetExtension(plain) + name[plain.Length..]);
    }
}
