using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Guard.Lettering;

namespace McpPlatform.Guard.Poisoning;

/// <summary>Finds parameters that ask for what an agent knows and the tool has no business with.</summary>
internal static class SensitiveParameters
{
    private static readonly Regex OfAgent = new(
        "^(full|entire|complete|whole|prior|previous|current|user|my|your|all|raw)*(conversation|chat|dialog|dialogue)(history|log|transcript|context|summary|sofar)?$"
        + "|^(system|initial|hidden|developer)(prompt|instructions|message)s?$|^(chainofthought|reasoningtrace|modelreasoning|thoughts?trace)$"
        + "|^(tool|tools)(callhistory|history|list|outputs|results)$|^(available|other)tools$|^(previous|prior|all)(messages|turns|toolresults|tooloutputs)$|^(contextwindow|fullcontext|modelcontext|llmcontext|sidenote)$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static readonly Regex OfPerson = new(
        "^(ssh|rsa|gpg|pgp|private|users?)*(private|ssh)keys?(contents?|material|data)?$|^(seed|recovery|mnemonic)(phrase|words)$|^aws(secret)?(accesskeys?|secret|credentials)$|^(env|environment)(variables|vars|dump|contents?)$|^(user|master|root|sudo)?password(s|list|dump)$|^(browser|session)cookies?$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static readonly Regex AsksTheModel = new(
        @"\b(your|verbatim|word for word|the model'?s?|the assistant'?s?|llm'?s?|agent'?s?|this|current|our|so far|with the user|full|entire|complete|original|user's|everything|all)\b",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public static IEnumerable<DefinitionFinding> Find(DefinitionText text)
    {
        if (text.Parameter is null)
        {
            yield break;
        }

        var name = Skeleton.Spelling(Skeleton.Plain(text.Parameter));
        if (text.Role == TextRole.ParameterName && OfAgent.IsMatch(name))
        {
            yield return text.Finding(FindingKind.SensitiveParameter, DefinitionSeverity.Warning, $"The parameter '{text.Parameter}' asks for the conversation or for the model's own instructions.");
        }
        else if (text.Role == TextRole.ParameterName && OfPerson.IsMatch(name))
        {
            yield return text.Finding(FindingKind.SensitiveParameter, DefinitionSeverity.Warning, $"The parameter '{text.Parameter}' asks for secrets of the person.");
        }
        else if (text.Role == TextRole.Prose && Wants(name, Skeleton.Plain(text.Text)))
        {
            yield return text.Finding(FindingKind.SensitiveParameter, DefinitionSeverity.Danger, $"The parameter '{text.Parameter}' wants the conversation or the model's own instructions copied into it.");
        }
    }

    private static bool Wants(string name, string description) =>
        AsksTheModel.IsMatch(description) && (OfAgent.IsMatch(name) || Own.IsMatch(description));

    // What only the model itself can fill in.
    private static readonly Regex Own = new(
        @"\b(your|the model'?s|the assistant'?s|the agent'?s)\s+(\w+\s+)?(system prompt|system message|instructions|context window|chain of thought|reasoning|available tools|tool list|memory)\b"
        + @"|\b(this|our|the (full|entire|complete|whole|current)|your( full| entire)?)\s+(\w+\s+)?(conversation|chat)(\s+(history|transcript|log))?\s+(so far|with the user|between|verbatim|up to|until|word for word|including)"
        + @"|\b(system prompt|conversation history|chat history)\b.{0,60}\b(verbatim|word for word|in full|exactly|unmodified)\b"
        + @"|\b(verbatim|full|complete|entire|exact) (copy|text|transcript|contents?|dump) of\b.{0,40}\b(system prompt|conversation|chat|context|instructions|messages)\b",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
