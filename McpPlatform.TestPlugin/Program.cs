using System.Text.Json.Nodes;

// The smallest MCP server in .NET: one tool on the standard streams, which says who it is. Tests put it into the watched folder.
while (Console.ReadLine() is { } line)
{
    if (JsonNode.Parse(line) is JsonObject message && message["id"] is { } id)
    {
        var answer = Answer(message);
        answer["jsonrpc"] = "2.0";
        answer["id"] = id.DeepClone();
        Console.WriteLine(answer.ToJsonString());
    }
}

JsonObject Answer(JsonObject message) => (string?)message["method"] switch
{
    "initialize" => Result(new JsonObject
    {
        ["protocolVersion"] = "2025-11-25",
        ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
        ["serverInfo"] = new JsonObject { ["name"] = "greeter", ["version"] = "1" },
    }),
    "ping" => Result([]),
    "tools/list" => Result(new JsonObject
    {
        ["tools"] = new JsonArray(new JsonObject
        {
            ["name"] = "greet", ["description"] = "Greets.", ["inputSchema"] = new JsonObject { ["type"] = "object" },
        }),
    }),
    "tools/call" => Result(new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = Greeting() }) }),
    _ => new JsonObject { ["error"] = new JsonObject { ["code"] = -32601, ["message"] = "There is no such method." } },
};

static JsonObject Result(JsonObject result) => new() { ["result"] = result };

// Everything a plugin is given: arguments, environment, folder, files, a process.
string Greeting() => string.Join(
    ' ', [.. args, Environment.GetEnvironmentVariable("GREETER_TOKEN") ?? "nobody", File.Exists("words.txt") ? File.ReadAllText("words.txt") : "", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
