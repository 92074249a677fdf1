namespace McpPlatform.Web.People;

/// <summary>Lets the parts of one person's page tell each other that something changed.</summary>
internal sealed class Workbench
{
    /// <summary>Runs, conversations or approvals changed.</summary>
    public event Action? Changed;

    /// <summary>Someone wants these words in the composer.</summary>
    public event Action<string>? Suggested;

    /// <summary>Says that something changed.</summary>
    public void Announce() => Changed?.Invoke();

    /// <summary>Puts words into the composer.</summary>
    /// <param name="words">The words.</param>
    public void Suggest(string words) => Suggested?.Invoke(words);
}
