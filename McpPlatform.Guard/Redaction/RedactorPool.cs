namespace McpPlatform.Guard.Redaction;

/// <summary>Redactors of the same rules that nobody uses now. Lending and giving back takes no lock and makes nothing new.</summary>
internal sealed class RedactorPool(RedactionRules rules)
{
    private readonly Redactor?[] idle = new Redactor?[2 * Environment.ProcessorCount];

    public RedactionRules Rules => rules;

    public Redactor Rent()
    {
        for (var at = 0; at < idle.Length; at++)
        {
            if (idle[at] is not null && Interlocked.Exchange(ref idle[at], null) is { } redactor)
            {
                return redactor;
            }
        }

        return new Redactor(rules, GiveBack);
    }

    private void GiveBack(Redactor redactor)
    {
        for (var at = 0; at < idle.Length; at++)
        {
            if (idle[at] is null && Interlocked.CompareExchange(ref idle[at], redactor, null) is null)
            {
                return;
            }
        }

        redactor.Text.Dispose();
    }
}
