using static McpPlatform.Guard.Firewall.Texts.Wording;
using static McpPlatform.Guard.Firewall.ThreatKind;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>Orders to send data somewhere, and addresses that carry data by themselves.</summary>
internal static class CarryingWordings
{
    private const string Hand = "(send|post|forward|upload|submit|transmit|deliver|e-?mail|mail|append|include|put|embed|leak|exfiltrate|encode|make a request|collect|read|schicke?|envoie|envia)";
    private const string Data = @"(passwords?|credentials?|api[ _-]?(keys?|tokens?)|access tokens?|secrets?|private keys?|ssh keys?|id[ _]rsa|id[ _]ed25519|\.ssh|\.aws|\.env\b|/etc/(passwd|shadow)|(this |the |whole |full )*(conversation|chat)( history| so far)?|chat history|system prompt|messages?|mails?|e-mails|customer (list|data)|user data|whatever the user|everything the user|user'?s? (password|data|tokens?)|zugangsdaten|聊天记录)";
    private const string Address = @"(https?://|[\w.+-]+@[\w-]+\.\w+|ftp://)";
    private const string Slot = @"(\{+|\$\{?|<|\[|%7b)";
    private const string Inner = @"(conversation|chat|history|summary|secret|password|token|user|data|prompt|everything|email|credentials?|api|key|env|memory|context|base64|messages?|session)";

    public static IReadOnlyList<Wording> Words { get; } =
    [
        Danger(Exfiltration, Messages.Sent, ["http", "@", "ftp:"],
            $@"\b{Hand}\b[^.!?]{{0,60}}{Data}[^!?]{{0,80}}\b(to|at|via|into|in|as|an|à|a|on|address)\b[^!?]{{0,40}}{Address}",
            $@"\b(forward|send|post|mail)\b( \w+){{0,2}} (it|them|every|each|all|the last|any)\b[^!?]{{0,60}}\bto\b[^!?]{{0,20}}{Address}",
            $@"{Data}[^!?]{{0,80}}\b(append|attach|send|post|forward|upload|submit)\b( \w+){{0,3}} (to|at) {Address}",
            @"\b(query parameter|as a parameter|in the link|in the address|in the url)\b[^!?]{0,60}https?://[^!?]{0,80}"),
        Danger(Exfiltration, Messages.Sent, ["发送到", "发送给"], $"(密码|聊天记录|凭据|密钥|对话)[^。]{{0,8}}发送(到|给)[^。]{{0,10}}{Address}"),
    ];

    /// <summary>Addresses as they stand, in small letters.</summary>
    public static IReadOnlyList<Wording> Addresses { get; } =
    [
        Danger(Exfiltration, Messages.Carried, ["![", "<img"],
            $@"!\[[^\]]{{0,200}}\]\(\s*https?://[^)\s]{{0,300}}[=/]{Slot}{{1,2}}[ a-z_,':-]{{0,40}}{Inner}",
            $@"<img[^>]{{1,200}}src\s*=\s*.?https?://[^>\s]{{0,300}}[=/]{Slot}{{1,2}}[ a-z_:-]{{0,40}}{Inner}"),
        Danger(Exfiltration, Messages.Carried, ["](http"],
            $@"\]\(\s*https?://[^)\s]{{0,300}}={Slot}{{1,2}}(access_token|session_token|chat_history|conversation\w*|history|password|secrets?|api_key|system_prompt|user_email|credentials?|memory)"),
        Danger(Exfiltration, Messages.Carried, ["$secret", "${secret", "$token", "$aws", "$api_key"], @"https?://[^\s""')]{1,200}[/=]\$\{?(secret|aws_|api_key|password|token)\w*"),
    ];
}
