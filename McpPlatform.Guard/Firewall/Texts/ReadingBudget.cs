using System.Diagnostics;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>How much of one text is read word by word: so many bytes of passages, and so long.</summary>
internal sealed class ReadingBudget
{
    private const int MostBytes = 1_048_576;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);
    private int left;
    private long began;

    /// <summary>Begins anew.</summary>
    public void Begin() => (left, began) = (MostBytes, Stopwatch.GetTimestamp());

    /// <summary>Takes some of it.</summary>
    /// <returns>Whether there was so much.</returns>
    public bool TryTake(int bytes) => (left -= bytes) >= 0 && Stopwatch.GetElapsedTime(began) < MostTime;
}
