namespace McpPlatform.Guard.Redaction;

/// <summary>Lends what replaces sensitive data, as the installation has configured it.</summary>
public interface IRedaction
{
    /// <summary>What to look for and what happens to it, with the tenant's own key for hashes and tokens.</summary>
    /// <param name="tenant">The tenant.</param>
    RedactionRules RulesOf(string tenant);

    /// <summary>Lends a redactor, ready for use; disposing gives it back. It costs next to nothing, and is for one call at a time.</summary>
    /// <param name="tenant">Whose data it is.</param>
    Redactor Rent(string tenant);

    /// <summary>Lends a redactor whose rules are those of the installation but for a change.</summary>
    /// <param name="tenant">Whose data it is.</param>
    /// <param name="change">What is different; not <see cref="RedactionChange.Off"/>, for which none is needed.</param>
    Redactor Rent(string tenant, RedactionChange change);
}

/// <summary>What replaces sensitive data in one call.</summary>
public sealed class Redactor : IDisposable
{
    private readonly Action<Redactor> giveBack;

    internal Redactor(RedactionRules rules, Action<Redactor> giveBack)
    {
        this.giveBack = giveBack;
        Text = new TextRedactor(rules);
        Json = new JsonRedactor(Text);
    }

    /// <summary>For text.</summary>
    public TextRedactor Text { get; }

    /// <summary>For JSON.</summary>
    public JsonRedactor Json { get; }

    /// <summary>For what is found while it is lent. One that took something is the borrower's to keep.</summary>
    public RedactionReport Report { get; private set; } = new();

    /// <summary>Gives it back; it must not be used afterwards.</summary>
    public void Dispose()
    {
        if (!Report.IsEmpty)
        {
            Report = new RedactionReport();
        }

        giveBack(this);
    }
}
