using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Idempotency;

/// <summary>Remembers what was answered to a request under its idempotency key, so that sending it again does nothing again.</summary>
public interface IIdempotencyStore
{
    /// <summary>Takes a key, or says what came of the request that took it.</summary>
    /// <param name="by">Who asks; keys of two principals never meet.</param>
    /// <param name="key">The key, 1 to 200 characters.</param>
    /// <param name="requestHash">What identifies the request.</param>
    /// <param name="claimedUntil">When a request that never finished gives the key back.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns><see langword="null"/> when the key is now taken by the caller; otherwise the former request.</returns>
    Task<FormerRequest?> BeginAsync(
        Principal by, string key, ReadOnlyMemory<byte> requestHash, DateTimeOffset claimedUntil, CancellationToken cancellationToken);

    /// <summary>Keeps the answer.</summary>
    /// <param name="by">Who asked.</param>
    /// <param name="key">The key.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="keptUntil">How long it is kept.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task CompleteAsync(Principal by, string key, KeptAnswer answer, DateTimeOffset keptUntil, CancellationToken cancellationToken);

    /// <summary>Gives a key back whose request failed and may be sent again.</summary>
    /// <param name="by">Who asked.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task AbandonAsync(Principal by, string key, CancellationToken cancellationToken);
}

/// <summary>The request that took a key.</summary>
/// <param name="RequestHash">What identified it.</param>
/// <param name="Answer">What was answered; <see langword="null"/> while it is under way.</param>
public sealed record FormerRequest(byte[] RequestHash, KeptAnswer? Answer);

/// <summary>An answer as it was sent.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON body.</param>
public sealed record KeptAnswer(int Status, byte[] Body);
