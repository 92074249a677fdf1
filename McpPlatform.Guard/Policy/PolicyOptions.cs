using System.ComponentModel.DataAnnotations;
using McpPlatform.Guard.Policy.Opa;

namespace McpPlatform.Guard.Policy;

/// <summary>Settings of the policy; section <c>Policy</c>.</summary>
internal sealed class PolicyOptions : IValidatableObject
{
    public const string Section = "Policy";

    /// <summary>
    /// Folder with policies as files, looked at every two seconds: <c>*.cedar</c> in it hold for every tenant, those in a folder named after a tenant for
    /// that one; <see langword="null"/> for none.
    /// </summary>
    public string? Folder { get; set; }

    /// <summary>How long a decision may take that is not known yet; then the answer is no.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>An Open Policy Agent that decides instead.</summary>
    public OpaOptions Opa { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Folder is not null && !Directory.Exists(Folder))
        {
            yield return new ValidationResult($"{Section}:{nameof(Folder)} names '{Folder}', which is no folder. Make it, or leave the setting out.");
        }

        if (Opa.Url is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || !url.AbsolutePath.EndsWith('/')))
        {
            yield return new ValidationResult($"{Section}:Opa:Url is '{url}'. It has to be absolute, http or https, and end with '/'.");
        }

        if (Deadline < TimeSpan.FromMilliseconds(1) || Deadline > TimeSpan.FromMinutes(1))
        {
            yield return new ValidationResult($"{Section}:{nameof(Deadline)} is {Deadline}. It has to lie between one millisecond and one minute.");
        }
    }
}
