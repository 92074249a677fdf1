using System.Text;
using System.Text.RegularExpressions;

namespace McpPlatform.Tests.Guard.Detection;

/// <summary>The expressions one would write down first for each kind of data: what the detectors are held against.</summary>
internal static class NaiveBaseline
{
    private const string Words = @"[A-ZÀ-Ý][\p{L}']+";

    private static readonly (string Kind, Regex Pattern)[] Patterns =
    [
        ("card", New(@"\b(?:\d[ -]?){12,18}\d\b")),
        ("ssn", New(@"\b\d{3}-\d{2}-\d{4}\b")),
        ("iban", New(@"\b[A-Z]{2}\d{2}[ ]?(?:[A-Z0-9]{4}[ ]?){2,7}[A-Z0-9]{1,4}\b")),
        ("email", New(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")),
        ("phone", New(@"(?:\+\d{1,3}[ .-]?)?\(?\d{2,5}\)?[ .-]\d{3,4}[ .-]?\d{3,4}\b")),
        ("ip", New(@"\b(?:\d{1,3}\.){3}\d{1,3}\b")),
        ("ip", New(@"\b(?:[0-9a-fA-F]{1,4}:){2,7}[0-9a-fA-F]{1,4}\b")),
        ("national_id", New(@"\b(?:\d{8}[A-Z]|[XYZ]\d{7}[A-Z]|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]|[A-Z]{2}\d{6}[A-D]|\d{11}|\d{3}\.\d{3}\.\d{3}-\d{2})\b")),
        ("address", New($@"\b\d{{1,5}} (?:{Words} ){{1,3}}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Lane|Drive|Court)\b")),
        ("address", New(@"\b[A-ZÄÖÜ][a-zäöüß]+(?:straße|strasse|weg|platz|allee) \d{1,4}[a-z]?\b")),
        ("name", New($@"\b(?:Mr|Mrs|Ms|Dr|Herr|Frau|Mme|M)\.? {Words}")),
        ("name", New($@"\b{Words} {Words}\b")),
        ("secret.private_key", New(@"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----")),
        ("secret.api_key", New(@"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|sk_live_[A-Za-z0-9]{24}|xox[bp]-[A-Za-z0-9-]+|AIza[\w-]{35})\b")),
        ("secret.token", New(@"\beyJ[\w-]+\.[\w-]+\.[\w-]+")),
        ("secret.assigned", New(@"(?<=(?i:password|passwd|pwd|secret|token|api[_-]?key)[""']?\s*[:=]\s*[""']?)[^\s""',;&]+")),
        ("secret.url", New(@"(?<=://[^/\s:@]+:)[^/\s@]+(?=@)")),
        ("secret.entropy", New(@"\b[A-Za-z0-9+/_-]{32,}\b")),
    ];

    public static IReadOnlyList<LabelledSpan> Find(LabelledText text) => [.. from pattern in Patterns from match in pattern.Pattern.Matches(text.Text) select Span(text.Text, pattern.Kind, match)];

    private static LabelledSpan Span(string text, string kind, Match match) =>
        new(kind, Encoding.UTF8.GetByteCount(text.AsSpan(0, match.Index)), Encoding.UTF8.GetByteCount(match.ValueSpan));

    private static Regex New(string pattern) => new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
}
