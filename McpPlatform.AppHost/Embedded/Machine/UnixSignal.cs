using System.Runtime.InteropServices;

namespace McpPlatform.AppHost.Machine;

/// <summary>Sends signals that .NET has no call for.</summary>
internal static partial class UnixSignal
{
    private const int Interrupt = 2;
    private const int Quit = 3;

    /// <summary>SIGINT; PostgreSQL reads it as a fast shutdown.</summary>
    public static void SendInterrupt(int processId) => Send(processId, Interrupt);

    /// <summary>SIGQUIT; PostgreSQL reads it as an immediate shutdown.</summary>
    public static void SendQuit(int processId) => Send(processId, Quit);

    // A process that is gone already needs no signal, so the result is of no interest.
    private static void Send(int processId, int signal) => _ = Kill(processId, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
