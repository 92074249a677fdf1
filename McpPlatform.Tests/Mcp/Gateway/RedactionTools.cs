using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>Tools and prompts of a server that knows too much: each holds the same mailbox, and one a card.</summary>
internal static class RedactionTools
{
    public const string Mail = "anna@nordwind.example";
    public const string Card = "4111 1111 1111 1111";

    /// <summary>Says it in everything that an answer can hold: four times the mailbox and twice the card where people read it.</summary>
    public static FixtureTool Answering => FixtureTool.Saying("leak_answer", "Answers.", () => new JsonObject
    {
        ["content"] = new JsonArray(
            Content.Text($"Write to {Mail}, or charge {Card}."),
            Content.Embedded($"mail:{Mail}", "text/plain", $"From: {Mail}"),
            new JsonObject { ["type"] = "resource_link", ["uri"] = $"mail:{Mail}", ["name"] = Mail, ["description"] = $"The mails of {Mail}" },
            new JsonObject { ["type"] = "image", ["data"] = "QWxhZGRpbjpvcGVuIHNlc2FtZTQxMTEg", ["mimeType"] = "image/png" }),
        ["structuredContent"] = new JsonObject { ["to"] = Mail, ["card"] = 4_111_111_111_111_111 },
        ["_meta"] = new JsonObject { ["example/owner"] = Mail },
    });

    /// <summary>Says nothing that has to be hidden.</summary>
    public static FixtureTool Silent => FixtureTool.Saying("leak_nothing", "Answers.", () => Content.Result("Nothing to see here."));

    /// <summary>Ends with an error of the protocol that says it.</summary>
    public static FixtureTool Failing => new("leak_error", "Fails.", _ =>
        throw new RpcException(-32050, $"No card for {Mail}", new JsonObject { ["uri"] = $"mail:{Mail}", ["who"] = Mail }));

    /// <summary>Says it in a log message and with its progress.</summary>
    public static FixtureTool Talking => new("leak_early", "Talks.", async call =>
    {
        await call.LogAsync("error", $"asked for {Mail}");
        if (call.Message.Meta.Member("progressToken") is { } token)
        {
            await call.NotifyAsync("notifications/progress", new JsonObject { ["progressToken"] = token.ToNode(), ["progress"] = 1, ["message"] = $"reading {Mail}" });
        }

        return Content.Result("Done.");
    });

    /// <summary>Asks a person about it.</summary>
    public static FixtureTool Asking => new("leak_question", "Asks.", async call =>
    {
        await call.AskAsync("sure", InputRequest.Form($"Write to {Mail}, card {Card}?", "name"));
        return Content.Result("Asked.");
    });

    public static FixturePrompt Prompt => FixturePrompt.Saying("leak_prompt", "Speaks.", () => Content.Messages(Content.Text($"Charge {Card} of {Mail}.")));

    public static IEnumerable<FixtureTool> All => [Answering, Silent, Failing, Talking, Asking];
}
