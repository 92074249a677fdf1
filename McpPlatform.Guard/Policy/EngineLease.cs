using McpPlatform.Guard.Sandbox;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Guard.Policy;

/// <summary>Hosts in one process ask one engine; the last to leave ends it.</summary>
internal sealed class EngineLease : IAsyncDisposable
{
    private static readonly Lock Gate = new();
    private static CedarEngine? shared;
    private static int users;
    private bool left;

    public EngineLease(SandboxOptions options, TimeProvider time, ILogger logger)
    {
        lock (Gate)
        {
            Engine = shared ??= new CedarEngine(options, time, logger);
            users++;
        }
    }

    public CedarEngine Engine { get; }

    public async ValueTask DisposeAsync()
    {
        lock (Gate)
        {
            if (left || --users > 0)
            {
                left = true;
                return;
            }

            (left, shared) = (true, null);
        }

        await Engine.DisposeAsync();
    }
}
