using McpPlatform.Cli;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};
return await Mcpp.RunAsync(args, Terminal.OfProcess(), stop.Token);
