using static McpPlatform.Guard.Firewall.Texts.Wording;
using static McpPlatform.Guard.Firewall.ThreatKind;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>The core of such orders in other languages.</summary>
internal static class ForeignWordings
{
    public static IReadOnlyList<Wording> All { get; } = [.. German, .. French, .. Spanish, .. Chinese, .. Others];

    private static IEnumerable<Wording> German =>
    [
        Danger(Injection, Messages.Drop, ["ignorier", "vergiss", "vergesst", "missacht", "beachte", "befolge"],
            @"\b(ignorier\w*|vergiss|vergesst|missachte\w*) (bitte )?((alle|deine|eure|die|sämtliche|vorherigen|bisherigen|vorigen|obigen|früheren|der|des) )*(anweisungen|instruktionen|vorgaben|regeln|systemprompt|befehle|richtlinien)\b",
            @"\b(vergiss|vergesst) alles\b[^.]{0,40}\b(gesagt|vorher|bisher|oben|gelernt)\b",
            @"\b(beachte|befolge)\w* ((die|deine|alle|bisherigen|vorherigen|obigen) )+(anweisungen|regeln|vorgaben)( mehr)? nicht\b"),
        Danger(Injection, Messages.Role, ["ab sofort", "von nun an", "du bist", "ab jetzt"],
            @"\b(ab sofort|von nun an|ab jetzt) (bist|befolgst|gehorchst|antwortest|agierst) du\b",
            @"\bdu bist (jetzt|nun|ab sofort)\b[^.]{0,30}\b(ohne|bot|ki|assistent\w*)\b"),
        Danger(Injection, Messages.Reveal, ["prompt", "deine anweisungen"],
            @"\b(gib|zeige?|nenne?|verrate?|offenbare?|wiederhole?)\b( \w+){0,4} (systemprompt|system-prompt|deine anweisungen)\b|\bgib den systemprompt\b"),
        Danger(Injection, Messages.Conceal, ["nutzer", "benutzer", "anwender", "verschweig"],
            @"\b(sage?|erzahle?|verrate?|teile?|informiere?)\b( \w+){0,2} (nutzer|benutzer|anwender)( \w+){0,3} (nichts|nicht)\b"),
        Danger(Injection, Messages.Addressed, ["ki-", "ki ", "sprachmodell"],
            @"\b(hinweis für|an alle|achtung|anweisung an|anweisungen für)( \w+)? ?(ki|ki-\w+|sprachmodelle)\b[^.]{0,20}[:!]?[^.]{0,80}\b(empf\w+|ignor\w+|bewert\w+|verschweig\w+|sag\w+|antwort\w+|lob\w+)"),
        Danger(Injection, Messages.Unasked, ["ohne nachzufragen", "ohne ruckfrage", "ohne bestatigung"],
            @"\b(führe|rufe?|lösche|überweise|starte|sende)\b[^.]{0,80}\bohne (nachzufragen|rückfrage|bestätigung)\b"),
    ];

    private static IEnumerable<Wording> French =>
    [
        Danger(Injection, Messages.Drop, ["ignore", "oublie", "pas compte"],
            @"\b(ignore[zr]?|oublie[zr]?) ((toutes|tous|les|ces|tes|vos|des) )*(consignes|instructions|règles|directives)( (précédentes|antérieures|ci-dessus|que))?\b",
            @"\bne (tiens|tenez) pas compte des (instructions|consignes|règles)\b"),
        Danger(Injection, Messages.Role, ["tu es", "a partir de maintenant"], @"\btu es (désormais|maintenant|à présent)\b", @"\bà partir de maintenant tu (es|obéis|réponds|agis)\b"),
        Danger(Injection, Messages.Reveal, ["systeme"], @"\b(affiche|révèle|montre|donne|répète|imprime)\w*( \w+){0,2} (prompt|invite|message) (du )?système\b"),
        Danger(Injection, Messages.Conceal, ["l'utilisateur"], @"\bne (dis|dites|mentionne\w*) rien (de ceci |de cela )?à l'utilisateur\b|\b(n'informe|n'avertis|ne préviens)\w* pas l'utilisateur\b|\bsans (en informer|le dire à|avertir|prévenir) l'utilisateur\b"),
        Danger(Injection, Messages.Unasked, ["sans demander"], @"\b(exécute|appelle|lance|supprime|transfère)\w*\b[^.]{0,80}\bsans demander( \w+)? ?confirmation\b"),
    ];

