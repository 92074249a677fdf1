using McpPlatform.Gateway;
using McpPlatform.ServiceDefaults;

await GatewayHost.Build(new HostSetup { Args = args }).RunAsync();
