using McpPlatform.ServiceDefaults;
using McpPlatform.Worker;

await WorkerHost.Build(new HostSetup { Args = args }).RunAsync();
