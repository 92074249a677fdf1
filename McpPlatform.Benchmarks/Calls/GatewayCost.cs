using McpPlatform.Benchmarks.Calls.Agents;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>What the calls of a load have cost the Gateway, each.</summary>
internal sealed record GatewayCost(double CpuMicroseconds, double AllocatedKilobytes, double PausedPercent)
{
    public static GatewayCost Of(GatewayReading before, GatewayReading after, LoadResult load) => new(
        (after.Cpu - before.Cpu).TotalMicroseconds / load.All, (after.AllocatedBytes - before.AllocatedBytes) / 1_024 / load.All,
        100 * (after.PausedSeconds - before.PausedSeconds) / (Load.RunIn + load.Elapsed).TotalSeconds);
}
