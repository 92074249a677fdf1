using McpPlatform.AppHost.Start;

var parsed = CommandLine.Parse(args);
if (parsed.Options is { } options)
{
    return await new Startup(options).RunAsync();
}

(parsed.Error is null ? Console.Out : Console.Error).WriteLine(parsed.Error ?? CommandLine.Usage);
return parsed.Error is null ? 0 : 1;
