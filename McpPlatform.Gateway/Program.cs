using McpPlatform.ServiceDefaults;
using McpPlatform.Gateway;

await GatewayHost.Build(new HostSetup { Args = args }).RunAsync();
