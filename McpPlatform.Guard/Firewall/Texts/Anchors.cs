using System.Text;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>A rare piece of text without which an attack can hardly be worded.</summary>
/// <param name="Folded">Its bytes, folded.</param>
/// <param name="Topics">What stands around it may be about.</param>
internal sealed record Anchor(byte[] Folded, Topics Topics);

/// <summary>All anchors. Each costs a little everywhere it occurs: a word that honest texts are full of is none.</summary>
internal static class Anchors
{
    private static readonly string[] Orders =
    [
        "ignor", "disregard", "forget", "overrid", "instruc", "prompt", "guideline", "directive", "jailbr", "restrict", "no longer ap", "no longer b",
        "you are now", "from now on", "this moment", "act as a", "pretend", "developer m", "debug m", "your rules", "your new", "your real", "your only", "your goal",
        "your true", "obey", "bypass", "abandon", "persona", "language mod", " llm", "llms", "llm:", " ai ", " ai:", "\"ai:", ">ai:", "\nai:", "ais:", "you are an ai", "dear ai", "ai agent", "ai assis", "ai model", "ai system", "ai review",
        "assistant", "automated ag", "reading this", "tell the u", "telling the u", "tell nobody", "mention th", "inform the u", "informing th", "the human", "user must n", "user does n", "user need",
        "keep this", "say nothing", "nothing that was", "without ask", "without conf", "skip all conf", "skip the conf", "system not", "system mes", "system:", "safety", "granted you", "reply only",
        "answer only", "the user only", "following lines", "text below", "following comm", "every command", "your configur", "words above", "following the u", "when you summ", "before answ", "before you answ",
        "anweisung", "vergiss", "vergesst", "missacht", "ab sofort", "von nun an", "du bist j", "dem nutzer", "dem benutzer", "nachzufragen", "alle ki", "fur ki", "für ki",
        "oublie", "consigne", "désormais", "a l'util", "à l'util", "pas l'util", "invite sys", "sans demander", "olvida", "caso omiso", "a partir de ahora", "ahora eres", "al usuario", "sin pedir",
        "sin preguntar", "sin confirm", "istruzioni", "negeer", "instructies",
        "忽略", "无视", "無視", "忘记", "不要理会", "提示词", "系统提示", "从现在", "你现在是", "不要告诉", "告诉用户", "不经确认", "指示", "プロンプト", "지시", "инструкци", "промпт",
    ];

    private static readonly string[] Turns =
    [
        "<|im_", "<|start", "<|sys", "<|user", "<|assis", "[inst", "[/inst", "<<sys", "<system", "</system", "<admin", "<assistant", "<user", "</user", "<tool_", "</tool_", "<function_", "<invoke", "<instruct", "</instruct", "</context", "</document",
        "### inst", "### sys", "### assis", "### resp", "start_of_turn", "\nhuman:", "\nassistant:", "[system", "\"role\"", "{\"role",
    ];

    private static readonly string[] Carrying =
    [
        "](http", "<img", "conversation", "chat_h", "chat h", "passw", "credential", "api key", "api_key", "api token", "id_rsa", "id_ed25519", ".ssh", ".env", "/etc/pass", "/etc/shad", "secret", "token}", "token>",
        "session_token", "forward ", "upload", "exfil", "query param", "as a param", "url-encod", "base64", "zugangsdaten", "聊天记录",
    ];

    private static readonly string[] Rotated = ["vtaber", "vafgehp", "cebzcg", "qvfertneq", "flfgrz", "gur hfre"];

    private static readonly string[] Reversed = ["erongi", "curtsni", "tpmorp", "dragersid", "metsys"];

    private static readonly string[] Coded = [";&#1", ";&#9", ";&#x", "\\u006", "\\u007", "\\x69", "\\x6e", "\\x6f", "%69%", "%6e%", "%6f%", "%65%", "%74%", " 6e ", " 6f "];

    /// <summary>All of them, each once.</summary>
    public static IReadOnlyList<Anchor> All { get; } =
    [
        .. Of(Orders, Topics.Orders).Concat(Of(Turns, Topics.Turns)).Concat(Of(Carrying, Topics.Carrying)).Concat(Of(Rotated, Topics.Rotated))
            .Concat(Of(Reversed, Topics.Reversed)).Concat(Of(Coded, Topics.Coded)),
    ];

    private static IEnumerable<Anchor> Of(string[] texts, Topics topics) => texts.Distinct().Select(text => new Anchor(FoldedBytes.Of(Encoding.UTF8.GetBytes(text)), topics));
}