    private static IEnumerable<Wording> Spanish =>
    [
        Danger(Injection, Messages.Drop, ["ignora", "olvida", "omite", "caso omiso"],
            @"\b(ignor|olvid|descart)(a|e|ad|en) ((todas|todos|las|los|tus|sus|cualquier) )*(instrucciones|reglas|indicaciones|directrices|órdenes)( (anteriores|previas))?\b",
            @"\bhaz caso omiso de( \w+)? (instrucciones|reglas|indicaciones)\b"),
        Danger(Injection, Messages.Role, ["ahora eres", "a partir de ahora"], @"\bahora eres (un|una|el)\b[^.]{0,40}\b(sin|bot|ia|asistente)\b|\ba partir de ahora (eres|actúas|obedeces)\b"),
        Danger(Injection, Messages.Reveal, ["prompt", "del sistema"], @"\b(revela|muestra|imprime|dime|repite)( \w+){0,2} (prompt|instrucciones)( del sistema| de sistema)?\b"),
        Danger(Injection, Messages.Conceal, ["usuario"], @"\bno (le )?(digas|informes|menciones|cuentes)( \w+)? al usuario\b"),
        Danger(Injection, Messages.Unasked, ["sin preguntar", "sin pedir"], @"\b(ejecuta|llama|borra|elimina|transfiere)\b[^.]{0,80}\bsin (preguntar|pedir confirmación)\b|\bobedece (a )?este documento\b"),
    ];

    private static IEnumerable<Wording> Chinese =>
    [
        Danger(Injection, Messages.Drop, ["忽略", "无视", "忘记", "忘掉", "不要理会", "无需遵守", "不要遵守"],
            "(忽略|无视|忘记|忘掉|不要理会|无需遵守|不要遵守)[^。！？]{0,8}(指令|指示|规则|提示|以上内容|命令|设定|对话)"),
        Danger(Injection, Messages.Role, ["你现在是", "你是"], "你现在是|从现在(开始|起)[^。！？]{0,2}(你|请你)[^。！？]{0,2}(是|扮演|听从)|从现在起听从"),
        Danger(Injection, Messages.Reveal, ["提示", "指令"], "(输出|显示|泄露|告诉我|打印|透露)[^。！？]{0,8}(系统提示|系统指令|初始指令|提示词)"),
        Danger(Injection, Messages.Conceal, ["用户"], "(不要|别|勿|无需)(把|将|让)?[^。！？]{0,6}(告诉|告知|通知)(给)?用户|不要让用户(知道|发现)"),
        Danger(Injection, Messages.Unasked, ["确认", "许可", "工具"], "(不经|无需|未经|不用)(确认|许可|同意)[^。！？]{0,6}(执行|删除|转账|发送)|(调用|使用)[^。！？]{0,24}工具[^。！？]{0,24}(发送|删除|转账)"),
    ];

    private static IEnumerable<Wording> Others =>
    [
        Danger(Injection, Messages.Drop, ["無視", "무시", "игнорир", "забудь", "ignora", "ignore", "negeer", "dimentica"],
            "(以前|前|これまで|上記|すべて)の?[^。]{0,6}(指示|命令|ルール)[^。]{0,8}無視",
            "(이전|위의|앞의|모든)[^.]{0,8}(지시|명령|규칙)[^.]{0,8}무시",
            @"\b(игнорируй(те)?|забудь(те)?)( \w+){0,3} (инструкци\w+|указания|правила|команды)",
            @"\b(ignora|dimentica) ((tutte|le|tue|queste) )*(istruzioni|regole|direttive)\b|\bignore ((todas|as|suas) )*(instruções|regras|diretrizes)\b",
            @"\bnegeer ((alle|de|je|eerdere|vorige) )*(instructies|regels|aanwijzingen)\b"),
        Danger(Injection, Messages.Reveal, ["システムプロンプト", "시스템", "промпт", "prompt"],
            "システムプロンプトを(表示|出力|教え)|시스템 프롬프트를? (출력|표시|보여)|(выведи|покажи|раскрой)( \\w+){0,2} системный промпт",
            @"\b(mostra|rivela)( \w+){0,2} prompt( di sistema)?\b|\b(revele|mostre)( \w+){0,2} prompt\b|\btoon de systeemprompt\b"),
    ];
}
