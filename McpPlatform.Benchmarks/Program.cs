using McpPlatform.Benchmarks.Measuring;
using McpPlatform.Benchmarks.Sync;

if (args is not ["sync", ..])
{
    await Console.Error.WriteLineAsync(SyncArguments.Usage);
    return 1;
}

var arguments = SyncArguments.Parse(args);
var report = new Report();
await SyncBenchmark.RunAsync(arguments, report);
if (arguments.Output is { } file)
{
    await report.WriteAsync(file, "sync");
}

return 0;
