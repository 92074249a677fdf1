using System.Collections.Immutable;

namespace McpPlatform.Guard.Detection;

/// <summary>Words that speak for, or against, a kind of data when they stand before it. Lower case, in several languages.</summary>
internal static class Context
{
    public static readonly ImmutableArray<byte[]> SocialSecurity = Words("ssn", "social security", "social sec", "soc sec", "socialsecurity", "tax id", "taxpayer", "itin");

    public static readonly ImmutableArray<byte[]> Phone = Words(
        "phone", "mobile", "cell", "tel", "fax", "call", "whatsapp", "sms", "dial", "contact number", "hotline", "rufnummer", "handy", "portable", "móvil", "cellulare", "ring ", "text me", "landline", "festnetz", "festnetznummer", "rufen", "anrufen", "anruf",
        "téléphone", "tél", "joindre", "appelez", "standard", "teléfono", "llámen", "llamar", "llame", "chiamare", "chiamate", "bel ", "bellen", "bereikbaar", "telefoon", "zadzwoń", "kontaktowy", "komórk");

    public static readonly ImmutableArray<byte[]> Version = Words("version", "ver.", "release", "build", " v", "sdk", "runtime", "firmware", "chapter", "section");

    public static readonly ImmutableArray<byte[]> NationalId = Words(
        "nhs", "ni number", "ni no", "national insurance", "insurance number", "nino", "sin", "social insurance", "tfn", "tax file", "medicare", "aadhaar", "pan:", "pan number", "pan card", "pan ", "permanent account", "aadhar", "uidai", "cpf", "cadastro", "pesel", "bsn", "burgerservice",
        "personnummer", "personnr", "fødselsnummer", "fodselsnummer", "cpr", "sozialversicherung", "rrn", "personal identity", "henkil", "hetu", "steuer", "idnr", "tax id", "tin", "tax number", "insee", "sécu", "securite sociale", "sécurité sociale", "nir", "dni", "nie", "nif",
        "codice fiscale", "fiscal code", "ahv", "avs", "national id", "nationalid", "national_id", "national number", "id number", "identity number", "identity card", "identification", "passport", "rijksregister", "registre national", "cnp", "curp", "rut",
        "personalausweis", "licence number", "license number");

    public static readonly ImmutableArray<byte[]> Content = Words(
        "integrity", "sha256", "sha384", "sha512", "sha1", "hash", "digest", "checksum", "cursor", "etag", "fingerprint", "thumbprint", "h1:", "certificate", "public key", "publickey", "next_page", "pagetoken", "page_token", "content-md5", "nonce", "ssh-rsa", "ssh-ed25519", "data:");

    public static readonly ImmutableArray<byte[]> Name = Words(
        "name", "patient", "customer", "employee", "contact", "author", "recipient", "sender", "owner", "signed", "dear", "attn", "person", "user", "client", "guest", "student", "manager");

    public static readonly ImmutableArray<byte[]> Secret = Words(
        "secret", "token", "password", "passwd", "pwd", "api key", "apikey", "api_key", "api-key", "access key", "accesskey", "access_key", "private key", "auth", "credential", "bearer", "key=", "key:", "signature", "passphrase");

    private static ImmutableArray<byte[]> Words(params string[] words) => [.. words.Select(System.Text.Encoding.UTF8.GetBytes)];
}
