using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace McpPlatform.Gateway.Identity.Certificates;

/// <summary>Whom a certificate names: its SPIFFE id (an X.509-SVID has exactly one URI), else its subject.</summary>
internal static class CertificateIdentity
{
    private const string AlternativeNames = "2.5.29.17";
    private const string Spiffe = "spiffe://";
    private const int MaxLength = 2_048;

    // GeneralName ::= uniformResourceIdentifier [6] (RFC 5280, section 4.2.1.6).
    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);

    /// <returns>The identity; <see langword="null"/> where it names none, or more than one.</returns>
    public static string? Of(X509Certificate2 certificate)
    {
        var uris = certificate.Extensions.Where(e => e.Oid?.Value == AlternativeNames).SelectMany(e => Uris(e.RawData)).ToList();
        return !uris.Exists(u => u.StartsWith(Spiffe, StringComparison.OrdinalIgnoreCase)) ? Bounded(certificate.Subject)
            : uris is [var id] && IsSpiffe(id) ? id
            : null;
    }

    private static bool IsSpiffe(string id) =>
        id.Length <= MaxLength && id.StartsWith(Spiffe, StringComparison.Ordinal) && Uri.TryCreate(id, UriKind.Absolute, out var uri)
        && uri is { UserInfo: "", Query: "", Fragment: "", IsDefaultPort: true } && uri.Host.Length > 0 && id.IndexOfAny(['%', '*', '\\']) < 0
        && !id[Spiffe.Length..].Split('/').Any(part => part is "" or "." or "..");

    private static string? Bounded(string subject) => subject.Length is > 0 and <= MaxLength && !subject.Any(char.IsControl) ? subject : null;

    private static List<string> Uris(byte[] extension)
    {
        var uris = new List<string>();
        try
        {
            var names = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (names.PeekTag() == UriName)
                {
                    uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, UriName));
                }
                else
                {
                    names.ReadEncodedValue();
                }
            }
        }
        catch (AsnContentException)
        {
            // What cannot be read might name anybody.
            uris.Add(Spiffe);
        }

        return uris;
    }
}
