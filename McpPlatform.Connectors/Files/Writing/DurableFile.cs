using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Win32.SafeHandles;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>Writes that survive a crash: content is on the disk before its name is.</summary>
internal static class DurableFile
{
    /// <summary>Replaces a JSON file in one step.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        var temporary = path + ".new";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, value, type);
            stream.Flush(flushToDisk: true);
        }

        Rename(temporary, path);
    }

    /// <summary>Reads a JSON file; <see langword="null"/> when there is none.</summary>
    public static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize(stream, type);
    }

    /// <summary>Renames a file over another and makes the folder remember it.</summary>
    public static void Rename(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        SyncFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>Makes a folder's names durable. .NET cannot open folders; where the system has no other way, its own order of writes must do.</summary>
    private static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsLinux())
        {
            using var handle = NativeFolder.Open(folder);
            RandomAccess.FlushToDisk(handle);
        }
    }
}
