using McpPlatform.ServiceDefaults;
using McpPlatform.Web;

await WebHost.Build(new HostSetup { Args = args }).RunAsync();
