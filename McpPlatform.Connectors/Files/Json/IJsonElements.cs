namespace McpPlatform.Connectors.Files.Json;

/// <summary>Cuts a JSON text into its records.</summary>
internal interface IJsonElements : IDisposable
{
    /// <summary>Bytes consumed, to the end of the present record.</summary>
    long Consumed { get; }

    /// <summary>Goes to the next record.</summary>
    /// <param name="element">Its bytes, until the next call.</param>
    /// <param name="fault">Why it cannot be taken; <see langword="null"/> when it can.</param>
    /// <returns>Whether there was one.</returns>
    bool Next(out ReadOnlyMemory<byte> element, out string? fault);
}
