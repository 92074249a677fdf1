using static McpPlatform.Guard.Detection.DetectorCategory;

namespace McpPlatform.Guard.Detection;

/// <summary>The detectors that the platform brings.</summary>
public static class Detectors
{
    /// <summary>Payment cards: 13 to 19 digits, an issuer's prefix, the check digit (ISO/IEC 7812-1).</summary>
    public static Detector Card { get; } = new("card", Personal, "Number of a payment card, with its check digit.");

    /// <summary>Social Security numbers of the United States, without those that are never issued.</summary>
    public static Detector SocialSecurity { get; } = new("ssn", Personal, "Social Security number of the United States.");

    /// <summary>International bank account numbers (ISO 13616), with the country's length and the checksum.</summary>
    public static Detector Iban { get; } = new("iban", Personal, "International bank account number, with its checksum.");

    /// <summary>Addresses of mailboxes.</summary>
    public static Detector Email { get; } = new("email", Personal, "E-mail address.");

    /// <summary>Telephone numbers, international (E.164) and in the usual national forms.</summary>
    public static Detector Phone { get; } = new("phone", Personal, "Telephone number.");

    /// <summary>IPv4 and IPv6 addresses other than loopback and masks.</summary>
    public static Detector IpAddress { get; } = new("ip", Personal, "IP address.");

    /// <summary>Numbers that states give their people, each with its own check.</summary>
    public static Detector NationalId { get; } = new("national_id", Personal, "National identity, tax or insurance number.");

    /// <summary>Street addresses.</summary>
    public static Detector Address { get; } = new("address", Personal, "Street address.");

    /// <summary>Names of people, by list.</summary>
    public static Detector Name { get; } = new("name", Personal, "Name of a person.");

    /// <summary>Private keys in PEM.</summary>
    public static Detector PrivateKey { get; } = new("secret.private_key", Secret, "Private key.");

    /// <summary>Keys and tokens whose maker marks them by a prefix.</summary>
    public static Detector ApiKey { get; } = new("secret.api_key", Secret, "Key or token of a known service.");

    /// <summary>JSON Web Tokens.</summary>
    public static Detector Token { get; } = new("secret.token", Secret, "Signed token.");

    /// <summary>Passwords and keys that are assigned to a telling name.</summary>
    public static Detector Assigned { get; } = new("secret.assigned", Secret, "Password, key or token that stands behind its name.");

    /// <summary>User and password in an address.</summary>
    public static Detector UrlCredentials { get; } = new("secret.url", Secret, "Password in an address.");

    /// <summary>Long random text.</summary>
    public static Detector Entropy { get; } = new("secret.entropy", Secret, "Long random text, as keys are.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Detector> All { get; } =
    [
        Card, SocialSecurity, Iban, Email, Phone, IpAddress, NationalId, Address, Name, PrivateKey, ApiKey, Token, Assigned, UrlCredentials, Entropy,
    ];
}
