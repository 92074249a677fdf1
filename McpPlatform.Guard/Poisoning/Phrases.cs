using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Guard.Poisoning;

/// <summary>A way of speaking, in plain lower-case letters.</summary>
internal sealed record Phrase(FindingKind Kind, DefinitionSeverity Severity, string Message, Regex Pattern)
{
    public bool IsIn(string text) => Pattern.IsMatch(text);
}

/// <summary>Ways of speaking to a model. All patterns run in linear time: the texts come from strangers.</summary>
internal static class Phrases
{
    private const string Model = "(you|the (model|assistant|agent|ai|llm))";
    private const string Person = "(the |to |this |any )*(user|users|human|person|people|customer|operator|end[- ]user|anyone)";
    private const string Before = @"(all|any|every|the|your|of|other|and|or|these|those|my|such|" + "previous(ly)?|prior|above|earlier|preceding|former|existing|given|system|safety|security|developer|original)";
    private const string Orders = "(instructions?|prompts?|guidelines?|directives?|guardrails?|system messages?|safety (rules|checks|policies|measures)|rules you|training)";

    /// <summary>Phrases that are findings by themselves.</summary>
    public static IReadOnlyList<Phrase> Alone { get; } =
    [
        Danger(FindingKind.Instruction, "The text tells the model to drop its instructions.",
            $@"\b(ignore|disregard|forget|override|overrule|bypass|supersedes?|cancel|drop|neglect|abandon)\b( {Before}\b){{1,5}} {Orders}\b",
            $@"\b(ignore|disregard|forget)\b (everything|all|anything|whatever)( that)?( {Model})?( (was|were|have been|has been))? (you |before|above|said|told|learned|previously)",
            @"\b(previous|prior|earlier|above) (instructions?|prompts?|rules|guidelines) (are|is|no longer|do not|don't|should be|must be) (void|null|invalid|obsolete|outdated|ignored|superseded|appl)",
            @"\bignorier\w* (alle |die |deine )*(vorherigen|bisherigen|vorigen|früheren|obigen) (anweisungen|instruktionen|vorgaben)",
            @"\bignor(a|e|ar|ez|er)\b (todas |toutes |tutte |todos |las |les |le |os |as )*(instrucciones|instructions|istruzioni|instruções|consignes)( (anteriores|previas|précédentes|precedenti))?",
            "忽略(之前|以上|先前|所有|前面)|无视(之前|以上|所有)|以前の指示を無視|игнорируй(те)? (все )?(предыдущие|прежние)"),
        Danger(FindingKind.Instruction, "The text gives the model another role.",
            @"\byou are (now|no longer|from now on)\b|\bfrom (now|this point) on,? you\b|\b(new|updated|revised|real|actual|true) (system )?(instructions?|prompt|directive)s?\s*(:|for (the |you)|are\b|is\b)",
            @"\b(enter|enable|activate|switch to|you are in) (developer|debug|dan|god|jailbreak|unrestricted|maintenance|admin) mode\b.{0,80}\b(restrict|polic|filter|safe|limit|confirm|ask)",
            @"\b(pretend|act) (to be|as if|as though) (you|the user|there)\b"),
        Danger(FindingKind.Concealment, "The text wants something kept from the person.",
            $@"\b(do not|don't|dont|never|must not|should not|shouldn't|without|avoid|refrain from|no need to)\b( \w+){{0,3}} (tell|telling|mention|mentioning|inform|informing|reveal|revealing|disclose|disclosing|explain|explaining|confess|admit)\b( \w+){{0,6}} {Person}\b",
            @"\b(do not|don't|dont|never|must not|should not)\b( \w+){0,2} (notify|alert|warn|report)\b( \w+){0,2} the (user|human)\b",
            @"\b(do not|don't|dont|never|avoid|without)\b( \w+){0,2} (tell|mention|mentioning|reveal|revealing|disclose|disclosing|discuss|acknowledge|acknowledging)\b( \w+){0,2} (this|these|that|it|any of this) (step|steps|note|instruction|instructions|message|requirement|action|behaviou?r|parameter|file|to anyone|in (the|your))",
            @"\bthe (user|human) (must|should|may|need|needs|does|do|will|would|can|is|are)( \w+)? (not|never)( \w+)? (know|notice|learn|find out|be (told|aware|informed|shown|bothered|alarmed)|aware|told|informed)",
            @"\b(hide|conceal|keep|withhold) (this|these|all of this)( \w+){0,3} from (the )?(user|human|person|operator|customer|anyone)\b|\b(hidden|kept) from (the )?(user|human|operator)\b",
            @"\b(secretly|covertly|surreptitiously|stealthily|behind the user's back|unbeknownst to)\b"),
        Danger(FindingKind.Concealment, "The text wants the person not asked.",
            @"\b(do not|don't|dont|never|no need to|skip|without)\b( \w+){0,2} (ask|asking|prompt|prompting|wait|waiting|request|requesting)\b( \w+){0,3} (user|human|person|permission|consent)\b.{0,40}\b(permission|confirm\w*|approv\w*|consent|first|again)\b",
            @"\b(already|always) (approved|authori[sz]ed|consented|agreed|pre-?approved)\b.{0,60}\b(do not|don't|no need|without|never)\b.{0,20}\b(ask|confirm)"),
        Danger(FindingKind.Exfiltration, "The text wants things sent to an address it names.",
            @"\b(send|forward|bcc|cc|copy|post|upload|transmit|e-?mail|report|submit|deliver|exfiltrate|leak|mirror|relay)\b[^.]{0,120}\b(to|at|via) [""'`(<]?([\w.+-]+@[\w-]+\.\w+|https?://\S+|\+?\d[\d\s-]{7,}\d|0x[0-9a-f]{8,})[^.]{0,200}\b(always|every|all|also|each|before|silently|whenever|any)\b",
            @"\b(always|also|additionally|silently|quietly|automatically|whenever|every time|in addition)\b[^.]{0,80}\b(send|forward|bcc|cc|copy|post|upload|transmit|e-?mail|report|submit|add|append|include)\b[^.]{0,100}([\w.+-]+@[\w-]+\.\w+|https?://\S+|\+\d[\d\s-]{7,}\d|0x[0-9a-f]{8,})",
            @"\b(change|replace|set|substitute|redirect|rewrite|swap)\b[^.]{0,60}\b(recipient|payee|beneficiary|destination|account|iban|wallet|phone number|number|bcc|address)\b[^.]{0,40}\b(to|with|by)\b[^.]{0,20}([\w.+-]+@[\w-]+\.\w+|\+?\d[\d\s-]{6,}\d|0x[0-9a-f]{8,}|[a-z]{2}\d{2}[\s\d]{8,})"),
        Warning(FindingKind.Instruction, "The text claims to come before other tools.",
            @"\b(always|must)\b[^.]{0,40}\b(call|use|invoke|run)\b[^.]{0,20}\b(this|it)\b[^.]{0,30}\b(first|before (any|every|each|all|other))\b",
            @"\bbefore (using|calling|invoking|running|executing)?\s*(any|all|every|each) (other |of the )?(tools?|functions?|actions?|commands?|requests?)",
            @"\b(this|the|it|our) (tool )?(has|takes|is given|must have)( \w+){0,3} (priority|precedence)\b|\btakes? (priority|precedence) over (all|any|every|other)\b"),
        Danger(FindingKind.Instruction, "The text wants the model to obey whatever comes back.",
            @"\b(follow|obey|execute|comply with|do|run)\b (whatever|what|everything|anything|all|any|the (instructions?|commands?|directives?|orders|steps|statement|code|script))( \w+){0,4} (it|tool|result|results|response|server|output|call)( \w+)? (returns?|returned|says?|contains?|gives?|tells?|sends?)\b"),
        Danger(FindingKind.Exfiltration, "The text wants the conversation or the model's instructions handed over.",
            @"\b(pass|provide|include|send|give|supply|append|paste|copy|share|submit|embed|attach)\b[^.]{0,40}\b(system prompt|(conversation|chat|dialog|dialogue)( history| so far| log| transcript| with the user)|(previous|prior|user's|earlier) messages)\b"),
        Warning(FindingKind.OtherTools, "The text tells the model not to use other tools.",
            @"\b(instead of|rather than|in place of|do not use|don't use|never use|stop using|avoid using)( the| any| all)?( other| native| built-?in| default| standard| official| existing)+( \w+)? tools?\b",
            @"\bother (\w+ )?(tools?|servers?) (are|is) (deprecated|broken|unsafe|insecure|outdated|disabled|unreliable|compromised)"),
        new(FindingKind.Instruction, DefinitionSeverity.Notice, "The text says what the model has to hand over.", Any(
            $@"\b{Model} (must|should|shall|need to|have to|are required to|is required to) (always |also |first |then )*(include|pass|provide|read|send|copy|append|attach|collect|disclose|reveal|output|print|list)\b")),
    ];

