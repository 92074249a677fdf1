using McpPlatform.Connectors.Hosting.Standalone;

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => (e.Cancel, _) = (true, stopping.CancelAsync());
return await StandaloneHost.RunAsync(args, stopping.Token);
