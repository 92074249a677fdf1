using System.Text;
using McpPlatform.Connectors.Files.Folder;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>Says in which file and why when a file as a whole cannot be read.</summary>
internal static class FileFaults
{
    /// <summary>The failure with the file's name; <see langword="null"/> when it is none of the file's.</summary>
    public static ConnectorException? Explain(FileEntry file, Exception exception) => exception switch
    {
        ConnectorException known when !known.Message.StartsWith('\'') => new ConnectorException(known.Failure, $"'{file.Name}': {known.Message}", known),
        DecoderFallbackException => Wrong(file, "contains bytes that are no text in its encoding. Set the option 'encoding'", exception),
        InvalidDataException => Wrong(file, "is a damaged gzip archive. Compress it anew", exception),
        FileNotFoundException or DirectoryNotFoundException => Wrong(file, "is gone since it was listed. Discover the connection again", exception),
        _ => null,
    };

    private static ConnectorException Wrong(FileEntry file, string what, Exception cause) =>
        new(FailureClass.Configuration, $"'{file.Name}' {what}.", cause);
}
