using static McpPlatform.Guard.Firewall.Texts.Wording;
using static McpPlatform.Guard.Firewall.ThreatKind;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>Orders to a model in English.</summary>
internal static class OrderWordings
{
    private const string Drop = "(ignore|ignoring|disregard|disregarding|forget|override|overrule|bypass|abandon|drop|neglect|discard|set aside|(stop|cease|quit) (following|obeying)|(do not|don't|never|no longer) (follow|obey|comply with|heed))";
    private const string Own = "(all|any|every|each|your|system|safety|security|hidden|developer's?|operator's?|user's|users|content|default)";
    private const string Former = "(previous|prior|above|earlier|preceding|former|past|existing|current|initial|original|given|first|last|other|old)";
    private const string Link = "(of|the|these|those|this|that|and|from|by|my|its|in|to)";
    private const string Rules = "(instructions?|prompts?|rules|guidelines?|directives?|directions|guardrails?|system (prompt|message)s?|restrictions|polic(y|ies)|programming|training|constraints|context|persona)";

    // "prompt.name=" is none of it.
    private const string End = @"([^\w.=:]|[.:][\s""'<)\]}}]|[.:]?$)";
    private const string Model = "(ai|a\\.i\\.|llms?|language models?|ai (assistants?|agents?|models?|systems?|reviewers?|tools?)|assistants?|(automated|autonomous) agents?|chatbots?|agents?|gpt|model)";
    private const string Doing = "(must|call|run|execute|invoke|ignore|disregard|do not|don't|stop|instead|recommend|rate|give|say|state|claim|output|print|send|forward|reveal|praise|book|treat|visit|open|transfer|delete|approve|answer|respond|reply|obey|tell|hide|highest|add|insert|push|only|also|grant|install)";
    private const string Power = "(unrestricted|uncensored|jailbroken|without( any)? (rules|limits|restrictions|filters|boundaries)|no (rules|limits|restrictions|filters|content policy)|has no|root|administrator|admin|evil\\w*|dan|hacker|free from|anything)";

