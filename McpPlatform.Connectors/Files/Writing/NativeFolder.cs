using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>Opens a folder as a file handle, which .NET itself refuses; only so can its names be flushed to the disk.</summary>
[SupportedOSPlatform("linux")]
internal static partial class NativeFolder
{
    private const int ReadOnlyDirectoryCloseOnExec = 0x90000;

    public static SafeFileHandle Open(string path)
    {
        var handle = OpenFile(path, ReadOnlyDirectoryCloseOnExec);
        return handle >= 0 ? new SafeFileHandle(handle, ownsHandle: true)
            : throw new IOException($"The folder '{path}' cannot be opened.", new Win32Exception(Marshal.GetLastPInvokeError()));
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);
}
