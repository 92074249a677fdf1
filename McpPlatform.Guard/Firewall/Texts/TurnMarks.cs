using static McpPlatform.Guard.Firewall.Texts.Wording;
using static McpPlatform.Guard.Firewall.ThreatKind;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>Marks of turns, roles and calls of tools, in text as it stands in small letters. A mark alone is often documentation; one with a turn behind it is not.</summary>
internal static class TurnMarks
{
    public static IReadOnlyList<Wording> All { get; } =
    [
        Danger(RoleMarkup, Messages.Turn, ["<|", "[inst", "<<sys", "start_of_turn"],
            @"<\|(im_start|start_header_id|start_of_role)\|>\s*(system|assistant|user)\b[\s\S]{0,40}\w+ \w+",
            @"<\|(system|assistant|user)\|>\s+\w+ \w+",
            @"\[inst\][^\]]{0,400}\w+ \w+[^\]]{0,400}\[/inst\]", @"<<sys>>.{1,400}<</sys>>", @"<start_of_turn>(model|user|system)\s+\w+ \w+"),
        Danger(RoleMarkup, Messages.Turn, ["<system", "<admin", "</context", "</user", "</tool", "</document", "<instruct", "<assistant"],
            @"<(system|admin|developer|assistant)([_-]?(message|prompt|reminder|note|override|instructions?))?>\s*\w+[^<]{5,400}</(system|admin|developer|assistant)",
            @"</(context|document|user_input|tool_result|tool_response|function_results)>\s*(</\w+>\s*)*<\w+>\s*\w+ \w+"),
        Danger(RoleMarkup, Messages.Turn, ["<function_", "<invoke", "<tool_"],
            @"<function_calls>\s*<invoke", @"<invoke name=", @"<tool_(call|use)>\s*\{?\s*""?name"),
        Danger(RoleMarkup, Messages.Turn, ["assistant:", "### "],
            @"(^|\n)\s*(human|user)\s*:[^\n]{3,200}\n\s*assistant\s*:[^\n]{0,60}\b(i will|i have|now|done|deleted|sure|wipe|sent)\b",
            @"###\s*(system|instruction)\s*:\s*\n[^\n]{3,300}\n+\s*###\s*(assistant|response)\s*:"),
        Warning(RoleMarkup, Messages.Turn, ["\"role\"", "[system", "<|"],
            @"\{\s*""role""\s*:\s*""system""\s*,\s*""content""\s*:\s*""[^""]{0,80}\b(now|orders|obey|ignore|accept)\b", @"\[system (message|notice)\]", @"\[system\]\(#", @"""tool_calls""\s*:\s*\[\s*\{",
            @"<\|(im_start|start_header_id|start_of_role)\|>\s*(system|assistant)"),
    ];
}
