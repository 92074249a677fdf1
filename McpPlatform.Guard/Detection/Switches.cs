namespace McpPlatform.Guard.Detection;

/// <summary>Which of the platform's detectors are on, read once so that a scan asks no set.</summary>
internal sealed class Switches(DetectorSet detectors)
{
    public bool Card { get; } = detectors.On.Contains(Detectors.Card);

    public bool SocialSecurity { get; } = detectors.On.Contains(Detectors.SocialSecurity);

    public bool Iban { get; } = detectors.On.Contains(Detectors.Iban);

    public bool Email { get; } = detectors.On.Contains(Detectors.Email);

    public bool Phone { get; } = detectors.On.Contains(Detectors.Phone);

    public bool IpAddress { get; } = detectors.On.Contains(Detectors.IpAddress);

    public bool NationalId { get; } = detectors.On.Contains(Detectors.NationalId);

    public bool Address { get; } = detectors.On.Contains(Detectors.Address);

    public bool Name { get; } = detectors.On.Contains(Detectors.Name);

    public bool PrivateKey { get; } = detectors.On.Contains(Detectors.PrivateKey);

    public bool ApiKey { get; } = detectors.On.Contains(Detectors.ApiKey);

    public bool Token { get; } = detectors.On.Contains(Detectors.Token);

    public bool Assigned { get; } = detectors.On.Contains(Detectors.Assigned);

    public bool UrlCredentials { get; } = detectors.On.Contains(Detectors.UrlCredentials);

    public bool Entropy { get; } = detectors.On.Contains(Detectors.Entropy);

    /// <summary>Whether plain words matter by themselves, as names and streets do.</summary>
    public bool Words => Name || Address;
}
