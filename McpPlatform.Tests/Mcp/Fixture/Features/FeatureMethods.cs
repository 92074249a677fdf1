using System.Globalization;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>The methods that both eras have, and answer alike but for the envelope.</summary>
internal sealed class FeatureMethods(Catalogue catalogue, int? pageSize)
{
    public static JsonObject Capabilities() => new()
    {
        ["tools"] = new JsonObject { ["listChanged"] = true },
        ["prompts"] = new JsonObject { ["listChanged"] = true },
        ["resources"] = new JsonObject { ["listChanged"] = true, ["subscribe"] = true },
        ["logging"] = new JsonObject(),
        ["completions"] = new JsonObject(),
    };

    public Task<JsonObject> RunAsync(FixtureCall call) => call.Message.Method switch
    {
        "tools/list" => Task.FromResult(Page(call, "tools", catalogue.Tools(call.Era).Select(tool => tool.Describe()))),
        "tools/call" => CallToolAsync(call),
        "prompts/list" => Task.FromResult(Page(call, "prompts", catalogue.Prompts.Select(prompt => prompt.Describe()))),
        "prompts/get" => Prompt(call).Get(call),
        "resources/list" => Task.FromResult(Page(call, "resources", catalogue.Resources.Select(resource => resource.Describe()))),
        "resources/templates/list" => Task.FromResult(Page(call, "resourceTemplates", [FixtureResource.DescribeTemplate()])),
        "resources/read" => Task.FromResult(new JsonObject { ["contents"] = new JsonArray(Resource(call).Contents.DeepClone()) }),
        "completion/complete" => Task.FromResult(Complete(call)),
        var unknown => throw RpcException.MethodNotFound(unknown),
    };

    /// <summary>The resource a request names.</summary>
    public FixtureResource Resource(FixtureCall call)
    {
        var uri = call.Params.Text("uri") ?? throw RpcException.InvalidParams("The uri is missing.");
        return catalogue.Resource(uri) ?? throw new RpcException(
            call.Era == FixtureEras.Legacy ? -32002 : -32602, $"There is no resource '{uri}'.", new JsonObject { ["uri"] = uri });
    }

    private async Task<JsonObject> CallToolAsync(FixtureCall call)
    {
        var name = call.Params.Text("name");
        var tool = catalogue.Tool(call.Era, name) ?? throw RpcException.InvalidParams($"There is no tool '{name}'.");
        try
        {
            return await tool.Run(call);
        }
        catch (ToolFailure failure)
        {
            return Content.Failure(failure.Message);
        }
    }

    private JsonObject Complete(FixtureCall call)
    {
        var reference = call.Params.Member("ref");
        var isKnown = reference?.Text("type") switch
        {
            "ref/prompt" => catalogue.Prompt(reference?.Text("name")) is not null,
            "ref/resource" => reference?.Text("uri") == FixtureResource.Template,
            _ => false,
        };
        return isKnown ? Completion.Of(call.Params) : throw RpcException.InvalidParams("There is nothing of that name to complete.");
    }

    private FixturePrompt Prompt(FixtureCall call)
    {
        var name = call.Params.Text("name");
        return catalogue.Prompt(name) ?? throw RpcException.InvalidParams($"There is no prompt '{name}'.");
    }

    private JsonObject Page(FixtureCall call, string key, IEnumerable<JsonObject> items)
    {
        var begin = call.Params.Member("cursor") is null ? 0 : Position(call.Params.Text("cursor"));
        var all = items.ToList();
        var page = all.Skip(begin).Take(pageSize ?? all.Count).ToList();
        var result = new JsonObject { [key] = new JsonArray([.. page]) };
        if (begin + page.Count < all.Count)
        {
            result["nextCursor"] = $"from-{begin + page.Count}";
        }

        return result;
    }

    private static int Position(string? cursor) =>
        cursor?.Split('-') is ["from", var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : throw RpcException.InvalidParams($"There is no page '{cursor}'.");
}