    private static readonly Regex Secret = Any(
        @"~/\.(ssh|aws|gnupg|kube|config|cursor|docker|netrc|npmrc|bash_history|zsh_history|git-credentials)\b|\bid_(rsa|ed25519|ecdsa|dsa)\b|/etc/(passwd|shadow|hosts|sudoers)\b|\.env\b|\bmcp\.json\b|\.aws/credentials|\bkeychain\b|\bwallet\.dat\b",
        @"\b(private|ssh|secret|api|access|encryption|session|signing)[\s_-]?keys?\b|\b(access|api|auth|bearer|refresh|oauth|session)[\s_-]?tokens?\b|\bpasswords?\b|\bcredentials?\b|\bpassphrases?\b|\b(seed|recovery) phrases?\b|\benvironment variables?\b|\benv vars?\b|\bcookies?\b|\bsecrets\b",
        @"\b(your|model's|assistant's|hidden|full|entire|current|initial|original) (system )?(prompt|instructions|context|reasoning|chain of thought)\b|\bsystem prompt\b",
        @"\b(this|our|the|your|full|entire|whole|complete|current|previous|prior)( \w+){0,2} (conversation|chat|dialog(ue)?)( history| so far| log| transcript| context| with the user)?\b|\b(chat|conversation|message) (history|transcript|log)\b|\b(everything|all) the user (said|wrote|typed|told)\b|\b(user's|previous|earlier) messages\b",
        @"\b(results?|outputs?|responses?|arguments?) of (all |any |the )?(other|previous|earlier) tools?\b|\blist of (all )?(your |the )?(available )?tools\b");

