using System.Security.Cryptography;
using System.Text;
using McpPlatform.Connectors.Files.Folder;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>Where the state of a target lies below the root.</summary>
internal static class TargetRecord
{
    /// <summary>Folder of a target's versions.</summary>
    public static string VersionFolder(FileRoot root, string target) => Path.Combine(root.Path, FileRoot.StateFolder, "versions", Key(target));

    /// <summary>What is known of a target; <see langword="null"/> when nothing is.</summary>
    public static TargetState? Read(FileRoot root, string target) => DurableFile.Read(FileOf(root, target), FileStateJson.Default.TargetState);

    /// <summary>Replaces what is known of a target.</summary>
    public static void Write(FileRoot root, string target, TargetState state)
    {
        Directory.CreateDirectory(VersionFolder(root, target));
        DurableFile.Write(FileOf(root, target), state, FileStateJson.Default.TargetState);
    }

    /// <summary>A name as a folder name: readable, and different for different names.</summary>
    public static string Key(string name)
    {
        var readable = string.Concat(name.Take(60).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
        return $"{readable.TrimStart('.')}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12]}";
    }

    private static string FileOf(FileRoot root, string target) => Path.Combine(VersionFolder(root, target), "target.json");
}
