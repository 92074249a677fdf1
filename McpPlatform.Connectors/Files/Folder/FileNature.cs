using System.Runtime.InteropServices;

namespace McpPlatform.Connectors.Files.Folder;

/// <summary>Tells plain files from pipes, sockets and devices, which would block whoever opens them or never end.</summary>
internal static unsafe partial class FileNature
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint TypeOnly = 1;
    private const int ModeOffset = 28;
    private const int TypeBits = 0xF000;
    private const int PlainFile = 0x8000;

    /// <summary>Whether something that is there and no folder is a plain file.</summary>
    public static bool IsPlain(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        // The same on every processor, unlike what stat() fills in.
        var answer = stackalloc byte[256];
        return Ask(CurrentFolder, path, NoFollow, TypeOnly, answer) != 0 || (*(ushort*)(answer + ModeOffset) & TypeBits) == PlainFile;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(int folder, string path, int flags, uint mask, byte* answer);
}