    public static IReadOnlyList<Wording> All { get; } =
    [
        Danger(Injection, Messages.Drop, ["ignor", "disregard", "forget", "overr", "bypass", "abandon", "drop", "neglect", "discard", "set aside", "following", "obey", "follow", "comply", "heed", "your ", "above", "prompt", "nothing that was"],
            $@"\b{Drop} (please |also )?(({Link}|{Former}|{Own}) )*{Own} (({Link}|{Former}|{Own}) )*{Rules}{End}",
            $@"\b{Drop} ({Former} )+(system )?(instructions|prompts?|guidelines){End}",
            $@"\b{Drop} (the )?(system|safety|developer) (prompts?|messages?|instructions|rules|guidelines)\b",
            $@"\b{Drop} (({Link}|{Former}|{Own}) )*{Rules} (that |which )?(you|were given|i gave)\b",
            $@"\b{Drop} (({Link}|{Former}|{Own}) )*{Rules} of the user\b",
            $@"\b{Drop} (everything|all|anything|whatever|what|the (text|words))( that| which)?( (you|we|was|were|is|has|have|had|been|being))* (above|before|(told|asked|taught|instructed|given|said)( to you)?( so far| before| above)?\b)",
            @"\byour (earlier|previous|original|initial|prior|old|first|current)? ?(instructions|rules|directions|guidelines|restrictions|limits|filters|guardrails) (no longer|do not|were|have been|are|must be)( now)?( been)? ?(apply|count|void|lifted|removed|disabled|invalid|suspended|cancelled|revoked|superseded|turned off)",
            @"\b(instructions|rules|prompts?|directions|guidelines) above (are|is|were|no longer)\b[^.]{0,40}[.:;!]? ?(follow|act|do|approve|instead|obey)?",
            @"\b(previous|prior|old|original) (system )?prompt (has been|was|is)( now)? (deprecated|replaced|void|obsolete|superseded|cancelled)",
            @"\bnothing that was said before\b[^.]{0,40}\bcounts\b"),
        Warning(Injection, Messages.Drop, ["ignor", "disregard", "forget", "supersede"],
            $@"\b(ignore|disregard|forget) (({Link}|{Former}|{Own}) )+{Rules}\b",
            @"\b(ignore|disregard) everything\b"),
        Danger(Injection, Messages.Role, ["you are", "from now", "from this", "from here", "act as", "pretend", "mode", "your name", "roleplay", "role play", "behave"],
            $@"\byou are (now|no longer|henceforth)\b[^.!?]{{0,50}}\b(bot|ai|assistant|{Power}|jailbreak|persona|model)\b",
            @"\byou are now \w*(bot|gpt)\b",
            @"\b(from now on|from this (moment|point)( on)?|from here on( out)?|henceforth) (you |please )?(must |will |shall |only )?(act|obey|behave|respond|answer|reply|follow|ignore|comply|pretend|speak|no confirmation)\b",
            $@"\b(act|behave|respond|pretend|roleplay|role play)( \w+){{0,4}} (as|to be|like|that)\b( \w+){{0,4}} {Power}\b",
            @"\bpretend( that)? you are( \w+){0,4} (administrator|admin|developer|owner|system)\b",
            @"\b(enter|enable|activate|switch( in)?to|go into|you are in)( \w+)? (developer|debug|dan|god|jailbreak|unrestricted|admin|sudo|root) mode\b.{0,80}\b(restrict\w*|polic\w+|filters?|safe\w*|limits?|rules)",
            @"\byour name is now\b|\b(begin|start) (a )?new session as\b"),
        Danger(Injection, Messages.Obey, ["your new", "your real", "your true", "your only", "your actual", "new instructions", "new task", "new orders", "new directive", "new system", "task has changed", "follow", "obey", "according", "every command", "lines tell", "text below", "real instructions"],
            @"\byour (real|true|only|actual) (instructions?|task|goal|purpose|objective|orders|mission)( \w+)? (is|are)\b",
            @"\byour new (instructions?|task|goal|purpose|objective|orders|mission) (is|are) to\b( \w+){0,2} (convince|get|make|persuade|steal|send|collect|ignore|hide|list|delete)\b",
            @"(^|[.!?:>\""'(] ?)(new|updated) (system )?(instructions?|task|orders|directives?|prompt|goal) ?(for the (model|ai|assistant))?[:.] ?\w",
            @"\bthe task has changed\b",
            @"\bstop (following|obeying) (the |your )?(user|operator)\b",
            @"\b(follow|obey|act on|do) (those|these|the ones|the (instructions|orders|commands|text)|what|whatever)( \w+){0,4} (of|in|on|from|below|following)( \w+)? (this|below|instead|page|document|file)\b",
            @"\bfollow(ing)? these instead\b|\bact on the following one instead\b|\bfollow the ones in this\b",
            @"\b(obey|accept orders from|obeys)( \w+){0,4} (commands?|orders|instructions|documents?|page|file|line)\b",
            @"\bdo not follow the user'?s? instructions\b|\bstop following the user'?s?\b|\bobey the next line\b",
            @"\baccording to the text below\b|\bthe following lines tell you\b",
            @"\b(execute|run|follow) (every|all|any) (commands?|instructions?)( \w+){0,3} (file|page|document|text)\b"),
        Danger(Injection, Messages.Reveal, ["prompt", "instruction", "above", "your config", "its config", "your guidelines", "your rules", "your memory", "hidden message"],
            @"\b(reveal|print|output|show|display|repeat|tell|give|dump|expose|leak|disclose|write|recite|return|send|list|copy|paste|quote|append|take|say)\b( \w+){0,5} (your|its|the model's|the assistant's) ((full|entire|complete|hidden|initial|original|exact|secret|internal|developer|first|whole|own|very) )*(system prompt|system message|prompt|instructions|configuration|guidelines|rules|memory)\b",
            @"\b(reveal|print|output|repeat|dump|expose|leak|disclose|recite)\b( \w+){0,3} (the )?((full|entire|complete|hidden|initial|original|exact|secret|internal|text of|whole) )*(the )?(system prompt|system message|hidden (prompt|instructions|messages))\b",
            @"\b(reveal|print|output|repeat|show me|disclose|recite)\b( \w+){0,4} instructions( that| which)? you (were|have been|received|got)\b",
            @"\brepeat (everything|all|the (words|text))( \w+){0,3} above\b",
            @"\bwhat (is|are|was|were) your (system prompt|initial instructions|hidden instructions)\b"),
        Danger(Injection, Messages.Conceal, ["user", "human", "the person", "nobody", "a secret"],
            @"\b(do not|don't|dont|never|must not|should not)\b( \w+){0,2} (tell|mention|inform|notify|alert)\b( (this|these|that|it|about|any|of|to|instructions|paragraph|message|step|note|the|text))* (user|human|person (you|who))\b",
            @"\bwithout (telling|informing|notifying|alerting|mentioning)\b( \w+){0,4} (the )?(user|human)\b",
            @"\b(keep|hide|conceal) (this|these|it)\b( \w+){0,3} (from )?the (user|human)\b",
            @"\b(do not|don't|never) mention (these|this)( \w+)? (instructions?|paragraph|note|text|message) to\b",
            @"\bsay nothing (about|of) (this|it) to\b|\bkeep this a secret\b.{0,40}\buser\b"),
        Warning(Injection, Messages.Conceal, ["user", "human", "a secret", "mention"],
            @"\bthe (user|human) (must|should|may|need|needs|does|do)( \w+)? (not|never)( \w+){0,3} (know|notice|learn|see|find out|be aware)\b",
            @"\bthe (user|human) must never\b|\bkeep this a secret\b|\b(do not|don't) mention (it|this)\b"),
        Danger(Injection, Messages.Unasked, ["without ask", "without conf", "without wait", "not ask", "don't ask", "skip", "confirm", "permission"],
            @"\bwithout asking (the )?(user|human|customer)\b",
            @"\b(call|run|execute|transfer|delete|approve|book|pay|buy|wipe|invoke|order)\b[^.]{0,60}\b(without (asking|confirmation|approval|permission|waiting)|do not ask for (confirmation|permission)|skip (all )?confirmations?)\b",
            @"\b(granted|given) (you|me) (permission|root|full|access)\b[^.]{0,40}\b(skip|bypass|permissions?|confirmations?|checks)\b",
            @"\bskip the confirmation\b[^.]{0,20}\b(and )?(approve|execute|run|continue)\b",
            @"\bapproved without asking\b"),
        Danger(Injection, Messages.Authority, ["override", "operator", "developer", "safety", "restrictions", "the user has", "bypass", "granted", "approval"],
            @"\bsystem override\b|\b(operator|administrator|developers?|user) (has|have)( already)? (authori[sz]ed|approved|granted|consented|enabled)\b[^.]{0,60}\b(all|you|pending|every)\b",
            @"\b(safety|safeguards?|filters|guardrails|your restrictions) (has|have|is|are|were|was)( been)?( now)? (turned off|disabled|lifted|removed|suspended)\b",
            @"\b(message|note|text|words)( \w+){0,4} (from|of) your (developers?|creators?|operator)\b|\bas coming from your developer\b",
            @"\byou have (been granted|full) (root|admin\w*)( \w+)?\b|\bbypass (all|the)( \w+)? (checks|filters?|safety|approval)\b[^.]{0,40}\b(and|step|execute)\b"),
        Warning(Injection, Messages.Authority, ["system notice", "system directive", "system note", "admin", "developer mode", "unrestricted", "jailbr"],
            @"\b(new )?system (notice|directive|note|update|instruction) ?:|\badmin(istrator)? (override|notice|message) ?:|\b(unrestricted|jailbroken|uncensored) (ai|assistant|model|mode|bot)\b"),
        Danger(Injection, Messages.Addressed, ["ai", "llm", "language model", "assistant", "agent", "bot", "gpt", "model"],
            $@"\b(if you are|if you're|attention|note (to|for)|(important )?message (to|for)|instructions? (to|for)|hidden note for|dear|hello|hey|to|for|as)( the| all| any| an| a)? {Model}\b( (reading|processing|reviewing|summari[sz]ing|agents?|systems?)( \w+){{0,3}})?( ?[:;-]| if| you|$| must| the task| this| before| first)[^.]{{0,20}}[.:]?[^.]{{0,160}}\b{Doing}\b",
            $@"(^|[.!?>:(\""#-] ?){Model} ?[:!] ?[^.]{{0,100}}\b{Doing}\b",
            $@"(^|[.!?>:(\""-] ?)(assistant|ai|agent|model) (please )?(switch|ignore|open|call|run|execute|give|reveal|print|approve|also|you must)\b",
            $@"\b(llms|language models|ai (assistants|agents|models|systems)|the (ai|llm|model|assistant) reading (this|it)) (must|should|shall|have to|has to)( now| only| always| first)* {Doing}\b",
            $@"\bif you('re| are) (an? )?{Model}\b[^.]{{0,60}}\b{Doing}\b",
            $@"\b(dear|hello|hey|attention) (all )?{Model} (please )?{Doing}\b",
            @"\bif you (read|are reading|process|can read) this\b[^.]{0,20}(as an ai|call|run|you are|stop|execute|send)",
            @"\bwhen (you )?(summari[sz]e|are asked|asked about|answering)\b[^.]{0,50}\b(claim|always say|recommend|never mention)\b"),
        Warning(Injection, Messages.Addressed, ["respond", "reply", "answer", "before answering", "before you answer", "execute", "run "],
            @"\b(respond|reply|answer)( to the user)? only (with|in)\b|\bbefore (you answer|answering|you continue|you do anything else)\b[^.]{0,40}\b(must|call|run|visit|open|send|execute)\b",
            @"\b(from now on|you) must (now )?(call|run|execute) the\b"),
    ];

    /// <summary>Core orders without anything between their letters.</summary>
    public static IReadOnlyList<string> Squeezed { get; } =
    [
        "ignoreallprevious", "ignoreprevious", "ignoretheprevious", "ignoretheinstructions", "ignoreyourinstructions", "ignorethesystemprompt", "previousinstructions", "disregardall", "disregardtherules", "disregardyour",
        "disregardthe", "forgetyour", "forgetall", "systemprompt", "donottelltheuser", "nevertelltheuser", "youarenowan", "allinstructions", "ignoreallinstructions",
    ];
}
