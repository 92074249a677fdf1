namespace McpPlatform.AppHost.Machine;

/// <summary>Writes files that only their owner may read.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a whole file at once: readers see the old text or the new, never a part.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var side = $"{path}.{Guid.CreateVersion7():N}";
        await using (var file = new FileStream(side, Options()))
        await using (var writer = new StreamWriter(file))
        {
            await writer.WriteAsync(text.AsMemory(), cancellationToken);
        }

        File.Move(side, path, overwrite: true);
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }
}
