using McpPlatform.ServiceDefaults;
using McpPlatform.Worker;

if (args is [MigrateCommand.Verb, .. var settings])
{
    await MigrateCommand.RunAsync(settings);
    return;
}

await WorkerHost.Build(new HostSetup { Args = args }).RunAsync();