    private static readonly Regex Demand = Any(
        @"\b(before|prior to|when|whenever|after|while|each time|every time|in order to|to) (use|using|call|calling|invoke|invoking|run|running|execute|executing|access|unlock|enable|activate)\b[^.]{0,30}\b(this|the|any|another|other|these) (tool|function|one|server|tools|functions|feature)\b",
        $@"\b{Model} (must|should|shall|need to|have to|are required to|is required to)\b|\b(must|always) (first|also)\b|\b(first|also),? (please )?(read|open|cat|load|fetch|retrieve|access|collect|copy|print|dump|list|gather|find)\b|\bmandatory\b|\bis required (for|or) (verification|authenti|security|this tool|the tool|compliance|it)|\botherwise (the|this) tool (will|does|fails)|\b(fails?|will fail|does not work) (otherwise|without|unless)\b|\b(always|must|please) (first )?(read|open|cat|load|retrieve|collect|dump|gather)\b|\bwill not work (unless|without|otherwise)\b|\b(please )?(read|open|cat|load|retrieve|dump)\b[^.]{0,40}\band (then )?(pass|send|include|put|provide|paste|attach|place|append|return|use)\b");

    private static readonly Regex Hand = Any(
        @"\b(pass|send|include|put|provide|paste|attach|place|append|insert|copy|encode|embed|supply|fill in|write|transmit|upload|forward|post|submit|add|return)\b[^.]{0,80}\b(as|in|into|to|within|via|here|through|with|at the end)\b[^.]{0,30}\b(param\w*|argument|field|this tool|tool|server|sidenote|note|notes|metadata|context|comment|url|query|request|call|body|endpoint|https?|webhook|it|them|here|verbatim|description|message)\b",
        @"\b(pass|send|include|put|provide|paste|place|append|insert|copy|write|add)\b[^.]{0,80}\b(as|in|into|to|via|within) (the )?[`'""]\w+[`'""]",
        @"\b(contents?|value|values|copy|dump|transcript|text) of\b[^.]{0,80}\b(here|in this|verbatim|as (a|the) (string|text|argument|parameter))\b");

    private static readonly Regex Asking = Any(
        @"\b(you|your|verbatim|the model|the assistant|word for word|the user)\b");

    /// <summary>What two harmless signs mean together.</summary>
    public static (FindingKind Kind, DefinitionSeverity Severity, string Message)? Combined(string text)
    {
        if (!Secret.IsMatch(text))
        {
            return null;
        }

        var (demands, hands) = (Demand.IsMatch(text), Hand.IsMatch(text));
        return demands && hands
            ? (FindingKind.Exfiltration, DefinitionSeverity.Danger, "The text wants secrets, files or the conversation read and handed over.")
            : demands || (hands && Asking.IsMatch(text))
                ? (FindingKind.Exfiltration, DefinitionSeverity.Warning, "The text speaks of secrets or the conversation and of what the model has to do.")
                : null;
    }

    private static Phrase Danger(FindingKind kind, string message, params string[] patterns) => new(kind, DefinitionSeverity.Danger, message, Any(patterns));

    private static Phrase Warning(FindingKind kind, string message, params string[] patterns) => new(kind, DefinitionSeverity.Warning, message, Any(patterns));

    // Blanks of any kind and number separate words.
    private static Regex Any(params string[] patterns) => new(
        string.Join('|', patterns.Select(p => $"({p.Replace(" ", @"[\s,]+", StringComparison.Ordinal)})")),
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
}
