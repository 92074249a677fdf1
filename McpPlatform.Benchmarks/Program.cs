using McpPlatform.Benchmarks.Kill;
using McpPlatform.Benchmarks.Measuring;
using McpPlatform.Benchmarks.Sync;

switch (args)
{
    case ["sync", ..]:
        var arguments = SyncArguments.Parse(args);
        var report = new Report();
        await SyncBenchmark.RunAsync(arguments, report);
        if (arguments.Output is { } file)
        {
            await report.WriteAsync(file, "sync");
        }

        return 0;
    case ["kill", ..]:
        var rounds = KillArguments.Parse(args);
        await KillRounds.RunAsync(rounds.Times, rounds.Seed);
        return 0;
    default:
        await Console.Error.WriteLineAsync($"{SyncArguments.Usage}{Environment.NewLine}{KillArguments.Usage}");
        return 1;
}
